/* SPDX-License-Identifier: MIT */
/* Guest -> kernel calls: unpack, (ask policy,) call kern. The runtime joins these tables. */
#ifndef WBPF_HOST_HOST_H
#define WBPF_HOST_HOST_H

#include <stddef.h>

#include "guest/guest.h"

/* The v1 calls but the polls (those are in events/), under "wasm_bpf" and "env". */
extern const struct wbpf_import wbpf_host_v1_imports[];
extern const size_t wbpf_host_v1_import_cnt;
/* The v2 calls but poll, drain and the like (those are in events/). */
extern const struct wbpf_import wbpf_host_v2_imports[];
extern const size_t wbpf_host_v2_import_cnt;

#endif
