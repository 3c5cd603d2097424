/* SPDX-License-Identifier: MIT */
/* Maps before load. What libbpf would follow blindly into memory is refused here. */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kern/object.h"
#include "kern/uapi.h"
#include "kern/words.h"

static int refuse_late(const struct kern_map *map, struct wbpf_error *err)
{
	if (!map->bpf)
		return kern_refuse(err, -EINVAL, "map '%s': belongs to no object", map->name);
	if (map->obj->tried)
		return kern_refuse(err, -EBUSY, "map '%s': the object is loaded already",
				   map->name);
	return 0;
}

/* Types that libbpf keeps structures of its own for, chosen when it opened the object. */
static bool is_special(uint32_t type)
{
	switch (type) {
	case BPF_MAP_TYPE_STRUCT_OPS:
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case KERN_MAP_ARENA:
		return true;
	default:
		return false;
	}
}

static bool has_initial(const struct kern_map *map)
{
	size_t len;

	return bpf_map__initial_value(map->bpf, &len) || bpf_map__is_internal(map->bpf);
}

/* libbpf unmaps initial values by the sizes of the day. */
static bool is_fixed(const struct kern_map *map, enum kern_map_attr attr, uint64_t value)
{
	switch (attr) {
	case KERN_MAP_TYPE:
		return has_initial(map) || is_special(map->shape.type) ||
		       is_special((uint32_t)value);
	case KERN_MAP_KEY_SIZE:
	case KERN_MAP_MAX_ENTRIES:
		return has_initial(map);
	case KERN_MAP_VALUE_SIZE:
		return is_special(map->shape.type);
	default:
		return false;
	}
}

static int set(struct bpf_map *bpf, enum kern_map_attr attr, uint64_t value)
{
	uint32_t v = (uint32_t)value;

	switch (attr) {
	case KERN_MAP_TYPE:
		return bpf_map__set_type(bpf, (enum bpf_map_type)v);
	case KERN_MAP_KEY_SIZE:
		return bpf_map__set_key_size(bpf, v);
	case KERN_MAP_VALUE_SIZE:
		return bpf_map__set_value_size(bpf, v);
	case KERN_MAP_MAX_ENTRIES:
		return bpf_map__set_max_entries(bpf, v);
	case KERN_MAP_FLAGS:
		return bpf_map__set_map_flags(bpf, v);
	case KERN_MAP_EXTRA:
		return bpf_map__set_map_extra(bpf, value);
	case KERN_MAP_NUMA_NODE:
		return bpf_map__set_numa_node(bpf, v);
	case KERN_MAP_IFINDEX:
		return bpf_map__set_ifindex(bpf, v);
	case KERN_MAP_AUTOCREATE:
		return bpf_map__set_autocreate(bpf, v);
	case KERN_MAP_AUTOATTACH:
		return bpf_map__set_autoattach(bpf, v);
	}
	return -EINVAL;
}

int kern_map_set(struct kern_map *map, enum kern_map_attr attr, uint64_t value,
		 struct wbpf_error *err)
{
	int ret = refuse_late(map, err);

	KERN_LISTEN();
	if (ret)
		return ret;
	if (attr != KERN_MAP_EXTRA && value > UINT32_MAX)
		return kern_refuse(err, -ERANGE, "map '%s': attribute %d: %llu is beyond 32 bits",
				   map->name, attr, (unsigned long long)value);
	if (is_fixed(map, attr, value))
		return kern_refuse(err, -EINVAL, "map '%s': attribute %d is fixed for this map",
				   map->name, attr);
	ret = set(map->bpf, attr, value);
	if (ret)
		return kern_fail(err, ret, "map '%s': set attribute %d to %llu", map->name, attr,
				 (unsigned long long)value);
	kern_map_refresh(map);
	return 0;
}

int kern_map_set_pin_path(struct kern_map *map, const char *path, struct wbpf_error *err)
{
	int ret = refuse_late(map, err);

	KERN_LISTEN();
	if (!ret && bpf_map__set_pin_path(map->bpf, path))
		ret = kern_fail(err, -errno, "map '%s': set pin path", map->name);
	return ret;
}

/* libbpf keeps pointers to its programs in the value of a struct_ops map. */
static bool is_program(const struct kern_object *obj, uint64_t word)
{
	for (uint32_t i = 0; i < obj->program_cnt; i++)
		if ((uintptr_t)obj->programs[i].bpf == word)
			return true;
	return false;
}

/* Copy all but those pointers: none is shown to a guest (0 stands there), and none is taken from it. */
static void copy_struct_ops(const struct kern_object *obj, const uint8_t *value, uint8_t *to,
			    const uint8_t *from, size_t len)
{
	for (size_t at = 0; at < len; at += sizeof(uint64_t)) {
		size_t part = len - at < sizeof(uint64_t) ? len - at : sizeof(uint64_t);
		uint64_t word = 0;

		memcpy(&word, value + at, part);
		if (part < sizeof(word) || !is_program(obj, word))
			memcpy(to + at, from + at, part);
	}
}

static const void *show_struct_ops(struct kern_map *map, const void *value, size_t len)
{
	free(map->shown);
	map->shown = calloc(1, len ? len : 1);
	if (map->shown)
		copy_struct_ops(map->obj, value, map->shown, value, len);
	return map->shown;
}

static int set_struct_ops(struct kern_map *map, const void *data, size_t len)
{
	void *value = bpf_map__initial_value(map->bpf, &len);

	copy_struct_ops(map->obj, value, value, data, len);
	return 0;
}

int kern_map_set_initial(struct kern_map *map, const void *data, size_t len, struct wbpf_error *err)
{
	int ret = refuse_late(map, err);
	size_t room = 0;

	KERN_LISTEN();
	if (ret)
		return ret;
	if (!kern_map_initial(map, &room))
		return kern_refuse(err, -EINVAL, "map '%s': has no initial value", map->name);
	if (room != len)
		return kern_refuse(err, -EINVAL, "map '%s': initial value is %zu bytes, not %zu",
				   map->name, room, len);
	ret = map->shape.type == BPF_MAP_TYPE_STRUCT_OPS ?
		      set_struct_ops(map, data, len) :
		      bpf_map__set_initial_value(map->bpf, data, len);
	return ret ? kern_fail(err, ret, "map '%s': set initial value", map->name) : 0;
}

const void *kern_map_initial(const struct kern_map *map, size_t *len)
{
	const void *value;

	*len = 0;
	if (!map->bpf || map->obj->tried)
		return NULL;
	/* Once prepared, libbpf tells the size of the kernel's struct and gives the object's. */
	if (map->obj->prepared && map->shape.type == BPF_MAP_TYPE_STRUCT_OPS)
		return NULL;
	value = bpf_map__initial_value(map->bpf, len);
	if (value && map->shape.type == BPF_MAP_TYPE_STRUCT_OPS)
		return show_struct_ops((struct kern_map *)(uintptr_t)map, value, *len);
	return value;
}

static bool same_shape(const struct kern_map_shape *a, const struct kern_map_shape *b)
{
	return a->type == b->type && a->key_size == b->key_size && a->value_size == b->value_size &&
	       a->max_entries == b->max_entries;
}

/* libbpf takes over the other's type, but makes no structures of its own for it. */
static bool fits(const struct kern_map *map, const struct kern_map *with)
{
	bool special = is_special(map->shape.type) || is_special(with->shape.type);

	if (map->shape.type == BPF_MAP_TYPE_STRUCT_OPS ||
	    (special && map->shape.type != with->shape.type))
		return false;
	return !has_initial(map) || same_shape(&map->shape, &with->shape);
}

int kern_map_reuse(struct kern_map *map, const struct kern_map *with, struct wbpf_error *err)
{
	int ret = refuse_late(map, err);

	KERN_LISTEN();
	if (ret)
		return ret;
	if (with->fd < 0)
		return kern_refuse(err, -EINVAL, "map '%s': reuse of '%s', which is not loaded",
				   map->name, with->name);
	if (!fits(map, with))
		return kern_refuse(err, -EINVAL, "map '%s': '%s' is of another type or size",
				   map->name, with->name);
	ret = bpf_map__reuse_fd(map->bpf, with->fd);
	if (ret)
		return kern_fail(err, ret, "map '%s': reuse", map->name);
	kern_map_refresh(map);
	return 0;
}

int kern_map_set_inner(struct kern_map *map, const struct kern_map *inner, struct wbpf_error *err)
{
	int ret = refuse_late(map, err);

	KERN_LISTEN();
	if (ret)
		return ret;
	if (inner->fd < 0)
		return kern_refuse(err, -EINVAL, "map '%s': inner map '%s' is not loaded",
				   map->name, inner->name);
	if (map->inner_fd >= 0)
		return kern_refuse(err, -EEXIST, "map '%s': has its inner map already", map->name);
	/* libbpf only notes the number: it must stay open until load. */
	map->inner_fd = fcntl(inner->fd, F_DUPFD_CLOEXEC, 3);
	if (map->inner_fd < 0)
		return kern_fail(err, -errno, "map '%s': set inner map", map->name);
	ret = bpf_map__set_inner_map_fd(map->bpf, map->inner_fd);
	if (!ret)
		return 0;
	close(map->inner_fd);
	map->inner_fd = -1;
	return kern_fail(err, ret, "map '%s': set inner map", map->name);
}
