/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wbpf_buf_free(struct wbpf_buf *buf)
{
	free(buf->data);
	*buf = (struct wbpf_buf)WBPF_BUF_INIT;
}

bool wbpf_buf_reserve(struct wbpf_buf *buf, size_t more)
{
	size_t need, cap;
	char *data;

	if (buf->oom || __builtin_add_overflow(buf->len, more, &need) || need == SIZE_MAX) {
		buf->oom = true;
		return false;
	}
	need++; /* the NUL */
	if (need <= buf->cap)
		return true;
	cap = buf->cap ? buf->cap : 64;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	data = realloc(buf->data, cap);
	if (!data) {
		buf->oom = true;
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	return true;
}

void wbpf_buf_append(struct wbpf_buf *buf, const void *data, size_t len)
{
	if (!wbpf_buf_reserve(buf, len))
		return;
	if (len)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void wbpf_buf_vprintf(struct wbpf_buf *buf, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	if (len >= 0 && wbpf_buf_reserve(buf, (size_t)len)) {
		vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

void wbpf_buf_printf(struct wbpf_buf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	wbpf_buf_vprintf(buf, fmt, args);
	va_end(args);
}
