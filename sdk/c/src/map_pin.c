/* SPDX-License-Identifier: MIT */
/* bpf_map: pins in a bpffs of the host. */
#include "internal.h"

int bpf_map__set_pin_path(struct bpf_map *map, const char *path)
{
	char *copy = path ? strdup(path) : NULL;
	int ret;

	if (!map || (path && !copy)) {
		free(copy);
		return wbpf_err(map ? ENOMEM : EINVAL);
	}
	ret = wbpf_ret(wbpf_abi_map_set_pin_path(map->handle, path ? path : "",
						 path ? (uint32_t)strlen(path) : 0));
	if (ret < 0) {
		free(copy);
		return ret;
	}
	free(map->pin_path);
	map->pin_path = copy;
	return 0;
}

const char *bpf_map__pin_path(const struct bpf_map *map)
{
	return map ? map->pin_path : wbpf_null(EINVAL);
}

const char *bpf_map__get_pin_path(const struct bpf_map *map)
{
	return bpf_map__pin_path(map);
}

bool bpf_map__is_pinned(const struct bpf_map *map)
{
	struct wbpf_map_info info;

	return wbpf_map_info(map, &info) >= 0 && info.pinned;
}

static int remember_path(struct bpf_map *map, const char *path)
{
	char *copy;

	if (!path || map->pin_path)
		return 0;
	copy = strdup(path);
	if (!copy)
		return wbpf_err(ENOMEM);
	map->pin_path = copy;
	return 0;
}

int bpf_map__pin(struct bpf_map *map, const char *path)
{
	int ret;

	if (!map || (path && map->pin_path && strcmp(path, map->pin_path)))
		return wbpf_err(EINVAL);
	ret = wbpf_fail(
		wbpf_abi_map_pin(map->handle, path ? path : "", path ? (uint32_t)strlen(path) : 0));
	return ret < 0 ? ret : remember_path(map, path);
}

int bpf_map__unpin(struct bpf_map *map, const char *path)
{
	if (!map || (path && map->pin_path && strcmp(path, map->pin_path)))
		return wbpf_err(EINVAL);
	return wbpf_fail(wbpf_abi_map_unpin(map->handle, path ? path : "",
					    path ? (uint32_t)strlen(path) : 0));
}
