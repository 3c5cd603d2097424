/* SPDX-License-Identifier: MIT */
/* <bpf/usdt.bpf.h> wants it; the BPF target has no directory of its own for it on Debian. */
#include <asm-generic/errno.h>
