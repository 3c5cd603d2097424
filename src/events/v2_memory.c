/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdatomic.h>

#include "events/abi_v2.h"
#include "events/source.h"
#include "guest/mapping.h"

int32_t wbpf2_memory_info(struct wbpf_guest *g, wbpf_gaddr info)
{
	struct wbpf2_memory_info out = {
		.flags = (wbpf_mapping_possible(g) ? WBPF2_MEMORY_FLAG_MAPPABLE : 0) |
			 (wbpf_mapping_is_ordered(g) ? WBPF2_MEMORY_FLAG_ORDERED : 0),
		.page_size = wbpf_mapping_page_bytes(),
	};

	if (!wbpf_mapping_possible(g))
		wbpf_logf(g->log, WBPF_LOG_INFO, "host",
			  "nothing can be mapped into the guest's memory: it copies");
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}

/* The parts of the map or source, or a negative errno. */
static int parts_of(struct wbpf_guest *g, wbpf_handle from, uint32_t index,
		    struct kern_pages *parts)
{
	struct source *s;
	struct kern_map *map;

	if (wbpf_handle_type_of(&g->handles, from) == WBPF_H_SOURCE) {
		s = source_get(g, from);
		return s ? kern_source_pages(s->kern, index, parts, &g->last_error) : -EBADF;
	}
	map = wbpf_arg_handle(g, from, WBPF_H_MAP);
	if (map && index)
		return wbpf_arg_fail(g, -EINVAL, "map '%s': there is no part %u to map",
				     kern_map_name(map), index);
	return map ? kern_map_pages(map, parts, &g->last_error) : -EBADF;
}

static int check_len(struct wbpf_guest *g, const struct kern_pages *parts, int cnt, uint32_t len)
{
	uint64_t total = 0;

	for (int i = 0; i < cnt; i++)
		total += parts[i].len;
	return total == len ? 0 :
			      wbpf_arg_fail(g, -EINVAL, "map: there are %llu bytes and not %u",
					    (unsigned long long)total, len);
}

static int take_parts(struct wbpf_guest *g, wbpf_handle from, uint32_t index, uint32_t len,
		      struct wbpf_mapping_part *to)
{
	struct kern_pages parts[KERN_PAGES_MAX];
	int cnt = parts_of(g, from, index, parts);
	int ret = cnt < 0 ? cnt : check_len(g, parts, cnt, len);

	for (int i = 0; i < cnt; i++)
		to[i] = (struct wbpf_mapping_part){ .fd = parts[i].fd,
						    .offset = parts[i].offset,
						    .len = parts[i].len,
						    .writable_len = parts[i].writable_len };
	return ret ? ret : cnt;
}

static void free_mapping(void *ptr)
{
	wbpf_mapping_free(ptr);
}

int32_t wbpf2_memory_map(struct wbpf_guest *g, wbpf_handle from, uint32_t index, wbpf_gaddr addr,
			 uint32_t len)
{
	struct wbpf_mapping_part parts[WBPF_MAPPING_PARTS_MAX];
	struct wbpf_mapping *m = NULL;
	int ret = take_parts(g, from, index, len, parts);

	if (ret >= 0)
		ret = wbpf_mapping_new(g, addr, parts, (uint32_t)ret, &m);
	if (!ret)
		return wbpf_arg_put(g, WBPF_H_MAPPING, m, free_mapping, from);
	wbpf_logf(g->log, WBPF_LOG_INFO, "host", "not mapped, the guest copies: %s",
		  g->last_error.message);
	return ret;
}

int32_t wbpf2_memory_fence(struct wbpf_guest *g)
{
	(void)g;
	atomic_thread_fence(memory_order_seq_cst);
	return 0;
}
