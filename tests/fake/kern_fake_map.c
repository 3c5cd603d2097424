/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake/kern_fake_priv.h"

/* Numbers of enum bpf_map_type. */
static const struct {
	const char *name;
	uint32_t type, key_size, value_size, max_entries, initial_size;
	enum kern_map_carries carries;
} shapes[FAKE_MAPS] = {
	{ "counts", 1, 4, 8, 16, 0, KERN_CARRIES_BYTES },
	{ "percpu", 6, 4, 12, 4, 0, KERN_CARRIES_BYTES },
	{ "events", 27, 0, 0, FAKE_RING_BYTES, 0, KERN_CARRIES_BYTES },
	{ "events2", 27, 0, 0, FAKE_RING_BYTES, 0, KERN_CARRIES_BYTES },
	{ "perf", 4, 4, 4, FAKE_CPUS, 0, KERN_CARRIES_EVENT_FD },
	{ "progs", 3, 4, 4, 4, 0, KERN_CARRIES_PROGRAM_FD },
	{ "maps", 12, 4, 4, 4, 0, KERN_CARRIES_MAP_FD },
	{ "cgroups", 8, 4, 4, 4, 0, KERN_CARRIES_CGROUP_FD },
	{ "devs", 14, 4, 8, 4, 0, KERN_CARRIES_DEVMAP },
	{ "devs4", 14, 4, 4, 4, 0, KERN_CARRIES_DEVMAP },
	{ "cpus", 16, 4, 8, 4, 0, KERN_CARRIES_CPUMAP },
	{ "socks", 15, 4, 4, 4, 0, KERN_CARRIES_SOCKET_FD },
	{ "task", 29, 4, 8, 4, 0, KERN_CARRIES_TASK_KEY },
	{ "cgrp", 32, 4, 8, 4, 0, KERN_CARRIES_OWNER_KEY },
	{ "inode", 28, 4, 8, 4, 0, KERN_CARRIES_OWNER_KEY },
	{ "queue", 22, 0, 4, 4, 0, KERN_CARRIES_BYTES },
	{ ".rodata", 2, 4, 64, 1, 64, KERN_CARRIES_BYTES },
	{ "uring", 31, 0, 0, FAKE_RING_BYTES, 0, KERN_CARRIES_BYTES },
	{ "ops", 26, 4, 8, 1, 0, KERN_CARRIES_OPS },
};

bool fake_is_ring(uint32_t type)
{
	return type == 27 || type == 4 || type == 31;
}

void fake_map_init(struct kern_map *map, struct kern_object *obj, uint32_t i)
{
	*map = (struct kern_map){
		.obj = obj,
		.type = shapes[i].type,
		.key_size = shapes[i].key_size,
		.value_size = shapes[i].value_size,
		.max_entries = shapes[i].max_entries,
		.initial_size = shapes[i].initial_size,
		.autocreate = true,
		.autoattach = true,
		.number = (int)i,
	};
	snprintf(map->name, sizeof(map->name), "%s", shapes[i].name);
	if (map->initial_size)
		map->initial = calloc(1, map->initial_size);
	if (fake_is_ring(map->type))
		map->ring = fake_ring_new();
}

void fake_elem_free(struct fake_elem *e)
{
	free(e->key);
	free(e->value);
	free(e);
}

void fake_map_fini(struct kern_map *map)
{
	while (map->elems) {
		struct fake_elem *e = map->elems;

		map->elems = e->next;
		fake_elem_free(e);
	}
	free(map->initial);
	if (map->ring)
		fake_ring_drop(map->ring);
}

bool fake_map_is_loaded(const struct kern_map *map)
{
	return !map->obj || map->obj->loaded;
}

int kern_map_info(const struct kern_map *map, struct kern_map_info *info, struct wbpf_error *err)
{
	int ret = fake_fails(err, "map info");

	if (ret)
		return ret;
	*info = (struct kern_map_info){
		.type = map->type,
		.key_size = map->key_size,
		.value_size = map->value_size,
		.max_entries = map->max_entries,
		.flags = map->flags,
		.extra = map->extra,
		.id = fake_map_is_loaded(map) ? 1 + (uint32_t)map->number : 0,
		.user_value_size = kern_map_user_value_size(map),
		.initial_value_size = fake_map_is_loaded(map) ? 0 : map->initial_size,
		.internal = map->initial != NULL,
		.autocreate = map->autocreate,
		.autoattach = map->autoattach,
		.pinned = map->pinned,
		.loaded = fake_map_is_loaded(map),
	};
	memcpy(info->name, map->name, sizeof(info->name));
	return 0;
}

uint32_t kern_map_key_size(const struct kern_map *map)
{
	return map->key_size;
}

uint32_t kern_map_user_value_size(const struct kern_map *map)
{
	return map->type == 6 ? ((map->value_size + 7) & ~7u) * FAKE_CPUS : map->value_size;
}

uint32_t kern_map_type(const struct kern_map *map)
{
	return map->type;
}

enum kern_map_carries kern_map_carries(const struct kern_map *map)
{
	for (uint32_t i = 0; i < FAKE_MAPS; i++) {
		if (shapes[i].type == map->type)
			return shapes[i].carries;
	}
	return KERN_CARRIES_BYTES;
}

const char *kern_map_name(const struct kern_map *map)
{
	return map->name;
}

int kern_map_fd(const struct kern_map *map)
{
	return fake_map_is_loaded(map) ? FAKE_FD_BASE + map->number : -EINVAL;
}

int kern_map_set(struct kern_map *map, enum kern_map_attr attr, uint64_t value,
		 struct wbpf_error *err)
{
	int ret = fake_fails(err, "map set");

	if (ret)
		return ret;
	if (fake_map_is_loaded(map))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EBUSY, "fake: map is made");
	switch (attr) {
	case KERN_MAP_MAX_ENTRIES:
		map->max_entries = (uint32_t)value;
		return 0;
	case KERN_MAP_KEY_SIZE:
		map->key_size = (uint32_t)value;
		return 0;
	case KERN_MAP_VALUE_SIZE:
		map->value_size = (uint32_t)value;
		return 0;
	case KERN_MAP_FLAGS:
		map->flags = (uint32_t)value;
		return 0;
	case KERN_MAP_EXTRA:
		map->extra = value;
		return 0;
	case KERN_MAP_AUTOCREATE:
		map->autocreate = value != 0;
		return 0;
	default:
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: attribute");
	}
}

int kern_map_set_pin_path(struct kern_map *map, const char *path, struct wbpf_error *err)
{
	(void)map;
	snprintf(fake.path, sizeof(fake.path), "%s", path ? path : "");
	return fake_fails(err, "set pin path");
}

int kern_map_set_initial(struct kern_map *map, const void *data, size_t len, struct wbpf_error *err)
{
	if (!map->initial || len != map->initial_size || fake_map_is_loaded(map))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: initial value");
	memcpy(map->initial, data, len);
	return 0;
}

const void *kern_map_initial(const struct kern_map *map, size_t *len)
{
	*len = map->initial_size;
	return fake_map_is_loaded(map) ? NULL : map->initial;
}

int kern_map_reuse(struct kern_map *map, const struct kern_map *with, struct wbpf_error *err)
{
	int ret = fake_fails(err, "reuse");

	if (ret)
		return ret;
	if (fake_map_is_loaded(map) || !fake_map_is_loaded(with))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: reuse");
	return 0;
}

int kern_map_set_inner(struct kern_map *map, const struct kern_map *inner, struct wbpf_error *err)
{
	(void)inner;
	if (map->type != 12)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: no map of maps");
	return fake_fails(err, "inner");
}

int kern_map_pin(struct kern_map *map, const char *path, struct wbpf_error *err)
{
	int ret = fake_fails(err, "pin");

	if (ret)
		return ret;
	if (!path || *path != '/')
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: pin");
	snprintf(fake.path, sizeof(fake.path), "%s", path);
	map->pinned = true;
	return 0;
}

int kern_map_unpin(struct kern_map *map, const char *path, struct wbpf_error *err)
{
	(void)path;
	if (!map->pinned)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "fake: not pinned");
	map->pinned = false;
	return 0;
}

int kern_map_create(const struct kern_map_create_opts *opts, struct kern_map **out,
		    struct wbpf_error *err)
{
	struct kern_map *map;
	int ret = fake_fails(err, "create");

	if (ret)
		return ret;
	if (!opts->type || opts->key_size > 4096 || opts->value_size > 1 << 16)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: create");
	map = calloc(1, sizeof(*map));
	*map = (struct kern_map){
		.type = opts->type,
		.key_size = opts->key_size,
		.value_size = opts->value_size,
		.max_entries = opts->max_entries,
		.flags = opts->flags,
		.number = 100,
	};
	if (fake_is_ring(map->type))
		map->ring = fake_ring_new();
	snprintf(map->name, sizeof(map->name), "%s", opts->name ? opts->name : "");
	fake.maps++;
	*out = map;
	return 0;
}

int kern_map_open_pinned(const char *path, struct kern_map **out, struct wbpf_error *err)
{
	const struct kern_map_create_opts opts = {
		.name = "pinned",
		.type = 1,
		.key_size = 4,
		.value_size = 8,
		.max_entries = 4,
	};

	if (strcmp(path, "/sys/fs/bpf/pinned") != 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "fake: no pin '%s'", path);
	return kern_map_create(&opts, out, err);
}

void kern_map_free(struct kern_map *map)
{
	if (!map)
		return;
	fake_map_fini(map);
	free(map);
	fake.maps--;
}
