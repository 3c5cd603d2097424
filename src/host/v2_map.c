/* SPDX-License-Identifier: MIT */
/* A map's attributes, before and after load. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/room.h"

static void info_out(const struct kern_map_info *in, struct wbpf2_map_info *out)
{
	*out = (struct wbpf2_map_info){
		.type = in->type,
		.key_size = in->key_size,
		.value_size = in->value_size,
		.max_entries = in->max_entries,
		.flags = in->flags,
		.extra = in->extra,
		.id = in->id,
		.ifindex = in->ifindex,
		.numa_node = in->numa_node,
		.btf_key_type_id = in->btf_key_type_id,
		.btf_value_type_id = in->btf_value_type_id,
		.user_value_size = in->user_value_size,
		.initial_value_size = in->initial_value_size,
		.internal = in->internal,
		.autocreate = in->autocreate,
		.autoattach = in->autoattach,
		.pinned = in->pinned,
		.loaded = in->loaded,
	};
	memcpy(out->name, in->name, sizeof(out->name));
}

int32_t wbpf2_map_info(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr info)
{
	struct kern_map *map = host_map(g, h);
	struct wbpf2_map_info out;
	struct kern_map_info in = { 0 };
	int ret = map ? kern_map_info(map, &in, &g->last_error) : -EBADF;

	if (ret)
		return ret;
	info_out(&in, &out);
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}

int32_t wbpf2_map_set(struct wbpf_guest *g, wbpf_handle h, uint32_t attr, uint64_t value)
{
	struct kern_map *map = host_map(g, h);

	if (!map)
		return -EBADF;
	if (attr < KERN_MAP_TYPE || attr > KERN_MAP_AUTOATTACH)
		return wbpf_arg_fail(g, -EINVAL, "map '%s': there is no attribute %u",
				     kern_map_name(map), attr);
	if (attr != KERN_MAP_EXTRA && value > UINT32_MAX)
		return wbpf_arg_fail(g, -EINVAL, "map '%s': attribute %u: %llu is too large",
				     kern_map_name(map), attr, (unsigned long long)value);
	return kern_map_set(map, (enum kern_map_attr)attr, value, &g->last_error);
}

int32_t wbpf2_map_set_pin_path(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr path,
			       uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_map *map = host_map(g, h);
	int ret = map ? wbpf_arg_opt_str(g, path.v, path_len, "pin path", &text) : -EBADF;

	return ret ? ret : kern_map_set_pin_path(map, text, &g->last_error);
}

int32_t wbpf2_map_set_initial(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr data, uint32_t len)
{
	struct kern_map *map = host_map(g, h);
	const void *bytes;
	int ret = map ? wbpf_arg_peek(g, data, len, "initial value", &bytes) : -EBADF;

	return ret ? ret : kern_map_set_initial(map, bytes, len, &g->last_error);
}

int32_t wbpf2_map_initial(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr buf, uint32_t size)
{
	struct kern_map *map = host_map(g, h);
	size_t len = 0;
	const void *value;
	void *out;
	int ret = map ? wbpf_arg_view(g, buf, size, "initial value", &out) : -EBADF;

	if (ret)
		return ret;
	value = kern_map_initial(map, &len);
	if (!value || len > INT32_MAX)
		return wbpf_arg_fail(g, -ENOENT, "map '%s' has no initial value now",
				     kern_map_name(map));
	memcpy(out, value, len < size ? len : size);
	return (int32_t)len;
}

int32_t wbpf2_map_reuse(struct wbpf_guest *g, wbpf_handle h, wbpf_handle with)
{
	struct kern_map *map = host_map(g, h);
	struct kern_map *other = map ? host_map(g, with) : NULL;

	return other ? kern_map_reuse(map, other, &g->last_error) : -EBADF;
}

int32_t wbpf2_map_set_inner(struct wbpf_guest *g, wbpf_handle h, wbpf_handle inner)
{
	struct kern_map *map = host_map(g, h);
	struct kern_map *pattern = map ? host_map(g, inner) : NULL;

	return pattern ? kern_map_set_inner(map, pattern, &g->last_error) : -EBADF;
}

int32_t wbpf2_map_freeze(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_map *map = host_map(g, h);
	int ret = map ? kern_map_freeze(map) : -EBADF;

	return map && ret ? host_map_error(g, map, "freeze", ret) : ret;
}
