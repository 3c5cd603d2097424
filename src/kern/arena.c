/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kern/object.h"
#include "kern/uapi.h"
#include "kern/words.h"

static struct kern_map *fixed_arena(struct kern_object *obj)
{
	for (uint32_t i = 0; i < obj->map_cnt; i++) {
		struct bpf_map *m = obj->maps[i].bpf;

		if (bpf_map__type(m) == (enum bpf_map_type)KERN_MAP_ARENA &&
		    bpf_map__autocreate(m) && bpf_map__map_extra(m))
			return &obj->maps[i];
	}
	return NULL;
}

int kern_arena_reserve(struct kern_object *obj, struct kern_arena_hold *hold,
		       struct wbpf_error *err)
{
	struct kern_map *map = fixed_arena(obj);
	uint64_t addr, len;
	void *p;

	if (!map)
		return 0;
	addr = bpf_map__map_extra(map->bpf);
	len = (uint64_t)sysconf(_SC_PAGESIZE) * bpf_map__max_entries(map->bpf);
	if (addr != (uintptr_t)addr || !len || len > SIZE_MAX || addr + len < addr)
		return kern_refuse(err, -EINVAL, "map '%s': arena of %llu bytes at 0x%llx",
				   map->name, (unsigned long long)len, (unsigned long long)addr);
	p = mmap((void *)(uintptr_t)addr, (size_t)len, PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	/* A kernel before 4.17 takes the address as a hint. */
	if (p != MAP_FAILED && (uintptr_t)p != addr)
		munmap(p, (size_t)len);
	if (p == MAP_FAILED || (uintptr_t)p != addr)
		return kern_refuse(err, -EEXIST,
				   "map '%s': arena: addresses 0x%llx+0x%llx are in use here",
				   map->name, (unsigned long long)addr, (unsigned long long)len);
	*hold = (struct kern_arena_hold){ .map = map, .addr = p, .len = (size_t)len };
	return 0;
}

void kern_arena_release(struct kern_arena_hold *hold)
{
	size_t ignored;

	/* Where libbpf came as far as mapping the arena, that mapping has replaced ours. */
	if (hold->map && bpf_map__initial_value(hold->map->bpf, &ignored) != hold->addr)
		munmap(hold->addr, hold->len);
	hold->map = NULL;
}
