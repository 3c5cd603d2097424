/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wbpf_error_clear(struct wbpf_error *err)
{
	if (!err)
		return;
	free(err->detail);
	err->detail = NULL;
	err->code = 0;
	err->stage = WBPF_STAGE_NONE;
	err->message[0] = '\0';
}

const char *wbpf_errno_text(int code)
{
	/* Unsigned: the most negative code has no positive twin. */
	const char *text = strerrordesc_np(
		(int)(code < 0 ? -(unsigned int)code : (unsigned int)code));

	return text ? text : "unknown error";
}

static void set(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *fmt,
		va_list args)
{
	char text[WBPF_ERROR_MESSAGE_BYTES];

	/* Formatted aside first: an argument may be the error's own old message. */
	vsnprintf(text, sizeof(text), fmt, args);
	wbpf_error_clear(err);
	err->code = code;
	err->stage = stage;
	memcpy(err->message, text, sizeof(text));
}

int wbpf_fail(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return code;
	va_start(args, fmt);
	set(err, stage, code, fmt, args);
	va_end(args);
	return code;
}

int wbpf_fail_errno(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *fmt, ...)
{
	va_list args;
	size_t len;

	if (!err)
		return code;
	va_start(args, fmt);
	set(err, stage, code, fmt, args);
	va_end(args);
	len = strlen(err->message);
	snprintf(err->message + len, sizeof(err->message) - len, ": %s", wbpf_errno_text(code));
	return code;
}

int wbpf_wrap(struct wbpf_error *err, const char *fmt, ...)
{
	char noun[WBPF_ERROR_MESSAGE_BYTES];
	char text[WBPF_ERROR_MESSAGE_BYTES];
	va_list args;

	if (!err)
		return 0;
	va_start(args, fmt);
	vsnprintf(noun, sizeof(noun), fmt, args);
	va_end(args);
	memcpy(text, err->message, sizeof(text));
	/* An over-long chain keeps its outer nouns: they tell the user where to look. */
	snprintf(err->message, sizeof(err->message), "%.400s: %.600s", noun, text);
	return err->code;
}

void wbpf_error_set_detail(struct wbpf_error *err, const char *text, size_t len)
{
	if (!err)
		return;
	free(err->detail);
	err->detail = text ? strndup(text, len) : NULL;
}

void wbpf_error_move(struct wbpf_error *to, struct wbpf_error *from)
{
	if (!to || to == from)
		return;
	wbpf_error_clear(to);
	*to = *from;
	from->detail = NULL;
	wbpf_error_clear(from);
}
