/* SPDX-License-Identifier: MIT */
/* A guest without an engine: memory of exact size on the heap, and C functions as its table. */
#ifndef WBPF_TEST_FAKE_GUEST_H
#define WBPF_TEST_FAKE_GUEST_H

#include "guest/guest.h"
#include "guest/wake.h"

struct fake_guest;
/* 0 and *result, or a negative errno as wbpf_guest_ops.call_table says. */
typedef int (*fake_callback)(struct fake_guest *fg, const int32_t *args, int32_t *result);

enum { FAKE_TABLE = 8, FAKE_LOG_LINES = 64 };

struct fake_guest {
	struct wbpf_guest g;
	struct wbpf_wake wake;
	struct wbpf_log log;
	uint8_t *memory;
	size_t size;
	bool no_memory; /* the module exports none */
	bool fixed;	/* memory is pages that can be mapped over */
	bool stopped;	/* the engine was asked to stop it */
	fake_callback table[FAKE_TABLE];
	fake_callback export_fn; /* of the name export_name */
	const char *export_name;
	uint32_t heap; /* next free address */
	char log_lines[FAKE_LOG_LINES][256];
	int log_cnt;
	void *ctx; /* the test's own */
};

void fake_guest_init(struct fake_guest *fg, size_t size);
/* The same with memory that never moves and can be mapped over: whole pages. */
void fake_guest_init_fixed(struct fake_guest *fg, size_t size);
/* Closes all handles as the runtime does. */
void fake_guest_fini(struct fake_guest *fg);
/* Move the memory, perhaps to another size; old pointers are dead. */
void fake_guest_resize(struct fake_guest *fg, size_t size);
/* Room for len bytes, aligned to 8, zeroed. */
wbpf_gaddr fake_alloc(struct fake_guest *fg, uint32_t len);
wbpf_gaddr fake_put(struct fake_guest *fg, const void *data, uint32_t len);
wbpf_gaddr fake_text(struct fake_guest *fg, const char *text);
void *fake_at(struct fake_guest *fg, wbpf_gaddr addr, uint32_t len);
bool fake_logged(const struct fake_guest *fg, const char *part);

/* Call an import by module, name and type with arguments as 64-bit numbers. */
enum wbpf_call fake_call(struct fake_guest *fg, const struct wbpf_import *table, size_t cnt,
			 const char *module, const char *name, const char *type,
			 const int64_t *args, union wbpf_val *result);

#endif
