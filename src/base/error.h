/* SPDX-License-Identifier: MIT */
/*
 * Making and wrapping errors. Every function accepts a NULL error and returns the code, so
 * that callers write `return wbpf_fail(err, ...)`.
 */
#ifndef WBPF_BASE_ERROR_H
#define WBPF_BASE_ERROR_H

#include <stddef.h>
#include <wasm_bpf/error.h>

#define WBPF_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Set the error: `code` is a negative errno. Returns code. Appends nothing to the message. */
int wbpf_fail(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *fmt, ...)
	WBPF_PRINTF(4, 5);

/* As wbpf_fail, and ends the sentence with ": " and the kernel's text for the errno. */
int wbpf_fail_errno(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *fmt, ...)
	WBPF_PRINTF(4, 5);

/* Put "noun: " before the message; code and stage stay. Returns the code. */
int wbpf_wrap(struct wbpf_error *err, const char *fmt, ...) WBPF_PRINTF(2, 3);

/* Attach more lines (copied). Replaces an earlier detail. */
void wbpf_error_set_detail(struct wbpf_error *err, const char *text, size_t len);

/* Move *from into *to (clearing *to first); *from is empty afterwards. */
void wbpf_error_move(struct wbpf_error *to, struct wbpf_error *from);

/* The text of an errno, thread-safe, never NULL. `code` may be negative. */
const char *wbpf_errno_text(int code);

#endif
