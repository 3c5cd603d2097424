/* SPDX-License-Identifier: MIT */
/* The parts of a source of events; private to this directory. */
#ifndef WBPF_KERN_SOURCE_H
#define WBPF_KERN_SOURCE_H

#include "kern/kern.h"

struct kern_source_ops {
	enum kern_source_kind kind;
	int (*peek)(struct kern_source *src, struct kern_record *rec);
	void (*release)(struct kern_source *src);
	int (*submit)(struct kern_source *src, const void *data, uint32_t len);
	void (*free)(struct kern_source *src); /* what ops made; not the source itself */
};

/* Each kind begins with this. */
struct kern_source {
	const struct kern_source_ops *ops;
	int fd; /* pollable; owned */
	uint64_t lost;
};

int kern_ring_open(const struct kern_map *map, struct kern_source **out);
int kern_perf_open(const struct kern_map *map, const struct kern_source_opts *opts,
		   struct kern_source **out);
int kern_user_ring_open(const struct kern_map *map, struct kern_source **out);

#endif
