/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "guest/call.h"
#include "host/elem.h"
#include "host/room.h"
#include "host/v1.h"

enum v1_map_cmd { V1_MAP_LOOKUP = 1, V1_MAP_UPDATE, V1_MAP_DELETE, V1_MAP_NEXT_KEY };

static int operate(struct wbpf_guest *g, const union wbpf_val *a, wbpf_gaddr key, wbpf_gaddr value,
		   wbpf_gaddr next_key)
{
	struct kern_map *map = host_map(g, a[0].i32);
	uint64_t flags = a[5].u64;

	if (!map)
		return -EBADF;
	switch (a[1].i32) {
	case V1_MAP_LOOKUP:
		return host_elem_lookup(g, map, key, value, flags);
	case V1_MAP_UPDATE:
		return host_elem_update(g, map, key, value, flags);
	case V1_MAP_DELETE:
		return host_elem_delete(g, map, key, flags);
	case V1_MAP_NEXT_KEY:
		return host_elem_next_key(g, map, key, next_key);
	default:
		return wbpf_arg_fail(g, -EINVAL, "map operation %d is none", a[1].i32);
	}
}

enum wbpf_call host_v1_map_operate(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	r->i32 = operate(g, a, WBPF_GADDR(a[2].u32), WBPF_GADDR(a[3].u32), WBPF_GADDR(a[4].u32));
	return wbpf_call_end(g, "wasm_bpf_map_operate", r->i32);
}

/* Guests widen their 32-bit pointers with or without sign. */
static int narrow(struct wbpf_guest *g, int64_t wide, wbpf_gaddr *addr)
{
	if (wide < INT32_MIN || wide > UINT32_MAX)
		return wbpf_arg_fail(g, -EFAULT, "0x%llx is no address", (unsigned long long)wide);
	*addr = WBPF_GADDR(wide);
	return 0;
}

static int operate_wide(struct wbpf_guest *g, const union wbpf_val *a)
{
	wbpf_gaddr key, value, next_key;
	int ret = narrow(g, a[2].i64, &key);

	if (!ret)
		ret = narrow(g, a[3].i64, &value);
	if (!ret)
		ret = narrow(g, a[4].i64, &next_key);
	return ret ? ret : operate(g, a, key, value, next_key);
}

enum wbpf_call host_v1_map_operate_wide(struct wbpf_guest *g, const union wbpf_val *a,
					union wbpf_val *r)
{
	r->i32 = operate_wide(g, a);
	return wbpf_call_end(g, "wasm_bpf_map_operate", r->i32);
}
