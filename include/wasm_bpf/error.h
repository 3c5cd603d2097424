/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The error object of every wasm-bpf call that can fail.
 *
 * The caller owns it, usually on its stack, and starts it with WBPF_ERROR_INIT. A failing
 * call returns a negative Linux errno that equals `code`, also after wrapping, and leaves one
 * sentence in `message`. Passing NULL for an error is allowed everywhere: the code alone tells.
 *
 * Threads: an error object belongs to one thread at a time.
 */
#ifndef WASM_BPF_ERROR_H
#define WASM_BPF_ERROR_H

#include <wasm_bpf/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of the sentence, with its final NUL; a longer one is cut at the front of the cause. */
#define WBPF_ERROR_MESSAGE_BYTES 1024

/** At which step something failed; decides the exit code of the command line. */
enum wbpf_stage {
	WBPF_STAGE_NONE = 0,	 /**< no error */
	WBPF_STAGE_USAGE,	 /**< the caller's arguments */
	WBPF_STAGE_READ,	 /**< reading a file */
	WBPF_STAGE_COMPILE,	 /**< bytes that are no valid WebAssembly module */
	WBPF_STAGE_LINK,	 /**< an import that the host does not have, a missing export */
	WBPF_STAGE_START,	 /**< making an instance: memory, WASI grants */
	WBPF_STAGE_TRAP,	 /**< the guest trapped */
	WBPF_STAGE_INTERRUPTED,	 /**< the guest was stopped from outside */
	WBPF_STAGE_KERNEL,	 /**< the kernel or libbpf refused */
	WBPF_STAGE_POLICY,	 /**< the policy refused */
	WBPF_STAGE_INTERNAL,	 /**< out of memory and the like */
};

/** What went wrong. */
struct wbpf_error {
	int code;		/**< negative Linux errno; 0 = no error */
	enum wbpf_stage stage;	/**< where it happened */
	char message[WBPF_ERROR_MESSAGE_BYTES]; /**< one sentence, NUL-terminated, no newline */
	char *detail;		/**< more lines (verifier log, Wasm backtrace) or NULL; owned by this object */
};

#define WBPF_ERROR_INIT { 0, WBPF_STAGE_NONE, { 0 }, (char *)0 }

/**
 * Free what the error owns and make it empty again.
 * @param err borrowed; NULL is allowed
 */
WBPF_API void wbpf_error_clear(struct wbpf_error *err);

#ifdef __cplusplus
}
#endif

#endif
