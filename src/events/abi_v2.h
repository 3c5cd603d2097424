/* SPDX-License-Identifier: MIT */
/* Handlers of the v2 calls of this room; generated from abi/v2.toml by tools/abigen.py; do not edit. */
#ifndef WBPF_EVENTS_ABI_V2_H
#define WBPF_EVENTS_ABI_V2_H

#include "guest/abi_v2.h"
#include "guest/guest.h"

/* Each returns >= 0 or a negative errno, and then has set g->last_error. */
int32_t wbpf2_read(struct wbpf_guest *g, wbpf_handle fd, wbpf_gaddr buf, uint32_t size);
int32_t wbpf2_source_open(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr opts);
int32_t wbpf2_source_drain(struct wbpf_guest *g, wbpf_handle source, wbpf_gaddr buf, uint32_t size, uint32_t max_records);
int32_t wbpf2_source_submit(struct wbpf_guest *g, wbpf_handle source, wbpf_gaddr data, uint32_t len);
int32_t wbpf2_source_info(struct wbpf_guest *g, wbpf_handle source, wbpf_gaddr info);
int32_t wbpf2_memory_info(struct wbpf_guest *g, wbpf_gaddr info);
int32_t wbpf2_memory_map(struct wbpf_guest *g, wbpf_handle from, uint32_t index, wbpf_gaddr addr, uint32_t len);
int32_t wbpf2_memory_fence(struct wbpf_guest *g);
int32_t wbpf2_poll(struct wbpf_guest *g, wbpf_gaddr handles, uint32_t count, int32_t timeout_ms, wbpf_gaddr ready);
int32_t wbpf2_sleep(struct wbpf_guest *g, uint64_t ns);
int32_t wbpf2_signal_handle(struct wbpf_guest *g, int32_t signo, int32_t on);
int32_t wbpf2_signal_take(struct wbpf_guest *g);

#endif
