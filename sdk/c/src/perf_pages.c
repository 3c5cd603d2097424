/* SPDX-License-Identifier: MIT */
/* The rings of a perf event array, one for each CPU, in our own memory. */
#include "perf_pages.h"

enum { WRAPPED_MAX = UINT16_MAX + 1, LINUX_ENODEV = 19 };

/* 0 also for a CPU that is offline: it has no pages. */
static int map_cpu(struct wbpf_perf_pages *p, int32_t source, uint32_t cpu)
{
	int ret = wbpf_pages_map(&p->cpus[cpu], source, cpu, p->page + p->size);

	return ret == -LINUX_ENODEV ? 0 : ret;
}

int wbpf_perf_map(struct wbpf_perf_pages *p, int32_t source, uint32_t cpu_cnt, size_t page_cnt)
{
	uint64_t size = wbpf_can_map() ? (uint64_t)page_cnt * wbpf_page_size() : 0;
	int ret = 0;

	memset(p, 0, sizeof(*p));
	if (!size || size > INT32_MAX)
		return -1;
	p->page = wbpf_page_size();
	p->size = (uint32_t)size;
	p->cpus = calloc(cpu_cnt, sizeof(*p->cpus));
	p->wrapped = malloc(WRAPPED_MAX);
	p->cpu_cnt = cpu_cnt;
	if (!p->cpus || !p->wrapped)
		ret = -1;
	for (uint32_t i = 0; i < cpu_cnt && !ret; i++)
		ret = map_cpu(p, source, i);
	if (ret)
		wbpf_perf_unmap(p);
	return ret;
}

void wbpf_perf_unmap(struct wbpf_perf_pages *p)
{
	for (uint32_t i = 0; p->cpus && i < p->cpu_cnt; i++)
		wbpf_pages_unmap(&p->cpus[i]);
	free(p->cpus);
	free(p->wrapped);
	memset(p, 0, sizeof(*p));
}

bool wbpf_perf_has(const struct wbpf_perf_pages *p)
{
	for (uint32_t i = 0; i < p->cpu_cnt; i++) {
		struct perf_event_mmap_page *page = p->cpus[i].addr;

		if (page && wbpf_load64((uint64_t *)&page->data_head) != page->data_tail)
			return true;
	}
	return false;
}

struct perf_event_header *wbpf_perf_join(const struct wbpf_perf_pages *p, const uint8_t *data,
					 uint32_t at, uint32_t size)
{
	uint32_t first = p->size - at;

	memcpy(p->wrapped, data + at, first);
	memcpy(p->wrapped + first, data, size - first);
	return (struct perf_event_header *)p->wrapped;
}
