/* SPDX-License-Identifier: MIT */
/* What the files of the wasmtime adapter share. */
#ifndef WBPF_ENGINE_WASMTIME_IMPL_H
#define WBPF_ENGINE_WASMTIME_IMPL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <wasmtime.h>

#include "base/buf.h"
#include "base/store.h"
#include "base/trace.h"
#include "engine/engine.h"
#include "engine/scan.h"

#define WT_WASI_MODULE "wasi_snapshot_preview1"
enum { WT_WASI_ENOTSUP = 58 };

struct wt_engine {
	wasm_engine_t *engine;
	const struct wbpf_log *log;
	const struct wbpf_trace *trace; /* or NULL */
	const struct wbpf_store *store; /* or NULL */
	/* Made when first needed, then shared by all threads; never changed again. */
	pthread_mutex_t lock;
	wasmtime_linker_t *wasi;
	wasmtime_module_t *callers[WBPF_CALL_ARGS_MAX + 1]; /* by number of arguments */
	wasmtime_module_t *forwarder;
};

struct wt_module {
	struct wt_engine *engine;
	wasmtime_module_t *module;
	wasm_importtype_vec_t imports;
	struct wbpf_scan scan;
	bool wasi;   /* imports some of it */
	bool stored; /* its code is in the store */
};

/* Why guest code ended other than by returning: an error or a trap, never both. Owned. */
struct wt_failure {
	wasmtime_error_t *error;
	wasm_trap_t *trap;
};

/* A function of one of our glue modules (wasmtime_callback.c, wasmtime_forward.c). */
struct wt_caller {
	wasmtime_func_t func;
	bool known;
};

/* WASI calls that we answer for stdio and hand on to the engine for everything else. */
enum wt_forward {
	WT_FD_READ,
	WT_FD_WRITE,
	WT_FD_CLOSE,
	WT_FD_RENUMBER,
	WT_FD_FDSTAT_GET,
	WT_FORWARD_CNT,
};

struct wt_instance {
	struct wt_module *module;
	const struct wbpf_instance_config *cfg;
	struct wbpf_guest *guest;
	wasmtime_store_t *store;
	wasmtime_context_t *ctx;
	wasmtime_extern_t *externs; /* one per import of the module, in its order; owned */
	wasmtime_instance_t instance;
	bool instantiated;

	_Atomic bool stop;	 /* set from any thread */
	bool stopped;		 /* the guest was unwound because of it */
	bool exited;		 /* ... or because it called proc_exit */
	int exit_status;
	struct wt_failure nested; /* what ended a callback; ends the whole run */

	/* Valid within a host call. */
	wasmtime_caller_t *caller;
	bool exports_known;
	bool has_memory, has_table;
	wasmtime_memory_t memory;
	wasmtime_table_t table;
	struct wt_caller callers[WBPF_CALL_ARGS_MAX + 1];

	struct wt_caller forward[WT_FORWARD_CNT];
	bool stdio[3]; /* is this fd of the guest still standard input, output, error? */
};

/* wasmtime.c: what instances share */
int wt_engine_wasi(struct wt_engine *e, struct wbpf_error *err);
/* Our glue modules; borrowed. NULL: out of memory. */
wasmtime_module_t *wt_engine_caller(struct wt_engine *e, unsigned int argc);
wasmtime_module_t *wt_engine_forwarder(struct wt_engine *e);
#define WT_GLUE_NAME "wbpf_glue" /* name of those modules, as frames of a backtrace give it */

/* wasmtime_code.c */
/* Changes whenever make_config() in wasmtime.c does: part of the key of stored code. */
#define WT_CONFIG_ID "1"
/* Code of a binary module or WAT text: loaded from the store, or compiled and put there. */
wasmtime_error_t *wt_code(struct wt_engine *e, const uint8_t *bytes, size_t len,
			  wasmtime_module_t **out, bool *stored);

/* wasmtime_module.c */
int wt_module_new(void *engine, const uint8_t *bytes, size_t len, void **module,
		  struct wbpf_error *err);
void wt_module_free(void *module);
bool wt_module_stored(void *module);
bool wt_module_imports(void *module, const char *import_module);

/* wasmtime_call.c: guest -> host and back */
extern const struct wbpf_guest_ops wt_guest_ops;
wasm_trap_t *wt_host_call(void *row, wasmtime_caller_t *caller, wasmtime_val_raw_t *raw,
			  size_t raw_cnt);

/* wasmtime_callback.c: entries of the guest's table */
/* Append the WAT text of the module that calls entries with argc arguments. */
void wt_caller_text(unsigned int argc, struct wbpf_buf *out);
int wt_call_table(void *impl, uint32_t index, const int32_t *args, unsigned int argc,
		  int32_t *result);
/* Call a function whose type was checked; raw has at least one element and gives the result. */
struct wt_failure wt_call(struct wt_instance *inst, const wasmtime_func_t *func,
			  wasmtime_val_raw_t *raw, size_t raw_cnt);
/* Keep what ended a callback for the end of the run. -ECANCELED. */
int wt_keep_nested(struct wt_instance *inst, struct wt_failure *failure);

/* wasmtime_link.c: define what the module imports */
int wt_link(struct wt_instance *inst, struct wbpf_error *err);

/* wasmtime_type.c */
/* Append a function's type as struct wbpf_import writes it ("ii:l"; other types '?'). */
void wt_type_string(const wasm_functype_t *type, struct wbpf_buf *buf);
/* Append such a string as people read it: "(i32, i32) -> i64". */
void wt_type_readable(const char *type, struct wbpf_buf *buf);

/* wasmtime_wasi.c */
int wt_wasi_setup(struct wt_instance *inst, struct wbpf_error *err);
/* Rows that take the place of the engine's own WASI functions. */
extern const struct wbpf_import wt_wasi_imports[];
extern const size_t wt_wasi_import_cnt;

/* wasmtime_forward.c */
extern const char wt_forwarder_text[];
/* The engine's own function, on the memory of the guest that is in a host call. */
enum wbpf_call wt_forward(struct wt_instance *inst, enum wt_forward which,
			  const union wbpf_val *args, union wbpf_val *result);

/* wasmtime_stdio.c */
enum wbpf_call wt_fd_read(struct wbpf_guest *g, const union wbpf_val *args,
			  union wbpf_val *result);
enum wbpf_call wt_fd_write(struct wbpf_guest *g, const union wbpf_val *args,
			   union wbpf_val *result);
enum wbpf_call wt_fd_fdstat_get(struct wbpf_guest *g, const union wbpf_val *args,
				union wbpf_val *result);
enum wbpf_call wt_fd_close(struct wbpf_guest *g, const union wbpf_val *args,
			   union wbpf_val *result);
enum wbpf_call wt_fd_renumber(struct wbpf_guest *g, const union wbpf_val *args,
			      union wbpf_val *result);

/* wasmtime_trap.c: engine errors as ours */
/* Consumes the error. The engine's words become one sentence after `what` (NULL: alone), and when
 * they have more lines, the detail. */
int wt_fail(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *what,
	    wasmtime_error_t *error);
/* Consumes the failure: message is the reason, detail the backtrace. Stage TRAP, -EFAULT. */
int wt_fail_trap(struct wbpf_error *err, struct wt_failure *failure);
void wt_failure_clear(struct wt_failure *failure);
/* Is it a frame of a glue module of ours, which the guest's author does not know? */
bool wt_is_glue_frame(const wasm_frame_t *frame);

/* wasmtime_instance.c */
int wt_instance_new(void *module, const struct wbpf_instance_config *cfg, struct wbpf_guest *guest,
		    void **instance, struct wbpf_error *err);
void wt_instance_free(void *instance);
int wt_instance_run(void *instance, int *exit_status, struct wbpf_error *err);
void wt_instance_stop(void *instance);

#endif
