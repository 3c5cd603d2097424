/* SPDX-License-Identifier: MIT */
#include "events/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PERF_PAGES = 64 }; /* what kern takes when nothing is asked for */

void source_hold(struct source *s)
{
	s->refs++;
}

void source_drop(struct source *s)
{
	if (--s->refs)
		return;
	kern_source_free(s->kern);
	free(s);
}

static void handle_closed(void *ptr)
{
	struct source *s = ptr;

	s->closed = true;
	source_drop(s);
}

static uint64_t span_bytes(const struct kern_map *map, const struct kern_source *src,
			   const struct kern_source_opts *opts)
{
	struct kern_map_info info = { 0 };
	uint64_t pages = opts && opts->perf_page_cnt ? opts->perf_page_cnt : PERF_PAGES;

	if (kern_source_kind(src) == KERN_SOURCE_PERF)
		return pages * (uint64_t)sysconf(_SC_PAGESIZE) * kern_possible_cpus();
	kern_map_info(map, &info, NULL);
	return info.max_entries;
}

static int no_memory(struct wbpf_guest *g, const struct kern_map *map)
{
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_INTERNAL, -ENOMEM, "map '%s': source",
			       kern_map_name(map));
}

wbpf_handle source_open(struct wbpf_guest *g, const struct kern_map *map,
			const struct kern_source_opts *opts, wbpf_handle parent, bool v1)
{
	struct source *s = calloc(1, sizeof(*s));
	int ret;

	if (!s)
		return no_memory(g, map);
	ret = kern_source_open(map, opts, &s->kern, &g->last_error);
	if (ret) {
		free(s);
		return ret;
	}
	s->refs = 1;
	s->v1 = v1;
	s->span_bytes = span_bytes(map, s->kern, opts);
	snprintf(s->name, sizeof(s->name), "%s", kern_map_name(map));
	return wbpf_arg_put(g, WBPF_H_SOURCE, s, handle_closed, parent);
}
