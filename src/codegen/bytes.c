/* SPDX-License-Identifier: MIT */
#include "codegen/bytes.h"

#include <stdbool.h>
#include <string.h>

enum { LINE_COLUMNS = 90 };

static bool is_octal(unsigned char c)
{
	return c >= '0' && c <= '7';
}

/* Octal ends after three digits, unlike hex, so that a digit may follow. */
static size_t escape(char *to, unsigned char c, bool digit_follows)
{
	if (c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?') {
		*to = (char)c;
		return 1;
	}
	*to++ = '\\';
	if (c < 8 && !digit_follows) {
		*to = (char)('0' + c);
		return 2;
	}
	to[0] = (char)('0' + (c >> 6));
	to[1] = (char)('0' + (c >> 3 & 7));
	to[2] = (char)('0' + (c & 7));
	return 4;
}

void cg_bytes(struct wbpf_buf *out, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	char line[LINE_COLUMNS + 4];
	size_t columns = 0;

	for (size_t i = 0; i < len; i++) {
		columns += escape(line + columns, bytes[i], i + 1 < len && is_octal(bytes[i + 1]));
		if (columns < LINE_COLUMNS && i + 1 < len)
			continue;
		wbpf_buf_append(out, "\t\t\"", 3);
		wbpf_buf_append(out, line, columns);
		wbpf_buf_append(out, "\"\n", 2);
		columns = 0;
	}
}

void cg_escaped(struct wbpf_buf *out, const char *text)
{
	char one[4];

	for (; *text; text++)
		wbpf_buf_append(out, one,
				escape(one, (unsigned char)*text,
				       is_octal((unsigned char)text[1])));
}
