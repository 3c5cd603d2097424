/* SPDX-License-Identifier: MIT */
#ifndef WBPF_SDK_PERF_PAGES_H
#define WBPF_SDK_PERF_PAGES_H

#include <linux/perf_event.h>

#include "internal.h"

struct wbpf_perf_pages {
	struct wbpf_pages *cpus; /* addr NULL: that CPU is offline */
	uint32_t cpu_cnt;	 /* 0: not mapped, records come by copies */
	uint32_t page, size;	 /* bytes: of a page, of the data of one CPU */
	uint8_t *wrapped;
};

/* Not 0: read no further. */
typedef int (*wbpf_perf_fn)(void *ctx, int cpu, struct perf_event_header *event);

/* 0, or what wbpf_pages_map() says: then nothing is mapped. */
int wbpf_perf_map(struct wbpf_perf_pages *p, int32_t source, uint32_t cpu_cnt, size_t page_cnt);
void wbpf_perf_unmap(struct wbpf_perf_pages *p);
/* A record waits on some CPU. */
bool wbpf_perf_has(const struct wbpf_perf_pages *p);
/* The records of one CPU in turn; what fn said last. The room is given back at the end. */
int wbpf_perf_read(const struct wbpf_perf_pages *p, uint32_t cpu, wbpf_perf_fn fn, void *ctx);

#endif
