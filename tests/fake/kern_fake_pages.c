/* SPDX-License-Identifier: MIT */
/* The pages of all maps are those of one file in memory. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake/kern_fake_priv.h"

enum { PAGES = 16 };

static uint64_t page_bytes(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

int fake_pages_fd(void)
{
	static int fd = -1;

	if (fd >= 0)
		return fd;
	fd = memfd_create("fake pages", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)(PAGES * page_bytes())))
		abort();
	return fd;
}

static int ring_pages(bool user, struct kern_pages *parts)
{
	uint64_t page = page_bytes(), rest = page + 2 * FAKE_RING_BYTES;

	parts[0] = (struct kern_pages){ .fd = fake_pages_fd(), .len = page };
	parts[1] = (struct kern_pages){ .fd = fake_pages_fd(), .offset = page, .len = rest };
	parts[user].writable_len = parts[user].len;
	return 2;
}

int kern_map_pages(const struct kern_map *map, struct kern_pages parts[KERN_PAGES_MAX],
		   struct wbpf_error *err)
{
	int ret = fake_fails(err, "pages");
	bool constant = map->initial_size != 0;

	if (ret)
		return ret;
	if (kern_map_fd(map) < 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: not loaded");
	if (map->type == 27 || map->type == 31)
		return ring_pages(map->type == 31, parts);
	if (map->type != 1 && !constant)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EOPNOTSUPP, "fake: cannot be mapped");
	parts[0] = (struct kern_pages){ .fd = fake_pages_fd(),
					.len = page_bytes(),
					.writable_len = constant ? 0 : page_bytes() };
	return 1;
}

int fake_source_pages(enum kern_source_kind kind, uint32_t cpu, struct kern_pages *parts,
		      struct wbpf_error *err)
{
	int ret = fake_fails(err, "pages");

	if (ret)
		return ret;
	if (kind == KERN_SOURCE_PERF ? cpu >= FAKE_CPUS : cpu > 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: no such CPU");
	if (kind != KERN_SOURCE_PERF)
		return ring_pages(kind == KERN_SOURCE_USER_RING, parts);
	parts[0] = (struct kern_pages){ .fd = fake_pages_fd(),
					.len = 3 * page_bytes(),
					.writable_len = page_bytes() };
	return 1;
}
