/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Run WebAssembly modules that drive eBPF.
 *
 *     runtime  - one engine; shared by many modules and threads
 *     module   - compiled code; shared by many instances and threads
 *     instance - one running guest with its own memory, handles and grants; one thread at a time
 *
 * The process needs the privileges that the guest's eBPF needs (CAP_BPF, CAP_PERFMON,
 * CAP_NET_ADMIN, ... as bpf(2) says). Least kernel: Linux 5.10.
 *
 * Every function that takes a `struct wbpf_error *` returns 0 or a negative Linux errno equal to
 * err->code. The library never prints, never exits and handles no signal of the
 * process, but for SIGSEGV, SIGBUS, SIGILL and SIGFPE, by which the engine finds traps of a guest (others
 * are handed on to the handler that was there before): a program that sets its own handlers for these
 * does so before it makes the first runtime.
 */
#ifndef WASM_BPF_RUNTIME_H
#define WASM_BPF_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <wasm_bpf/error.h>
#include <wasm_bpf/export.h>
#include <wasm_bpf/log.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wbpf_runtime;
struct wbpf_module;
struct wbpf_instance;

/**
 * One step of a start has ended.
 * @param step borrowed: "read", "hash", "code from cache", "compile", "instantiate", "run", the name of a host call, ...;
 *        steps may lie in each other
 * @param begin_ns, end_ns of CLOCK_MONOTONIC
 *
 * Threads: as the log.
 */
typedef void (*wbpf_step_fn)(void *ctx, const char *step, uint64_t begin_ns, uint64_t end_ns);

/** How to make a runtime. Zero everything but sz for the defaults. */
struct wbpf_runtime_opts {
	size_t sz;	     /**< sizeof(struct wbpf_runtime_opts) */
	const char *engine;  /**< "wasmtime"; NULL: the default engine; copied */
	struct wbpf_log log; /**< where log lines of all its instances go; fn and ctx must outlive the runtime */
	bool cache;	     /**< keep compiled modules and cut-out kernel types on disk (cache.h); a folder
			       * that cannot be used is no error, the log says why (INFO) */
	const char *cache_dir;	  /**< the folder; NULL: wbpf_cache_dir(); copied */
	uint64_t cache_max_bytes; /**< bound of the folder, least recently used go first; 0: 256 MiB */
	wbpf_step_fn step;	  /**< told of each step of a start; NULL: nobody */
	void *step_ctx;		  /**< handed to step; must outlive the runtime */
};

/**
 * Make a runtime.
 * @param opts borrowed; NULL: defaults
 * @param out receives the runtime; free with wbpf_runtime_free()
 * @return 0; -EINVAL (stage USAGE) an engine that was not built in, a wrong sz; -ENOMEM
 */
WBPF_API int wbpf_runtime_new(const struct wbpf_runtime_opts *opts, struct wbpf_runtime **out,
			      struct wbpf_error *err);

/** Free a runtime. Its modules and instances must be freed before. NULL is allowed. */
WBPF_API void wbpf_runtime_free(struct wbpf_runtime *rt);

/**
 * Compile a module.
 * @param name for messages ("opensnoop.wasm"); copied; NULL: "module"
 * @param bytes a binary module or WAT text, `len` bytes; borrowed for the call
 * @return 0; -ENOEXEC (stage COMPILE) no valid module, the engine's reason in the message
 *
 * Threads: several threads may compile with one runtime at once.
 */
WBPF_API int wbpf_module_new(struct wbpf_runtime *rt, const char *name, const void *bytes,
			     size_t len, struct wbpf_module **out, struct wbpf_error *err);

/** Compile the file at `path` ("-": standard input). Errors as above, and stage READ. */
WBPF_API int wbpf_module_new_file(struct wbpf_runtime *rt, const char *path,
				  struct wbpf_module **out, struct wbpf_error *err);

/**
 * Is its compiled form in the cache, so that the next start need not compile?
 *
 * Threads: any.
 */
WBPF_API bool wbpf_module_cached(const struct wbpf_module *mod);

/** Free a module. Its instances must be freed before. NULL is allowed. */
WBPF_API void wbpf_module_free(struct wbpf_module *mod);

/** A host directory that a guest may use through WASI. */
struct wbpf_dir {
	const char *host_path;	/**< must exist */
	const char *guest_path; /**< what the guest calls it; NULL: the same */
	bool read_only;		/**< no file in it can be made, written or removed */
};

/** Whether a guest may have pages of maps in its own memory instead of copies. */
enum wbpf_mapping_mode {
	WBPF_MAPPING_AUTO = 0,	/**< where engine and CPU can; guests fall back to copies elsewhere */
	WBPF_MAPPING_OFF,	/**< never: guests copy */
	WBPF_MAPPING_UNORDERED, /**< as AUTO, but guests are told that the CPU is weakly ordered: for tests */
};

/** What one instance gets. Zero everything but sz: no arguments, no environment, no directory. */
struct wbpf_instance_opts {
	size_t sz;		       /**< sizeof(struct wbpf_instance_opts) */
	const char *const *argv;       /**< argv[0] is the tool's name; copied */
	int argc;		       /**< 0: argv[0] is the module's name */
	const char *const *env;	       /**< "NAME=value" strings; copied */
	int env_cnt;
	const struct wbpf_dir *dirs;   /**< granted directories; copied */
	size_t dir_cnt;
	uint64_t memory_max_bytes;     /**< bound of linear memory; 0: 4 GiB */
	const char *callback_module;   /**< v1, TinyGo: import module of the callback poll; NULL: "callback-wrapper" */
	const char *callback_export;   /**< v1, TinyGo: export to call back; NULL: "go-callback" */
	enum wbpf_mapping_mode mapping;     /**< AUTO: as fast as it goes */
};

/**
 * Make an instance: link the module's imports, give it memory. Nothing of the guest runs yet;
 * a start function that the module declares runs at the beginning of wbpf_instance_run().
 * @return 0; -ENOENT (stage LINK) an unknown import, named with its type, or no `_start`;
 *         -EINVAL (stage USAGE) a wrong sz or NULL string; -ENOMEM (stage START) memory bound;
 *         the errno of a directory that cannot be opened (stage START)
 */
WBPF_API int wbpf_instance_new(struct wbpf_module *mod, const struct wbpf_instance_opts *opts,
			       struct wbpf_instance **out, struct wbpf_error *err);

/**
 * Run the guest's `_start` on the calling thread until it ends. Once per instance.
 * @param exit_status receives what the guest gave to exit(), 0..255
 * @return 0; -EFAULT (stage TRAP), the backtrace in err->detail; -EINTR (stage INTERRUPTED) after
 *         wbpf_instance_stop() or a signal that the guest does not handle; -EALREADY (stage USAGE)
 */
WBPF_API int wbpf_instance_run(struct wbpf_instance *inst, int *exit_status,
			       struct wbpf_error *err);

/** What became of a signal. */
enum wbpf_signal_result {
	WBPF_SIGNAL_IGNORED = 0, /**< by the guest's wish or by default; or no number of a signal */
	WBPF_SIGNAL_HANDLED,	 /**< the guest's handler runs: give it time */
	WBPF_SIGNAL_TOLD,	 /**< a v1 guest, told by -EINTR from its blocking call: give it time */
	WBPF_SIGNAL_STOPPED,	 /**< the guest has no handler and is stopped, as a process would end */
};

/**
 * Deliver a signal: a blocking host call of the guest returns -EINTR and its own handler runs.
 * A guest that has no handler for it is stopped when the signal's default action ends a process.
 * @param signo Linux number, 1..31
 *
 * Threads: any. Async-signal-safe.
 */
WBPF_API enum wbpf_signal_result wbpf_instance_signal(struct wbpf_instance *inst, int signo);

/**
 * Stop the guest as soon as it reaches a loop, a call or a host call. Not to be refused.
 *
 * Threads: any. Async-signal-safe.
 */
WBPF_API void wbpf_instance_stop(struct wbpf_instance *inst);

/** Free an instance, and with it every program, map, link and source that it did not pin. NULL is allowed. */
WBPF_API void wbpf_instance_free(struct wbpf_instance *inst);

/** Version of this library, "MAJOR.MINOR.PATCH". Static. */
WBPF_API const char *wbpf_version(void);
/** Version of libbpf that is linked in, "1.7". Static. */
WBPF_API const char *wbpf_libbpf_version(void);
/** Name and version of the i-th engine that is built in; false: no more. Static strings. */
WBPF_API bool wbpf_engine_at(size_t i, const char **name, const char **version);
/** Import module and newest version of the i-th guest ABI; false: no more. Static strings. */
WBPF_API bool wbpf_abi_at(size_t i, const char **module, const char **version);

#ifdef __cplusplus
}
#endif

#endif
