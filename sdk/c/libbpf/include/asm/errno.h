/* SPDX-License-Identifier: MIT */
/* For libbpf's own sources: the numbers are the libc's. */
#include <errno.h>
