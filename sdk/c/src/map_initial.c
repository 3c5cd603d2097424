/* SPDX-License-Identifier: MIT */
/*
 * Global data. Before load the guest works on a copy: fetched when first asked for, sent back at
 * load. Then the map's pages take the place of the copy, as libbpf has it: what the programs write is
 * seen here and the other way round. Where nothing can be mapped the copy stays what it was, and
 * the live value is read as element 0 of the map.
 */
#include "internal.h"

static bool is_kconfig(const struct bpf_map *map)
{
	size_t len = strlen(map->name), suffix = strlen(".kconfig");

	return len >= suffix && !strcmp(map->name + len - suffix, ".kconfig");
}

static bool is_mappable(const struct bpf_map *map)
{
	struct wbpf_map_info info;

	return wbpf_can_map() && wbpf_map_info(map, &info) >= 0 && info.flags & BPF_F_MMAPABLE &&
	       info.type == BPF_MAP_TYPE_ARRAY;
}

/* 8 bytes at least, so that an empty value is no NULL, in whole words for its last member. */
static void *alloc(const struct bpf_map *map, size_t size)
{
	uint32_t whole;
	void *data;

	if (!is_mappable(map))
		return calloc(1, (size + 15) & ~(size_t)7);
	whole = wbpf_whole_pages(size ? (uint32_t)size : 1);
	data = aligned_alloc(wbpf_page_size(), whole);
	return data ? memset(data, 0, whole) : NULL;
}

static void *fetch(const struct bpf_map *map, size_t *size)
{
	int32_t len = wbpf_ret(wbpf_abi_map_initial(map->handle, NULL, 0));
	void *data;

	if (len < 0)
		return NULL;
	data = alloc(map, (size_t)len);
	if (!data)
		return wbpf_null(ENOMEM);
	*size = (size_t)len;
	if (wbpf_ret(wbpf_abi_map_initial(map->handle, data, (uint32_t)len)) >= 0)
		return data;
	free(data);
	return NULL;
}

static uint32_t pages_len(const struct wbpf_map_info *info)
{
	return wbpf_whole_pages(((info->value_size + 7) & ~7U) * info->max_entries);
}

/* The pages of a loaded map in the place of the copy, or where there is none. */
static void map_pages(struct bpf_map *map)
{
	struct wbpf_map_info info;
	struct wbpf_pages pages;

	if (map->mapping > 0 || !is_mappable(map) || wbpf_map_info(map, &info) < 0 || !info.loaded)
		return;
	/* A map that was pinned before may have another size. */
	if (map->initial && pages_len(&info) == wbpf_whole_pages((uint32_t)map->initial_size)) {
		map->mapping = wbpf_abi_memory_map(map->handle, 0, map->initial, pages_len(&info));
	} else if (!map->initial && !wbpf_pages_map(&pages, map->handle, 0, pages_len(&info))) {
		map->initial = pages.addr;
		map->mapping = pages.mapping;
		map->initial_size = info.value_size;
	}
}

void *bpf_map__initial_value(const struct bpf_map *map, size_t *size)
{
	struct bpf_map *m = (struct bpf_map *)map;

	if (!map)
		return wbpf_null(EINVAL);
	if (!m->initial && !m->obj->loaded)
		m->initial = fetch(map, &m->initial_size);
	if (!m->initial && m->obj->loaded)
		map_pages(m);
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

void wbpf_object_map_initial(struct bpf_object *obj)
{
	for (size_t i = 0; i < obj->map_cnt; i++)
		if (obj->maps[i].initial)
			map_pages(&obj->maps[i]);
}
