/* SPDX-License-Identifier: MIT */
/*
 * The waist. An engine adapter gives a `struct wbpf_guest` the means to reach one instance's
 * linear memory and to call back into it; everything above knows only this header. Guest
 * addresses have a type of their own, and this is the one place that checks them.
 */
#ifndef WBPF_GUEST_GUEST_H
#define WBPF_GUEST_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/handle.h"
#include "base/log.h"

/* A 32-bit address in linear memory. A struct, so that it cannot be dereferenced by mistake. */
typedef struct {
	uint32_t v;
} wbpf_gaddr;

#define WBPF_GADDR(x) ((wbpf_gaddr){ (uint32_t)(x) })

/* What an adapter implements. `impl` is the adapter's own instance. */
struct wbpf_guest_ops {
	/* Base and size in bytes of linear memory now; NULL when the module exports none.
	 * Asked anew on every check: a callback into the guest may have grown (and moved) it. */
	uint8_t *(*memory)(void *impl, size_t *size_bytes);
	/* Call entry `index` of the exported __indirect_function_table with `argc` i32 arguments
	 * (its type must be (i32 x argc) -> i32). 0, or negative errno: -ENOENT no such entry or
	 * table, -EINVAL another type, -ECANCELED the guest trapped or was stopped; the host
	 * call must then return WBPF_CALL_UNWIND so that the guest unwinds. */
	int (*call_table)(void *impl, uint32_t index, const int32_t *args, unsigned int argc,
			  int32_t *result);
	/* The same for an exported function by name. */
	int (*call_export)(void *impl, const char *name, const int32_t *args, unsigned int argc,
			   int32_t *result);
	/* Optional ability: memory() is page-aligned and never moves, and its pages may be replaced
	 * by others of the host's (mapping.h). Only then stop is needed: async-signal-safe, on the
	 * guest's own thread; the guest ends at its next loop or call. */
	bool memory_is_fixed;
	void (*stop)(void *impl);
};

/* Which file descriptor of the guest is which granted directory (WASI preview 1 preopens). */
struct wbpf_guest_dir {
	int guest_fd;		/* as the guest numbers it: 3, 4, ... */
	const char *guest_path; /* borrowed from the instance's options */
	const char *host_path;
	bool read_only;
};

/* Pages of the kernel's that lie in linear memory now; mapping.h. */
struct wbpf_mapping;
struct wbpf_mappings {
	struct wbpf_mapping *first;
	uint32_t cnt;
	bool off;	/* by the embedder's wish; nothing is mapped */
	bool unordered; /* by the embedder's wish: tell the guest that the CPU is weakly ordered */
	/* A write to a read-only page could not be refused in time (mapping_fault.c). */
	volatile bool violated;
};

/* Wakes a blocking host call of this instance from another thread; see wake.h. */
struct wbpf_wake;

/* One running instance as the host sees it. */
struct wbpf_guest {
	const struct wbpf_guest_ops *ops;
	void *impl;
	struct wbpf_handles handles;	/* what the guest can name */
	struct wbpf_error last_error;	/* what the guest's last_error call reads */
	struct wbpf_wake *wake;		/* owned by the runtime */
	const struct wbpf_log *log;	/* borrowed; may be NULL */
	const struct wbpf_guest_dir *dirs;
	size_t dir_cnt;
	struct wbpf_mappings mappings;
	const char *callback_export;	/* v1 TinyGo: name of the export to call back */
	uint32_t poll_depth;		/* v1: polls now running, each within a callback of the last */
};

/* ---- checked access: 0, or -EFAULT. A length of 0 is always good. Overflow-safe. ---- */

/* A host pointer to [addr, addr+len); valid until the guest next runs or grows. To write there:
 * -EFAULT when a part of it is mapped read-only. */
int wbpf_guest_view(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, void **out);
/* The same to read. What is mapped there may change at any moment: copy before checking. */
int wbpf_guest_peek(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const void **out);
int wbpf_guest_read(const struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t len);
int wbpf_guest_write(const struct wbpf_guest *g, wbpf_gaddr addr, const void *src, uint32_t len);
/* Copy len bytes to a NUL-terminated heap string owned by the caller. -EINVAL: a NUL inside;
 * -ENAMETOOLONG: longer than max; -ENOMEM. */
int wbpf_guest_str(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, uint32_t max,
		   char **out);
/* The same for a C string, searched at most to `max` bytes and the end of memory. */
int wbpf_guest_cstr(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t max, char **out);
/*
 * Read an option struct that begins with a u32 `sz`. Bytes that the guest's older struct does not
 * have become 0; bytes beyond `host_size` must be 0, else -E2BIG. addr 0: all defaults.
 * sz < 4 is -EINVAL.
 */
int wbpf_guest_opts(const struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t host_size);
/* Write back the first min(sz of the guest's struct, host_size) bytes; sz itself stays. */
int wbpf_guest_opts_out(const struct wbpf_guest *g, wbpf_gaddr addr, const void *src,
			uint32_t host_size);

/* ---- what the host gives an engine: host functions ---- */

union wbpf_val {
	int32_t i32;
	uint32_t u32;
	int64_t i64;
	uint64_t u64;
};

enum wbpf_call {
	WBPF_CALL_OK = 0,
	/* The guest trapped or was stopped in a callback, or must be stopped: unwind it. */
	WBPF_CALL_UNWIND = 1,
};

enum { WBPF_CALL_ARGS_MAX = 12 };

typedef enum wbpf_call (*wbpf_host_fn)(struct wbpf_guest *g, const union wbpf_val *args,
				       union wbpf_val *result);

/* One importable function. Several rows may have the same names and different types: the
 * adapter links the row whose type the module asks for. */
struct wbpf_import {
	const char *module;
	const char *name;
	const char *type; /* parameters, ':', result: 'i' = i32, 'l' = i64; "lii:i", "i:" */
	wbpf_host_fn fn;
};

#endif
