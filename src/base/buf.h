/* SPDX-License-Identifier: MIT */
/* A growable byte buffer. A failed allocation is remembered in `oom` and later writes do nothing,
 * so that a long run of writes is checked once at its end. Always NUL-terminated when not empty. */
#ifndef WBPF_BASE_BUF_H
#define WBPF_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wbpf_buf {
	char *data;	 /* owned; NULL while empty */
	size_t len;	 /* bytes used, without the NUL */
	size_t cap;	 /* bytes allocated */
	bool oom;
};

#define WBPF_BUF_INIT { 0 }

void wbpf_buf_free(struct wbpf_buf *buf);
/* Make room for `more` bytes; false: out of memory. */
bool wbpf_buf_reserve(struct wbpf_buf *buf, size_t more);
void wbpf_buf_append(struct wbpf_buf *buf, const void *data, size_t len);
void wbpf_buf_printf(struct wbpf_buf *buf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void wbpf_buf_vprintf(struct wbpf_buf *buf, const char *fmt, va_list args);

#endif
