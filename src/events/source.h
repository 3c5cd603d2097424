/* SPDX-License-Identifier: MIT */
/* What a WBPF_H_SOURCE handle points to. */
#ifndef WBPF_EVENTS_SOURCE_H
#define WBPF_EVENTS_SOURCE_H

#include "guest/arg.h"
#include "kern/kern.h"

struct source {
	struct kern_source *kern; /* owned */
	uint32_t refs;		  /* the handle's, and one for each poll that runs callbacks */
	bool closed;		  /* the handle is gone */
	bool v1;		  /* opened by a v1 poll: a child of the map's handle */
	char name[64];		  /* of the map, for log lines */
	uint64_t span_bytes;	  /* what its buffer can hold at most */
	uint64_t cut_cnt;	  /* v1: records longer than the guest's buffer */
	uint64_t lost_told;	  /* v1: lost samples that were logged */
};

/* The handle of a new source; a negative errno with last_error set. */
wbpf_handle source_open(struct wbpf_guest *g, const struct kern_map *map,
			const struct kern_source_opts *opts, wbpf_handle parent, bool v1);
/* NULL after -EBADF was set. */
static inline struct source *source_get(struct wbpf_guest *g, wbpf_handle h)
{
	return wbpf_arg_handle(g, h, WBPF_H_SOURCE);
}

void source_hold(struct source *s);
void source_drop(struct source *s);
/* A ring or perf buffer; a user ring has nothing to read. */
static inline bool source_is_readable(const struct source *s)
{
	return kern_source_kind(s->kern) != KERN_SOURCE_USER_RING;
}

/* Room that a record of len bytes takes in its buffer. */
static inline uint64_t source_record_span(uint64_t len)
{
	return ((len + 7) & ~7ull) + 8;
}

#endif
