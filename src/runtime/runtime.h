/* SPDX-License-Identifier: MIT */
/* What the files of this room share: the objects behind include/wasm_bpf/runtime.h. */
#ifndef WBPF_RUNTIME_RUNTIME_H
#define WBPF_RUNTIME_RUNTIME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <wasm_bpf/runtime.h>

#include "base/store.h"
#include "base/trace.h"
#include "cache/cache.h"
#include "engine/engine.h"
#include "guest/guest.h"
#include "guest/wake.h"

struct wbpf_runtime {
	const struct wbpf_engine_ops *ops;
	void *engine;
	struct wbpf_log log;
	struct wbpf_trace trace;
	struct wbpf_cache *cache; /* owned; NULL: none */
	struct wbpf_store store;  /* of the cache */
};

/* The store that rooms below get; NULL: none. */
static inline const struct wbpf_store *wbpf_runtime_store(const struct wbpf_runtime *rt)
{
	return rt->cache ? &rt->store : NULL;
}

/* When the options ask for it and it can be. */
void wbpf_runtime_open_cache(struct wbpf_runtime *rt, const struct wbpf_runtime_opts *opts);

struct wbpf_module {
	struct wbpf_runtime *rt;
	void *module;
	char *name;
	bool told_by_errno; /* a v1 guest: it has no way to handle a signal but an -EINTR */
};

/* The options of an instance in memory of its own; every pointer is owned. */
struct wbpf_options {
	char **argv;
	int argc;
	char **env;
	int env_cnt;
	struct wbpf_guest_dir *dirs;
	size_t dir_cnt;
	uint64_t memory_max_bytes;
	enum wbpf_mapping_mode mapping;
	char *callback_module;
	char *callback_export;
};

struct wbpf_instance {
	struct wbpf_module *mod;
	struct wbpf_options opts;
	struct wbpf_import *imports;
	struct wbpf_guest guest;
	struct wbpf_wake wake;
	struct wbpf_instance_config cfg;
	void *engine_instance;
	atomic_flag ran;
	_Atomic int signo;	/* the last signal that came, for the message; 0: none */
	_Atomic bool by_signal; /* it was the default action that stopped the guest */
};

/*
 * Copy a caller's versioned options (first member: size_t sz) over zeroed ones of `size` bytes.
 * -EINVAL (stage USAGE): a size that cannot be, or a newer caller's option that is unknown here.
 */
int wbpf_opts_take(void *dst, size_t size, const void *src, const char *what,
		   struct wbpf_error *err);

/* Check and copy. -EINVAL (stage USAGE) for a NULL string; -ENOMEM. Free after failure too. */
int wbpf_options_copy(struct wbpf_options *dst, const struct wbpf_instance_opts *src,
		      const char *name, struct wbpf_error *err);
void wbpf_options_free(struct wbpf_options *opts);

/* All host calls in one table, owned by the caller; NULL: out of memory. `callback_module`
 * (borrowed) takes the place of the module name of the TinyGo form. */
struct wbpf_import *wbpf_imports_join(const char *callback_module, size_t *cnt);

#endif
