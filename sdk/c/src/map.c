/* SPDX-License-Identifier: MIT */
/* bpf_map: what it is. Asked of the host each time: load and the setters change it. */
#include "internal.h"

int wbpf_map_info(const struct bpf_map *map, struct wbpf_map_info *info)
{
	memset(info, 0, sizeof(*info));
	info->sz = sizeof(*info);
	if (!map)
		return wbpf_err(EINVAL);
	return wbpf_ret(wbpf_abi_map_info(map->handle, info));
}

#define GETTER(result, name, field)                                                    \
	result name(const struct bpf_map *map)                                         \
	{                                                                              \
		struct wbpf_map_info info;                                             \
                                                                                       \
		return wbpf_map_info(map, &info) < 0 ? (result)0 : (result)info.field; \
	}

GETTER(enum bpf_map_type, bpf_map__type, type)
GETTER(__u32, bpf_map__key_size, key_size)
GETTER(__u32, bpf_map__value_size, value_size)
GETTER(__u32, bpf_map__max_entries, max_entries)
GETTER(__u32, bpf_map__map_flags, flags)
GETTER(__u64, bpf_map__map_extra, extra)
GETTER(__u32, bpf_map__numa_node, numa_node)
GETTER(__u32, bpf_map__ifindex, ifindex)
GETTER(__u32, bpf_map__btf_key_type_id, btf_key_type_id)
GETTER(__u32, bpf_map__btf_value_type_id, btf_value_type_id)
GETTER(bool, bpf_map__is_internal, internal)
GETTER(bool, bpf_map__autocreate, autocreate)
GETTER(bool, bpf_map__autoattach, autoattach)

const char *bpf_map__name(const struct bpf_map *map)
{
	return map ? map->name : NULL;
}

int bpf_map__fd(const struct bpf_map *map)
{
	/* The descriptor is made when first asked for; the map is the same. */
	struct bpf_map *m = (struct bpf_map *)map;

	if (!map)
		return wbpf_err(EINVAL);
	if (!(map->obj->loaded || map->obj->prepared) || !bpf_map__autocreate(map))
		return -1;
	if (!m->fd) {
		int fd = wbpf_fd_new(WBPF_FD_MAP, map->handle, false);

		if (fd < 0)
			return fd;
		m->fd = fd;
	}
	return m->fd;
}

void wbpf_map_release(struct bpf_map *map)
{
	wbpf_fd_forget(map->fd);
	free(map->name);
	free(map->pin_path);
	if (map->mapping > 0)
		wbpf_abi_close(map->mapping);
	free(map->initial);
}
