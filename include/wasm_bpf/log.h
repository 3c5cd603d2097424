/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The log of a runtime: a function that the embedding program gives, and a level.
 * Library code never prints by itself.
 */
#ifndef WASM_BPF_LOG_H
#define WASM_BPF_LOG_H

#ifdef __cplusplus
extern "C" {
#endif

/** How much a log line matters. */
enum wbpf_log_level {
	WBPF_LOG_ERROR = 0, /**< something failed that no error object can carry */
	WBPF_LOG_WARN,	    /**< lost events, a fallback taken, libbpf's warnings */
	WBPF_LOG_INFO,	    /**< objects, programs and links as they come and go; libbpf's info */
	WBPF_LOG_DEBUG,	    /**< every host call; libbpf's debug lines */
};

/**
 * Receives one line.
 * @param ctx as given with the function
 * @param component borrowed: "libbpf", "runtime", "engine", "host"
 * @param line borrowed, NUL-terminated, without newline
 *
 * Threads: called from every thread that runs a guest of the runtime, perhaps at once.
 */
typedef void (*wbpf_log_fn)(void *ctx, enum wbpf_log_level level, const char *component,
			    const char *line);

/** Where log lines go. A zeroed one drops all. */
struct wbpf_log {
	wbpf_log_fn fn;		    /**< NULL: nothing is logged */
	void *ctx;		    /**< handed to fn; borrowed */
	enum wbpf_log_level level;  /**< lines above this level are dropped before they are formatted */
};

#ifdef __cplusplus
}
#endif

#endif
