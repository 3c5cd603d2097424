/* SPDX-License-Identifier: MIT */
/*
 * What the runtime asks of a Wasm engine. One adapter per engine implements `struct wbpf_engine_ops`;
 * it never names a host call: those come as a table of imports. All functions set `err` on failure
 * and return a negative errno equal to err->code. Adding an engine edits only this directory.
 */
#ifndef WBPF_ENGINE_ENGINE_H
#define WBPF_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "base/store.h"
#include "base/trace.h"
#include "guest/guest.h"

struct wbpf_engine_config {
	const struct wbpf_log *log;
	const struct wbpf_trace *trace; /* may be NULL */
	/* Where an engine that makes native code keeps it; NULL: nowhere. Used by several threads
	 * at once. */
	const struct wbpf_store *store;
};

/* What an instance gets from outside. Everything is borrowed for the instance's life. */
struct wbpf_instance_config {
	const char *const *argv;       /* argc strings */
	int argc;
	const char *const *env;	       /* "NAME=value" */
	int env_cnt;
	const struct wbpf_guest_dir *dirs;
	size_t dir_cnt;
	uint64_t memory_max_bytes;     /* 0: the engine's own bound */
	const struct wbpf_import *imports;
	size_t import_cnt;
	/* fds of the guest's stdio are the process's own 0, 1, 2 */
};

struct wbpf_engine_ops {
	const char *name;    /* "wasmtime" */
	const char *(*version)(void);

	int (*engine_new)(const struct wbpf_engine_config *cfg, void **engine,
			  struct wbpf_error *err);
	void (*engine_free)(void *engine);

	/* Bytes of a binary module, or WAT text. Stage COMPILE on failure. A compiled module may be
	 * shared by threads. */
	int (*module_new)(void *engine, const uint8_t *bytes, size_t len, void **module,
			  struct wbpf_error *err);
	void (*module_free)(void *module);
	/* Is its compiled form in the store now? NULL: this engine never puts one there. */
	bool (*module_stored)(void *module);
	/* Does the module import anything from `import_module`? */
	bool (*module_imports)(void *module, const char *import_module);

	/* Link and instantiate. `guest` is filled in (ops, impl). Stage LINK: an import that no
	 * row of the table satisfies, named with its type, or no `_start`; stage START: memory
	 * limit, WASI. No guest code runs: a module with a start function is instantiated by
	 * instance_run, where it can be stopped. */
	int (*instance_new)(void *module, const struct wbpf_instance_config *cfg,
			    struct wbpf_guest *guest, void **instance, struct wbpf_error *err);
	void (*instance_free)(void *instance);
	/* Run `_start`, once. 0 and *exit_status (0..255 from proc_exit, 0 when _start returns); or stage
	 * TRAP with the Wasm backtrace (function names) as detail; or stage INTERRUPTED after
	 * instance_stop. */
	int (*instance_run)(void *instance, int *exit_status, struct wbpf_error *err);
	/* From any thread, async-signal-safe: guest code stops at its next loop or call. Host calls
	 * that block are woken by the caller through wbpf_wake. Sticky. */
	void (*instance_stop)(void *instance);
};

/* The engines that were built in; NULL-terminated; the first is the default. */
extern const struct wbpf_engine_ops *const wbpf_engines[];
/* NULL: no engine of that name was built in. name NULL: the default. */
const struct wbpf_engine_ops *wbpf_engine_find(const char *name);

#endif
