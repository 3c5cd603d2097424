/* SPDX-License-Identifier: MIT */
/* bpf_map: what is chosen before load. */
#include "internal.h"

static int set(struct bpf_map *map, enum wbpf_map_attr attr, uint64_t value)
{
	if (!map)
		return wbpf_err(EINVAL);
	return wbpf_ret(wbpf_abi_map_set(map->handle, attr, value));
}

int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type)
{
	return set(map, WBPF_MAP_ATTR_TYPE, type);
}

int bpf_map__set_key_size(struct bpf_map *map, __u32 size)
{
	return set(map, WBPF_MAP_ATTR_KEY_SIZE, size);
}

/* The guest's copy of global data is of another size now; it is fetched again when asked for. */
int bpf_map__set_value_size(struct bpf_map *map, __u32 size)
{
	int ret = set(map, WBPF_MAP_ATTR_VALUE_SIZE, size);

	if (ret < 0 || !map->initial)
		return ret;
	free(map->initial);
	map->initial = NULL;
	return 0;
}

int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)
{
	return set(map, WBPF_MAP_ATTR_MAX_ENTRIES, max_entries);
}

int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags)
{
	return set(map, WBPF_MAP_ATTR_FLAGS, flags);
}

int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra)
{
	return set(map, WBPF_MAP_ATTR_EXTRA, map_extra);
}

int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node)
{
	return set(map, WBPF_MAP_ATTR_NUMA_NODE, numa_node);
}

int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex)
{
	return set(map, WBPF_MAP_ATTR_IFINDEX, ifindex);
}

int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate)
{
	return set(map, WBPF_MAP_ATTR_AUTOCREATE, autocreate);
}

int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach)
{
	return set(map, WBPF_MAP_ATTR_AUTOATTACH, autoattach);
}

int bpf_map__reuse_fd(struct bpf_map *map, int fd)
{
	struct wbpf_fd *with = wbpf_fd_get(fd, WBPF_FD_MAP);

	if (!map || !with)
		return wbpf_err(map ? EBADF : EINVAL);
	return wbpf_fail(wbpf_abi_map_reuse(map->handle, with->handle));
}

int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd)
{
	struct wbpf_fd *inner = wbpf_fd_get(fd, WBPF_FD_MAP);

	if (!map || !inner)
		return wbpf_err(map ? EBADF : EINVAL);
	return wbpf_fail(wbpf_abi_map_set_inner(map->handle, inner->handle));
}
