/* SPDX-License-Identifier: MIT */
/*
 * What linear memory is made of, decided in this one place: ordinary pages of the engine's, and
 * pages of the kernel's (ring buffers, arrays) that lie over some of them. Only in a memory that
 * never moves (wbpf_guest_ops.memory_is_fixed).
 *
 * A guest cannot write what the kernel maps read-only: its own store traps, guest.h refuses the
 * host's, and what neither sees (an engine's own WASI, memory.copy) is caught by mapping_fault.c.
 */
#ifndef WBPF_GUEST_MAPPING_H
#define WBPF_GUEST_MAPPING_H

#include "guest/guest.h"

/* One mmap(2) of a descriptor. */
struct wbpf_mapping_part {
	int fd;		 /* borrowed for the call */
	uint64_t offset; /* bytes */
	uint64_t len;	 /* bytes, whole pages */
	/* So many bytes of it from its start may be written; 0: mapped read-only. */
	uint64_t writable_len;
};

enum {
	WBPF_MAPPING_PARTS_MAX = 2,
	WBPF_MAPPINGS_MAX = 1024 /* per guest: the kernel has a bound */
};

/* Can anything be mapped into this guest's memory? */
bool wbpf_mapping_possible(const struct wbpf_guest *g);
/* A plain load of the guest's is an acquire, a plain store a release. */
bool wbpf_mapping_is_ordered(const struct wbpf_guest *g);
uint32_t wbpf_mapping_page_bytes(void);

/*
 * Put the parts, one behind the other, in the place of [addr, addr + their sum). What was there is
 * gone. 0 and *out; negative errno with g->last_error set, and memory as before: -EOPNOTSUPP,
 * -EINVAL an address that is not page-aligned or a length that is not, -EFAULT outside of memory,
 * -EEXIST another mapping is there, -EMFILE, or mmap(2)'s own.
 */
int wbpf_mapping_new(struct wbpf_guest *g, wbpf_gaddr addr, const struct wbpf_mapping_part *parts,
		     uint32_t part_cnt, struct wbpf_mapping **out);
/* Zeroed pages in its place. NULL allowed. */
void wbpf_mapping_free(struct wbpf_mapping *m);

/* Does a write to the range touch what is mapped read-only? */
bool wbpf_mapping_refuses(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len);
/* May others change bytes of the range at any moment? */
bool wbpf_mapping_shares(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len);

/* ---- mapping_fault.c: the last line of defence */

/* Once per process, before the engine sets its own handlers: those ask ours last. */
void wbpf_mapping_catch_faults(void);
/* The guest that this thread runs from here on (NULL: none); the one before. */
struct wbpf_guest *wbpf_mapping_run(struct wbpf_guest *g);
/* From the handler: is addr in memory that the guest must not write? */
bool wbpf_mapping_holds(const struct wbpf_guest *g, const void *addr);
/* Then ordinary pages take the place of that part, and the guest is marked and stopped. */
bool wbpf_mapping_give_way(struct wbpf_guest *g, const void *addr);

#endif
