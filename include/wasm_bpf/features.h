/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What this kernel and the privileges of this process allow, found by trying.
 */
#ifndef WASM_BPF_FEATURES_H
#define WASM_BPF_FEATURES_H

#include <stdbool.h>

#include <wasm_bpf/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One ability. Strings are valid during the callback. */
struct wbpf_feature {
	const char *group; /**< "privilege", "kernel", "program type", "map type", "attach" */
	const char *name;  /**< "CAP_BPF", "vmlinux BTF", "ringbuf", "kprobe", ... */
	bool available;
	const char *why;   /**< what is missing when it is not available; "" otherwise */
	const char *since; /**< least kernel, "5.8"; NULL: not known */
};

/** @return false: stop */
typedef bool (*wbpf_feature_fn)(void *ctx, const struct wbpf_feature *feature);

/**
 * Call fn once per feature, in a fixed order, group by group. Loads and drops tiny programs and
 * maps; takes up to a second. Threads: any.
 */
WBPF_API void wbpf_features(wbpf_feature_fn fn, void *ctx);

#ifdef __cplusplus
}
#endif

#endif
