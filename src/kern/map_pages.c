/* SPDX-License-Identifier: MIT */
/* How the kernel lets user space map a map. */
#include <errno.h>
#include <linux/bpf.h>
#include <unistd.h>

#include "kern/object.h"
#include "kern/source.h"
#include "kern/words.h"

static uint64_t whole_pages(uint64_t bytes)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	return (bytes + page - 1) / page * page;
}

int kern_ring_pages(int fd, uint64_t size, bool user, struct kern_pages *parts)
{
	uint64_t page = whole_pages(1), rest = page + 2 * size;

	parts[0] = (struct kern_pages){ .fd = fd, .len = page, .writable_len = user ? 0 : page };
	parts[1] = (struct kern_pages){
		.fd = fd, .offset = page, .len = rest, .writable_len = user ? rest : 0
	};
	return 2;
}

/* Programs that only read it (.rodata) are verified with what is in it: user space may not write. */
static int array_pages(const struct kern_map *map, struct kern_pages *parts)
{
	uint64_t elem = ((uint64_t)map->shape.value_size + 7) & ~7ull;
	uint64_t len = whole_pages(elem * map->shape.max_entries);

	parts[0] = (struct kern_pages){
		.fd = map->fd,
		.len = len,
		.writable_len = map->shape.flags & (BPF_F_RDONLY_PROG | BPF_F_RDONLY) ? 0 : len,
	};
	return 1;
}

int kern_map_pages(const struct kern_map *map, struct kern_pages parts[KERN_PAGES_MAX],
		   struct wbpf_error *err)
{
	if (map->fd < 0)
		return kern_refuse(err, -EINVAL, "map '%s': the object is not loaded", map->name);
	if (map->shape.type == BPF_MAP_TYPE_RINGBUF || map->shape.type == BPF_MAP_TYPE_USER_RINGBUF)
		return kern_ring_pages(map->fd, map->shape.max_entries,
				       map->shape.type == BPF_MAP_TYPE_USER_RINGBUF, parts);
	if (map->shape.type == BPF_MAP_TYPE_ARRAY && map->shape.flags & BPF_F_MMAPABLE)
		return array_pages(map, parts);
	return kern_refuse(
		err, -EOPNOTSUPP,
		"map '%s': only ring buffers and arrays with BPF_F_MMAPABLE can be mapped",
		map->name);
}
