/* SPDX-License-Identifier: MIT */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kern/object.h"
#include "kern/uapi.h"
#include "kern/words.h"

uint32_t kern_possible_cpus(void)
{
	int n = libbpf_num_possible_cpus();

	return n > 0 ? (uint32_t)n : 1;
}

static bool is_per_cpu(uint32_t type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

uint32_t kern_user_value_size(uint32_t type, uint32_t value_size)
{
	uint64_t size = value_size;

	if (is_per_cpu(type))
		size = ((size + 7) & ~7ull) * kern_possible_cpus();
	return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

int kern_shape_of_fd(int fd, struct kern_map_shape *shape, char *name, size_t name_size)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	if (bpf_map_get_info_by_fd(fd, &info, &len))
		return -errno;
	*shape = (struct kern_map_shape){
		.type = info.type,
		.key_size = info.key_size,
		.value_size = info.value_size,
		.max_entries = info.max_entries,
		.flags = info.map_flags,
		.user_value_size = kern_user_value_size(info.type, info.value_size),
	};
	if (name)
		snprintf(name, name_size, "%s", info.name);
	return 0;
}

static void shape_of_bpf(const struct bpf_map *bpf, struct kern_map_shape *shape)
{
	*shape = (struct kern_map_shape){
		.type = bpf_map__type(bpf),
		.key_size = bpf_map__key_size(bpf),
		.value_size = bpf_map__value_size(bpf),
		.max_entries = bpf_map__max_entries(bpf),
		.flags = bpf_map__map_flags(bpf),
		.user_value_size = kern_user_value_size(bpf_map__type(bpf),
							bpf_map__value_size(bpf)),
	};
}

int kern_map_refresh(struct kern_map *map)
{
	shape_of_bpf(map->bpf, &map->shape);
	map->fd = map->obj->loaded || map->obj->prepared ? bpf_map__fd(map->bpf) : -1;
	if (map->fd < 0)
		return 0;
	/* A kernel or a token that does not let us ask leaves what libbpf created it with. */
	return kern_shape_of_fd(map->fd, &map->shape, NULL, 0);
}

static void info_from_kernel(const struct kern_map *map, struct kern_map_info *info)
{
	struct bpf_map_info k = { 0 };
	uint32_t len = sizeof(k);

	if (map->fd < 0 || bpf_map_get_info_by_fd(map->fd, &k, &len))
		return;
	info->id = k.id;
	info->extra = k.map_extra;
	info->ifindex = k.ifindex;
	info->btf_key_type_id = k.btf_key_type_id;
	info->btf_value_type_id = k.btf_value_type_id;
}

static void info_from_libbpf(const struct kern_map *map, struct kern_map_info *info)
{
	size_t len = 0;

	info->extra = bpf_map__map_extra(map->bpf);
	info->ifindex = bpf_map__ifindex(map->bpf);
	info->numa_node = bpf_map__numa_node(map->bpf);
	info->btf_key_type_id = bpf_map__btf_key_type_id(map->bpf);
	info->btf_value_type_id = bpf_map__btf_value_type_id(map->bpf);
	info->internal = bpf_map__is_internal(map->bpf);
	info->autocreate = bpf_map__autocreate(map->bpf);
	info->autoattach = bpf_map__autoattach(map->bpf);
	info->pinned = bpf_map__is_pinned(map->bpf);
	if (kern_map_initial(map, &len))
		info->initial_value_size = len > UINT32_MAX ? UINT32_MAX : (uint32_t)len;
}

int kern_map_info(const struct kern_map *map, struct kern_map_info *info, struct wbpf_error *err)
{
	(void)err; /* every figure that the kernel does not tell has a defined value */
	*info = (struct kern_map_info){
		.type = map->shape.type,
		.key_size = map->shape.key_size,
		.value_size = map->shape.value_size,
		.max_entries = map->shape.max_entries,
		.flags = map->shape.flags,
		.user_value_size = map->shape.user_value_size,
		.loaded = map->fd >= 0,
		.autocreate = true,
	};
	snprintf(info->name, sizeof(info->name), "%s", map->name);
	if (map->bpf)
		info_from_libbpf(map, info);
	info_from_kernel(map, info);
	return 0;
}

uint32_t kern_map_key_size(const struct kern_map *map)
{
	return map->shape.key_size;
}

uint32_t kern_map_user_value_size(const struct kern_map *map)
{
	return map->shape.user_value_size;
}

uint32_t kern_map_type(const struct kern_map *map)
{
	return map->shape.type;
}

const char *kern_map_name(const struct kern_map *map)
{
	return map->name;
}

int kern_map_fd(const struct kern_map *map)
{
	return map->fd >= 0 ? map->fd : -EINVAL;
}

enum kern_map_carries kern_map_carries(const struct kern_map *map)
{
	switch (map->shape.type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
		return KERN_CARRIES_PROGRAM_FD;
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return KERN_CARRIES_MAP_FD;
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		return KERN_CARRIES_EVENT_FD;
	case BPF_MAP_TYPE_CGROUP_ARRAY:
		return KERN_CARRIES_CGROUP_FD;
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
	case BPF_MAP_TYPE_XSKMAP:
		return KERN_CARRIES_SOCKET_FD;
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
		return KERN_CARRIES_DEVMAP;
	case BPF_MAP_TYPE_CPUMAP:
		return KERN_CARRIES_CPUMAP;
	case BPF_MAP_TYPE_TASK_STORAGE:
		return KERN_CARRIES_TASK_KEY;
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_SK_STORAGE:
	case KERN_MAP_CGRP_STORAGE:
		return KERN_CARRIES_OWNER_KEY;
	case BPF_MAP_TYPE_STRUCT_OPS:
		return KERN_CARRIES_OPS;
	default:
		return KERN_CARRIES_BYTES;
	}
}
