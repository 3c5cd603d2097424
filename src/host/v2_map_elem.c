/* SPDX-License-Identifier: MIT */
/* Elements, one at a time: the hot path. */
#include <errno.h>

#include "host/abi_v2.h"
#include "host/elem.h"
#include "host/room.h"

static int wrong_len(struct wbpf_guest *g, const struct kern_map *map, const char *what,
		     uint32_t len, uint32_t want)
{
	return wbpf_arg_fail(g, -EINVAL, "map '%s': a %s has %u bytes and not %u",
			     kern_map_name(map), what, want, len);
}

/* The map, if the lengths are its own. */
static int map_of_key(struct wbpf_guest *g, wbpf_handle h, uint32_t key_len, struct kern_map **out)
{
	struct kern_map *map = host_map(g, h);

	if (!map)
		return -EBADF;
	if (key_len != kern_map_key_size(map))
		return wrong_len(g, map, "key", key_len, kern_map_key_size(map));
	*out = map;
	return 0;
}

static int map_of_both(struct wbpf_guest *g, wbpf_handle h, uint32_t key_len, uint32_t value_len,
		       struct kern_map **out)
{
	int ret = map_of_key(g, h, key_len, out);

	if (!ret && value_len != kern_map_user_value_size(*out))
		return wrong_len(g, *out, "value", value_len, kern_map_user_value_size(*out));
	return ret;
}

int32_t wbpf2_map_lookup(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr key, uint32_t key_len,
			 wbpf_gaddr value, uint32_t value_len, uint64_t flags)
{
	struct kern_map *map;
	int ret = map_of_both(g, h, key_len, value_len, &map);

	return ret ? ret : host_elem_lookup(g, map, key, value, flags);
}

int32_t wbpf2_map_update(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr key, uint32_t key_len,
			 wbpf_gaddr value, uint32_t value_len, uint64_t flags)
{
	struct kern_map *map;
	int ret = map_of_both(g, h, key_len, value_len, &map);

	return ret ? ret : host_elem_update(g, map, key, value, flags);
}

int32_t wbpf2_map_delete(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr key, uint32_t key_len,
			 uint64_t flags)
{
	struct kern_map *map;
	int ret = map_of_key(g, h, key_len, &map);

	return ret ? ret : host_elem_delete(g, map, key, flags);
}

int32_t wbpf2_map_next_key(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr key, wbpf_gaddr next_key,
			   uint32_t key_len)
{
	struct kern_map *map;
	int ret = map_of_key(g, h, key_len, &map);

	return ret ? ret : host_elem_next_key(g, map, key, next_key);
}

int32_t wbpf2_map_lookup_and_delete(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr key,
				    uint32_t key_len, wbpf_gaddr value, uint32_t value_len,
				    uint64_t flags)
{
	struct kern_map *map;
	int ret = map_of_both(g, h, key_len, value_len, &map);

	return ret ? ret : host_elem_lookup_and_delete(g, map, key, value, flags);
}
