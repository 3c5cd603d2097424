/* SPDX-License-Identifier: MIT */
#include "host/elem.h"

#include <errno.h>

#include "host/fdvalue.h"
#include "host/room.h"

enum { KERNEL_ENOTSUPP = 524 }; /* leaks out of bpf(2), but is no errno of user space */

int host_elem_result(struct wbpf_guest *g, const struct kern_map *map, const char *what, int ret)
{
	if (ret == 0)
		return 0;
	if (ret == -ENOENT)
		return wbpf_arg_quick(g, ret, "no such element");
	if (ret == -EEXIST)
		return wbpf_arg_quick(g, ret, "the element exists already");
	if (ret == -KERNEL_ENOTSUPP)
		ret = -EOPNOTSUPP;
	return host_map_error(g, map, what, ret);
}

struct elem {
	const void *key;
	void *value;
	struct host_fdvalue owner;
};

static int elem_key(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		    struct elem *e)
{
	int ret = wbpf_arg_peek(g, key, kern_map_key_size(map), "key", &e->key);

	return ret ? ret : host_fdvalue_key(g, map, &e->key, &e->owner);
}

static int elem_value(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr value,
		      struct elem *e)
{
	return wbpf_arg_view(g, value, kern_map_user_value_size(map), "value", &e->value);
}

static int elem_both(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     wbpf_gaddr value, struct elem *e)
{
	int ret = elem_value(g, map, value, e);

	return ret ? ret : elem_key(g, map, key, e);
}

int host_elem_lookup(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     wbpf_gaddr value, uint64_t flags)
{
	struct elem e = { .owner = HOST_FDVALUE_INIT };
	int ret = elem_both(g, map, key, value, &e);

	if (ret)
		return ret;
	ret = kern_map_lookup(map, e.key, e.value, flags);
	host_fdvalue_done(&e.owner);
	return host_elem_result(g, map, "lookup", ret);
}

int host_elem_update(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     wbpf_gaddr value, uint64_t flags)
{
	struct elem e = { .owner = HOST_FDVALUE_INIT };
	struct host_fdvalue named = HOST_FDVALUE_INIT;
	const void *bytes;
	int ret = wbpf_arg_peek(g, value, kern_map_user_value_size(map), "value", &bytes);

	if (!ret)
		ret = elem_key(g, map, key, &e);
	if (!ret)
		ret = host_fdvalue_value(g, map, &bytes, &named);
	if (!ret)
		ret = host_elem_result(g, map, "update", kern_map_update(map, e.key, bytes, flags));
	host_fdvalue_done(&named);
	host_fdvalue_done(&e.owner);
	return ret;
}

int host_elem_delete(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     uint64_t flags)
{
	struct elem e = { .owner = HOST_FDVALUE_INIT };
	int ret = elem_key(g, map, key, &e);

	if (ret)
		return ret;
	ret = kern_map_delete(map, e.key, flags);
	host_fdvalue_done(&e.owner);
	return host_elem_result(g, map, "delete", ret);
}

int host_elem_next_key(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		       wbpf_gaddr next_key)
{
	uint32_t size = kern_map_key_size(map);
	const void *from = NULL;
	void *to;
	int ret = wbpf_arg_view(g, next_key, size, "next_key", &to);

	if (!ret && key.v)
		ret = wbpf_arg_peek(g, key, size, "key", &from);
	if (ret)
		return ret;
	return host_elem_result(g, map, "next key", kern_map_next_key(map, from, to));
}

int host_elem_lookup_and_delete(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
				wbpf_gaddr value, uint64_t flags)
{
	struct elem e = { .owner = HOST_FDVALUE_INIT };
	int ret = elem_both(g, map, key, value, &e);

	if (ret)
		return ret;
	ret = kern_map_lookup_and_delete(map, e.key, e.value, flags);
	host_fdvalue_done(&e.owner);
	return host_elem_result(g, map, "lookup and delete", ret);
}
