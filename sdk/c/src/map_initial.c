/* SPDX-License-Identifier: MIT */
/*
 * Global data before load. The guest works on a copy: fetched when first asked for, sent back at
 * load. After load the copy stays what it was; the live value is read as element 0 of the map.
 */
#include "internal.h"

static bool is_kconfig(const struct bpf_map *map)
{
	size_t len = strlen(map->name), suffix = strlen(".kconfig");

	return len >= suffix && !strcmp(map->name + len - suffix, ".kconfig");
}

static void *fetch(const struct bpf_map *map, size_t *size)
{
	int32_t len = wbpf_ret(wbpf_abi_map_initial(map->handle, NULL, 0));
	void *data;

	if (len < 0)
		return NULL;
	/* 8 bytes at least, so that an empty value is no NULL, in whole words for its last member. */
	data = calloc(1, ((size_t)len + 15) & ~(size_t)7);
	if (!data)
		return wbpf_null(ENOMEM);
	*size = (size_t)len;
	if (wbpf_ret(wbpf_abi_map_initial(map->handle, data, (uint32_t)len)) >= 0)
		return data;
	free(data);
	return NULL;
}

void *bpf_map__initial_value(const struct bpf_map *map, size_t *size)
{
	struct bpf_map *m = (struct bpf_map *)map;

	if (!map)
		return wbpf_null(EINVAL);
	if (!m->initial && !m->obj->loaded)
		m->initial = fetch(map, &m->initial_size);
	if (size)
		*size = m->initial ? m->initial_size : 0;
	return m->initial;
}

int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size)
{
	size_t own;
	void *copy;

	if (!map || map->obj->loaded)
		return wbpf_err(map ? EBUSY : EINVAL);
	copy = bpf_map__initial_value(map, &own);
	if (!copy || !data || size != own || is_kconfig(map))
		return wbpf_err(EINVAL);
	memcpy(copy, data, size);
	return 0;
}

/* What the guest did not change is not sent: struct_ops values and kconfig refuse to be set. */
static int push(struct bpf_map *map)
{
	size_t size;
	void *before = fetch(map, &size);
	bool same = before && size == map->initial_size && !memcmp(before, map->initial, size);

	free(before);
	if (same)
		return 0;
	return wbpf_fail(
		wbpf_abi_map_set_initial(map->handle, map->initial, (uint32_t)map->initial_size));
}

int wbpf_object_push_initial(struct bpf_object *obj)
{
	int ret = 0;

	for (size_t i = 0; i < obj->map_cnt && ret >= 0; i++)
		if (obj->maps[i].initial)
			ret = push(&obj->maps[i]);
	return ret;
}
