/* SPDX-License-Identifier: MIT */
#ifndef WBPF_TEST_KERN_FAKE_PRIV_H
#define WBPF_TEST_KERN_FAKE_PRIV_H

#include "fake/kern_fake.h"

struct fake_record {
	struct fake_record *next;
	uint8_t *data; /* exact size */
	uint32_t len;
	uint64_t lost;
};

/* What the kernel holds of a ring; lives as long as a map or a source of it. */
struct fake_ring {
	int refs;
	int event; /* eventfd */
	uint32_t cnt;
	uint64_t bytes, lost;
	struct fake_record *first, **last;
	bool broken;
};

struct fake_elem {
	struct fake_elem *next;
	uint8_t *key, *value;
};

struct kern_map {
	struct kern_object *obj; /* NULL: stands alone */
	char name[64];
	uint32_t type, key_size, value_size, max_entries, flags;
	uint64_t extra;
	uint8_t *initial;
	uint32_t initial_size;
	bool autocreate, autoattach, pinned, frozen;
	struct fake_elem *elems;
	struct fake_ring *ring;
	int number;
};

struct kern_program {
	struct kern_object *obj;
	const char *name, *section;
	uint32_t type, flags;
	bool autoload, autoattach;
	int number;
};

enum { FAKE_MAPS = 19, FAKE_PROGRAMS = 5 };

struct kern_object {
	bool loaded, evil;
	char name[64];
	struct kern_map maps[FAKE_MAPS];
	struct kern_program programs[FAKE_PROGRAMS];
};

int fake_source_pages(enum kern_source_kind kind, uint32_t cpu, struct kern_pages *parts,
		      struct wbpf_error *err);
/* Is it this call's turn to fail? Sets the error, too. */
int fake_fails(struct wbpf_error *err, const char *what);
void fake_map_init(struct kern_map *map, struct kern_object *obj, uint32_t index);
void fake_map_fini(struct kern_map *map);
bool fake_map_is_loaded(const struct kern_map *map);
void fake_elem_free(struct fake_elem *e);
bool fake_is_ring(uint32_t type);
struct fake_ring *fake_ring_new(void);
void fake_ring_drop(struct fake_ring *ring);

#endif
