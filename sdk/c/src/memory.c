/* SPDX-License-Identifier: MIT */
/*
 * Pages of maps in our own memory, where the host can put them there; else everything here says no,
 * and the callers copy.
 */
#include "internal.h"

static struct wbpf_memory_info info;
static bool asked;

static const struct wbpf_memory_info *memory_info(void)
{
	if (!asked) {
		info.sz = sizeof(info);
		/* Version 2.0 hosts have no such call: then this module does not start there. */
		if (wbpf_abi_memory_info(&info) < 0)
			info.flags = 0;
		wbpf_weakly_ordered = !(info.flags & WBPF_MEMORY_FLAG_ORDERED);
		asked = true;
	}
	return &info;
}

bool wbpf_weakly_ordered = true;

bool wbpf_can_map(void)
{
	return memory_info()->flags & WBPF_MEMORY_FLAG_MAPPABLE;
}

uint32_t wbpf_page_size(void)
{
	return memory_info()->page_size;
}

uint32_t wbpf_whole_pages(uint32_t bytes)
{
	uint32_t page = wbpf_page_size();

	return (bytes + page - 1) / page * page;
}

/* The last page of all, where no memory of a program ends. */
static void *nowhere(void)
{
	return (void *)(uintptr_t)(0U - wbpf_page_size());
}

int wbpf_pages_map(struct wbpf_pages *p, int32_t from, uint32_t index, uint32_t len)
{
	int32_t ret;

	memset(p, 0, sizeof(*p));
	if (!wbpf_can_map())
		return -1;
	p->addr = aligned_alloc(wbpf_page_size(), len);
	/* No room: the host says no, so that it is told why records are copied (-v). */
	ret = wbpf_abi_memory_map(from, index, p->addr ? p->addr : nowhere(), len);
	if (ret > 0) {
		p->mapping = ret;
		return 0;
	}
	free(p->addr);
	p->addr = NULL;
	return ret;
}

void wbpf_pages_unmap(struct wbpf_pages *p)
{
	if (p->mapping > 0)
		wbpf_abi_close(p->mapping);
	free(p->addr);
	memset(p, 0, sizeof(*p));
}
