/* SPDX-License-Identifier: MIT */
/*
 * A kernel side in memory for unit tests of the rooms above it. An "object" is any bytes that begin
 * with "FAKE"; all have the same maps and programs. "FAIL" does not open; "EVIL" does not load, with
 * a verifier's log. Buffers are of exact size, so that the address sanitizer sees one byte too much.
 */
#ifndef WBPF_TEST_KERN_FAKE_H
#define WBPF_TEST_KERN_FAKE_H

#include "kern/kern.h"

enum {
	FAKE_CPUS = 4,
	FAKE_FD_BASE = 1000,
	FAKE_RING_BYTES = 4096,
	FAKE_TEST_RUNS_MAX = 1 << 22, /* then a test run fails, so that no test takes minutes */
};

struct fake_kern {
	/* What is alive: 0 again when an instance is gone. */
	int objects, maps, links, sources;
	int attached;
	/* The fail_at-th call from now that can fail does, with fail_code; 0: none. */
	unsigned int fail_at;
	int fail_code;
	/* What the last calls got. */
	struct kern_attach_opts attach;
	char attach_target[256], attach_symbol[256], attach_symbols[256];
	char attach_program[128];
	uint64_t attach_cookie0, attach_addr0;
	bool attach_fd_is_dir; /* opts.fd was a directory then */
	bool key_fd_is_open;   /* the key of the last owner-keyed call was an open fd */
	uint32_t last_word[2]; /* the first words of the last update's value */
	uint32_t test_runs, test_runs_at_once; /* in all; the most of one call */
	char path[256];
	_Alignas(8) uint8_t bpf_attr[160]; /* of the last bpf(2) */
	uint32_t bpf_calls;
	uint8_t fd_kind, link_type; /* what kern_fd_kind() and the info of a link say */
};

extern struct fake_kern fake;

void fake_reset(void);
/* The file whose pages are those of every map that can be mapped. */
int fake_pages_fd(void);
/* Put a record into every reader of the map (of the first object that has it); false: it is full. */
bool fake_push(struct kern_map *map, const void *data, uint32_t len, bool wake);
void fake_push_lost(struct kern_map *map, uint64_t lost);
/* The ring says -EIO from now on. */
void fake_break_ring(struct kern_map *map);
/* Records that are waiting. */
uint32_t fake_waiting(const struct kern_map *map);
/* The last record that a guest submitted to a user ring. */
const void *fake_submitted(const struct kern_map *map, uint32_t *len);

#endif
