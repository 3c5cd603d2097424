/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/elem.h"
#include "host/fdvalue.h"
#include "host/room.h"

enum { NAMED_VALUES_MAX = 65536 }; /* elements of one batch whose values are handles */

/* The kernel writes keys and values when it reads elements. */
static int array(struct wbpf_guest *g, uint32_t addr, uint32_t cnt, uint32_t each, const char *what,
		 bool written, void **out)
{
	const void *in;
	int ret;

	if (written)
		return wbpf_arg_array(g, WBPF_GADDR(addr), cnt, each, what, out);
	ret = wbpf_arg_peek_array(g, WBPF_GADDR(addr), cnt, each, what, &in);
	*out = (void *)in;
	return ret;
}

static int batch_views(struct wbpf_guest *g, const struct kern_map *map,
		       const struct wbpf2_map_batch_opts *o, struct kern_batch *b)
{
	uint32_t key = kern_map_key_size(map), position = key > 4 ? key : 4;
	bool reads = b->op == KERN_BATCH_LOOKUP || b->op == KERN_BATCH_LOOKUP_AND_DELETE;
	const void *in = NULL;
	int ret = array(g, o->keys, o->count, key, "keys", reads, &b->keys);

	if (!ret && b->op != KERN_BATCH_DELETE)
		ret = array(g, o->values, o->count, kern_map_user_value_size(map), "values", reads,
			    &b->values);
	if (!ret && reads)
		ret = wbpf_arg_view(g, WBPF_GADDR(o->out_batch), position, "out_batch",
				    &b->out_batch);
	if (!ret && reads && o->in_batch)
		ret = wbpf_arg_peek(g, WBPF_GADDR(o->in_batch), position, "in_batch", &in);
	b->in_batch = in;
	return ret;
}

/* Handles become fds of programs and maps, which are borrowed; nothing that had to be opened. */
static int named_value(struct wbpf_guest *g, const struct kern_map *map, const void *from,
		       uint32_t *to)
{
	struct host_fdvalue v = HOST_FDVALUE_INIT;
	int ret = host_fdvalue_value(g, map, &from, &v);

	*to = v.word[0];
	host_fdvalue_done(&v);
	return ret;
}

static int named_values(struct wbpf_guest *g, const struct kern_map *map, struct kern_batch *b,
			uint32_t **out)
{
	const char *from = b->values;
	int ret = 0;

	if (b->count > NAMED_VALUES_MAX || kern_map_user_value_size(map) != sizeof(**out))
		return host_map_error(g, map, "too many handles in one batch", -E2BIG);
	*out = calloc(b->count + 1, sizeof(**out));
	if (!*out)
		return host_map_error(g, map, "batch", -ENOMEM);
	for (uint32_t i = 0; i < b->count && !ret; i++)
		ret = named_value(g, map, from + i * sizeof(**out), *out + i);
	b->values = *out;
	return ret;
}

static int check_kind(struct wbpf_guest *g, const struct kern_map *map, const struct kern_batch *b,
		      bool *named)
{
	enum kern_map_carries carries = kern_map_carries(map);

	*named = b->op == KERN_BATCH_UPDATE &&
		 (carries == KERN_CARRIES_PROGRAM_FD || carries == KERN_CARRIES_MAP_FD);
	if (carries == KERN_CARRIES_BYTES || *named || b->op == KERN_BATCH_LOOKUP)
		return 0;
	if (b->op == KERN_BATCH_UPDATE || carries == KERN_CARRIES_TASK_KEY ||
	    carries == KERN_CARRIES_OWNER_KEY)
		return host_map_error(g, map, "batch", -EOPNOTSUPP);
	return 0;
}

static int run_batch(struct wbpf_guest *g, const struct kern_map *map, struct kern_batch *b)
{
	WBPF_FREE uint32_t *values = NULL;
	bool named;
	int ret = check_kind(g, map, b, &named);

	if (!ret && named)
		ret = named_values(g, map, b, &values);
	if (ret) {
		b->count = 0;
		return ret;
	}
	return host_elem_result(g, map, "batch", kern_map_batch(map, b));
}

int32_t wbpf2_map_batch(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr opts)
{
	struct kern_map *map = host_map(g, h);
	struct wbpf2_map_batch_opts o;
	struct kern_batch b = { 0 };
	int ret = map ? wbpf_arg_need_opts(g, opts, &o, sizeof(o)) : -EBADF;
	int wrote;

	if (ret)
		return ret;
	if (o.op < KERN_BATCH_LOOKUP || o.op > KERN_BATCH_DELETE)
		return wbpf_arg_fail(g, -EINVAL, "map '%s': batch operation %u is none",
				     kern_map_name(map), o.op);
	b = (struct kern_batch){ .op = (enum kern_batch_op)o.op,
				 .count = o.count,
				 .elem_flags = o.elem_flags,
				 .flags = o.flags };
	ret = batch_views(g, map, &o, &b);
	if (ret)
		return ret;
	ret = run_batch(g, map, &b);
	o.count = b.count;
	wrote = wbpf_arg_opts_out(g, opts, &o, sizeof(o));
	return wrote ? wrote : ret;
}
