/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The folder of compiled modules and cut-out kernel types that makes the next start fast.
 *
 * It is private: entries that are not of this user, that others may write to, or that are damaged
 * count as not there. Native code in it runs in the process without a further check, as that of a
 * shared library does, so nobody else may write to it.
 */
#ifndef WASM_BPF_CACHE_H
#define WASM_BPF_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include <wasm_bpf/error.h>
#include <wasm_bpf/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One entry. Strings are valid during the callback. */
struct wbpf_cache_entry {
	const char *kind; /**< "code": a compiled module; "btf": kernel types of an object */
	const char *key;  /**< 64 hexadecimal digits */
	uint64_t size_bytes;
	int64_t used_ns; /**< last use, of CLOCK_REALTIME, exact to a minute */
};

typedef void (*wbpf_cache_fn)(void *ctx, const struct wbpf_cache_entry *entry);

/**
 * The folder of this user: $WASM_BPF_CACHE_DIR when it is set; root's is /var/cache/wasm-bpf, that of others $XDG_CACHE_HOME/wasm-bpf or
 * ~/.cache/wasm-bpf.
 * @return a string for free(); NULL: no home is known, the process has privileges that its
 *         caller has not (set-user-ID, file capabilities), or no memory
 *
 * Threads: any that do not change the environment meanwhile.
 */
WBPF_API char *wbpf_cache_dir(void);

/**
 * Call fn for each entry, the least recently used first. Makes the folder when it is not there.
 * @param dir NULL: wbpf_cache_dir()
 * @param fn NULL: only check that the folder can be used
 * @return 0; (stage START) -EPERM of another owner or writable by others; -ENOTDIR, -ELOOP no
 *         folder; -ENOENT there is no place for one; other errnos of open and mkdir; -ENOMEM
 */
WBPF_API int wbpf_cache_list(const char *dir, wbpf_cache_fn fn, void *ctx, struct wbpf_error *err);

/**
 * Remove every entry, also half-written ones. Running modules keep what they have.
 * @param cnt receives how many; NULL is allowed
 * @param bytes receives their size; NULL is allowed
 * @return as wbpf_cache_list(), or the errno of a removal
 */
WBPF_API int wbpf_cache_clear(const char *dir, size_t *cnt, uint64_t *bytes,
			      struct wbpf_error *err);

#ifdef __cplusplus
}
#endif

#endif
