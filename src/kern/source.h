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
	int (*pages)(const struct kern_source *src, uint32_t cpu, struct kern_pages *parts);
	void (*free)(struct kern_source *src); /* what ops made; not the source itself */
};

/* Each kind begins with this. */
struct kern_source {
	const struct kern_source_ops *ops;
	int fd; /* pollable; owned */
	uint64_t lost;
};

/* The consumer's position, the producer's, and the data twice; `size` bytes of data. */
int kern_ring_pages(int fd, uint64_t size, bool user, struct kern_pages *parts);

int kern_ring_open(const struct kern_map *map, struct kern_source **out);
int kern_perf_open(const struct kern_map *map, const struct kern_source_opts *opts,
		   struct kern_source **out);
int kern_user_ring_open(const struct kern_map *map, struct kern_source **out);

#endif
