/* SPDX-License-Identifier: MIT */
/* bpf_map_*_elem(): one element by descriptor. The host wants the lengths; the map knows them. */
#include "internal.h"

/* With one of these a per-CPU map takes or gives one value in place of one per CPU. */
#define ONE_CPU_FLAGS (BPF_F_CPU | BPF_F_ALL_CPUS)

static uint32_t value_len(const struct wbpf_fd *map, uint64_t flags)
{
	return flags & ONE_CPU_FLAGS ? map->value_size : map->user_value_size;
}

static uint32_t key_len(const struct wbpf_fd *map, const void *key)
{
	return key ? map->key_size : 0;
}

/* Where in a value a descriptor stands; -1: nowhere. */
static int fd_offset(const struct wbpf_fd *map)
{
	switch (map->type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
		return 0;
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_CPUMAP:
		return map->value_size >= 8 ? 4 : -1;
	default:
		return -1;
	}
}

/* An update of a map of programs, maps or events: the host knows handles, not our descriptors. */
static int update_with_fd(const struct wbpf_fd *map, const void *key, const void *value, int offset,
			  uint64_t flags)
{
	struct wbpf_fd *inner;
	uint32_t words[2];
	int fd;

	if (map->value_size > sizeof(words) || map->user_value_size != map->value_size)
		return wbpf_err(EINVAL);
	memcpy(words, value, map->value_size);
	fd = (int)words[offset / 4];
	inner = wbpf_fd_any(fd);
	if (inner)
		words[offset / 4] = (uint32_t)inner->handle;
	else if (offset && fd <= 0)
		words[offset / 4] = 0;
	return wbpf_ret(wbpf_abi_map_update(map->handle, key, key_len(map, key), words,
					    map->value_size, flags));
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	struct wbpf_fd *map = wbpf_fd_map(fd);

	if (!map)
		return -errno;
	if (fd_offset(map) >= 0)
		return update_with_fd(map, key, value, fd_offset(map), flags);
	return wbpf_ret(wbpf_abi_map_update(map->handle, key, key_len(map, key), value,
					    value_len(map, flags), flags));
}

int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	struct wbpf_fd *map = wbpf_fd_map(fd);

	if (!map)
		return -errno;
	return wbpf_ret(wbpf_abi_map_lookup(map->handle, key, key_len(map, key), value,
					    value_len(map, flags), flags));
}

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem_flags(fd, key, value, 0);
}

int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	struct wbpf_fd *map = wbpf_fd_map(fd);

	if (!map)
		return -errno;
	return wbpf_ret(wbpf_abi_map_lookup_and_delete(map->handle, key, key_len(map, key), value,
						       value_len(map, flags), flags));
}

int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_and_delete_elem_flags(fd, key, value, 0);
}

int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags)
{
	struct wbpf_fd *map = wbpf_fd_map(fd);

	if (!map)
		return -errno;
	return wbpf_ret(wbpf_abi_map_delete(map->handle, key, key_len(map, key), flags));
}

int bpf_map_delete_elem(int fd, const void *key)
{
	return bpf_map_delete_elem_flags(fd, key, 0);
}

int bpf_map_get_next_key(int fd, const void *key, void *next_key)
{
	struct wbpf_fd *map = wbpf_fd_map(fd);

	if (!map)
		return -errno;
	return wbpf_ret(wbpf_abi_map_next_key(map->handle, key, next_key, map->key_size));
}

int bpf_map_freeze(int fd)
{
	struct wbpf_fd *map = wbpf_fd_get(fd, WBPF_FD_MAP);

	return map ? wbpf_ret(wbpf_abi_map_freeze(map->handle)) : wbpf_err(EBADF);
}
