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
/* A record that goes on at the begin of the ring, put together. */
struct perf_event_header *wbpf_perf_join(const struct wbpf_perf_pages *p, const uint8_t *data,
					 uint32_t at, uint32_t size);

/*
 * The records of one CPU in turn; what fn said last. The room is given back at the end. Inline, so
 * that fn is: a call by pointer per record is what this costs otherwise.
 */
static inline __attribute__((always_inline)) int
wbpf_perf_read(const struct wbpf_perf_pages *p, uint32_t cpu, wbpf_perf_fn fn, void *ctx)
{
	struct perf_event_mmap_page *page = p->cpus[cpu].addr;
	const uint8_t *data = (const uint8_t *)page + p->page;
	const uint32_t bytes = p->size;
	uint64_t tail, end;
	int ret = 0;

	if (!page)
		return 0;
	tail = page->data_tail;
	end = wbpf_load64((uint64_t *)&page->data_head);
	if (tail == end)
		return 0;
	wbpf_fence();
	while (tail != end && !ret) {
		uint32_t at = (uint32_t)tail & (bytes - 1);
		struct perf_event_header *rec = (struct perf_event_header *)(data + at);
		uint32_t size = rec->size;

		/* Unmapped under us: a callback closed the object. */
		if (!size)
			return 0;
		if (size > bytes - at)
			rec = wbpf_perf_join(p, data, at, size);
		ret = fn(ctx, (int)cpu, rec);
		tail += size;
	}
	wbpf_fence();
	wbpf_store64((uint64_t *)&page->data_tail, tail);
	return ret;
}

#endif
