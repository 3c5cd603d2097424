/* SPDX-License-Identifier: MIT */
/* Maps that stand alone, pins, struct_ops. */
#include <errno.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/room.h"

static int create(struct wbpf_guest *g, const struct wbpf2_map_create_opts *o,
		  struct kern_map **out)
{
	WBPF_FREE char *name = NULL;
	struct kern_map_create_opts opts = {
		.type = o->type,
		.key_size = o->key_size,
		.value_size = o->value_size,
		.max_entries = o->max_entries,
		.flags = o->flags,
		.extra = o->extra,
		.numa_node = o->numa_node,
	};
	int ret = wbpf_arg_opt_str(g, o->name, o->name_len, "map name", &name);

	if (ret)
		return ret;
	if (o->inner) {
		opts.inner = host_map(g, o->inner);
		if (!opts.inner)
			return -EBADF;
	}
	opts.name = name;
	return kern_map_create(&opts, out, &g->last_error);
}

int32_t wbpf2_map_create(struct wbpf_guest *g, wbpf_gaddr opts)
{
	struct wbpf2_map_create_opts o;
	struct kern_map *map;
	int ret = wbpf_arg_need_opts(g, opts, &o, sizeof(o));

	if (!ret)
		ret = create(g, &o, &map);
	return ret ? ret : host_put_own_map(g, map);
}

int32_t wbpf2_map_open_pinned(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_map *map;
	int ret = wbpf_arg_str(g, path, path_len, "pin path", &text);

	if (!ret)
		ret = kern_map_open_pinned(text, &map, &g->last_error);
	return ret ? ret : host_put_own_map(g, map);
}

int32_t wbpf2_map_pin(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_map *map = host_map(g, h);
	int ret = map ? wbpf_arg_opt_str(g, path.v, path_len, "pin path", &text) : -EBADF;

	return ret ? ret : kern_map_pin(map, text, &g->last_error);
}

int32_t wbpf2_map_unpin(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_map *map = host_map(g, h);
	int ret = map ? wbpf_arg_opt_str(g, path.v, path_len, "pin path", &text) : -EBADF;

	return ret ? ret : kern_map_unpin(map, text, &g->last_error);
}

int32_t wbpf2_map_attach(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_map *map = host_map(g, h);
	struct kern_link *link;
	int ret = map ? kern_attach_map(map, &link, &g->last_error) : -EBADF;

	return ret ? ret : host_put_link(g, link, 0);
}
