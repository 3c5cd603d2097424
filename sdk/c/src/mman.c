/* SPDX-License-Identifier: MIT */
/* mmap(2) as far as tools use it: the pages of a map, or zeroed memory. */
#include <sys/mman.h>

#include "internal.h"

struct area {
	struct area *next;
	struct wbpf_pages pages;
	size_t len;
};

static struct area *areas;

static void *failed(int err)
{
	errno = err;
	return MAP_FAILED;
}

static int zeroed(struct wbpf_pages *pages, uint32_t len)
{
	pages->addr = aligned_alloc(wbpf_page_size(), len);
	if (pages->addr)
		memset(pages->addr, 0, len);
	return pages->addr ? 0 : ENOMEM;
}

static int of_map(struct wbpf_pages *pages, int fd, uint32_t len)
{
	struct wbpf_fd *map = wbpf_fd_map(fd);

	if (!map)
		return EBADF;
	return wbpf_pages_map(pages, map->handle, 0, len) ? ENODEV : 0;
}

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uint32_t whole = len && len < INT32_MAX ? wbpf_whole_pages((uint32_t)len) : 0;
	struct area *a;
	int err;

	(void)addr, (void)prot;
	if (!whole || offset || flags & MAP_FIXED)
		return failed(EINVAL);
	a = calloc(1, sizeof(*a));
	if (!a)
		return failed(ENOMEM);
	err = flags & MAP_ANONYMOUS ? zeroed(&a->pages, whole) : of_map(&a->pages, fd, whole);
	if (err) {
		free(a);
		return failed(err);
	}
	a->len = whole;
	a->next = areas;
	areas = a;
	return a->pages.addr;
}

int munmap(void *addr, size_t len)
{
	struct area **at = &areas, *a;

	while (*at && (*at)->pages.addr != addr)
		at = &(*at)->next;
	a = *at;
	if (!a || wbpf_whole_pages((uint32_t)len) != a->len)
		return wbpf_err(EINVAL), -1;
	*at = a->next;
	wbpf_pages_unmap(&a->pages);
	free(a);
	return 0;
}
