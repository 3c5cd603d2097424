/* SPDX-License-Identifier: MIT */
/*
 * Lines as the GNU library breaks them. A line is laid out when its end is known or when somebody
 * asks for the column; a text that reaches column 79 breaks at the last blank up to there.
 */
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

static bool reserve(struct argp_text *t, size_t more)
{
	size_t cap = (t->len + more + 512) * 2;
	char *grown;

	if (t->len + more <= t->cap)
		return true;
	grown = realloc(t->buf, cap);
	if (!grown)
		return false;
	t->buf = grown;
	t->cap = cap;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* buf[from..to) becomes a newline (if asked for) and `pad` blanks. */
static bool replace(struct argp_text *t, size_t from, size_t to, bool newline, size_t pad)
{
	size_t put = pad + newline;

	if (!reserve(t, put))
		return false;
	memmove(t->buf + from + put, t->buf + to, t->len - to);
	if (newline)
		t->buf[from] = '\n';
	memset(t->buf + from + newline, ' ', pad);
	t->len = t->len - to + from + put;
	return true;
}

/* The blank to break at, between `from` and `limit`; `from` itself and no blank there: none. */
static size_t last_blank(const struct argp_text *t, size_t from, size_t limit)
{
	size_t at = limit < t->len ? limit : t->len;

	for (;; at--) {
		if (at < t->len && is_blank(t->buf[at]))
			return at;
		if (at == from)
			return from;
	}
}

static size_t break_at(struct argp_text *t, size_t first, size_t next)
{
	size_t pad = (size_t)t->wrapped;

	if (!replace(t, first, next, true, pad))
		return t->len;
	t->column = t->wrapped;
	return first + 1 + pad;
}

/* A line from `from` to `end` (a newline or the end of the text) that is too long. */
static size_t lay_long(struct argp_text *t, size_t from, size_t end)
{
	size_t limit = from + (size_t)(t->column < ARGP_RIGHT ? ARGP_RIGHT - t->column : 0);
	size_t blank = last_blank(t, from, limit), first;

	if (is_blank(t->buf[blank])) {
		for (first = blank; first > from && is_blank(t->buf[first - 1]); first--)
			;
		return break_at(t, first, blank + 1);
	}
	/* One word that is longer than the line stands alone. */
	for (first = limit; first < end && !is_blank(t->buf[first]); first++)
		;
	if (first >= end) {
		t->column = 0;
		return end + 1;
	}
	for (blank = first; blank < end && is_blank(t->buf[blank]); blank++)
		;
	return break_at(t, first, blank);
}

static void lay_out(struct argp_text *t)
{
	size_t from = t->done, end;
	char *newline;

	while (from < t->len) {
		if (t->column == 0 && t->left && replace(t, from, from, false, (size_t)t->left)) {
			from += (size_t)t->left;
			t->column = t->left;
		}
		newline = memchr(t->buf + from, '\n', t->len - from);
		end = newline ? (size_t)(newline - t->buf) : t->len;
		if (t->column + (int)(end - from) >= ARGP_RIGHT) {
			from = lay_long(t, from, end);
		} else {
			t->column = newline ? 0 : t->column + (int)(end - from);
			from = end + 1;
		}
	}
	t->done = t->len;
}

void argp_text_write(struct argp_text *t, const char *s, size_t len)
{
	if (!reserve(t, len))
		return;
	memcpy(t->buf + t->len, s, len);
	t->len += len;
}

void argp_text_puts(struct argp_text *t, const char *s)
{
	argp_text_write(t, s, strlen(s));
}

void argp_text_printf(struct argp_text *t, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !reserve(t, (size_t)len + 1))
		return;
	va_start(args, format);
	vsnprintf(t->buf + t->len, (size_t)len + 1, format, args);
	va_end(args);
	t->len += (size_t)len;
}

int argp_text_set_left(struct argp_text *t, int column)
{
	int old = t->left;

	lay_out(t);
	t->left = column;
	return old;
}

int argp_text_set_wrapped(struct argp_text *t, int column)
{
	int old = t->wrapped;

	lay_out(t);
	t->wrapped = column;
	return old;
}

int argp_text_column(struct argp_text *t)
{
	lay_out(t);
	return t->column;
}

void argp_text_indent_to(struct argp_text *t, int column)
{
	for (int i = argp_text_column(t); i < column; i++)
		argp_text_puts(t, " ");
}

void argp_text_space(struct argp_text *t, size_t needed)
{
	bool fits = (size_t)argp_text_column(t) + needed < ARGP_RIGHT;

	argp_text_puts(t, fits ? " " : "\n");
}

void argp_text_finish(struct argp_text *t, FILE *stream)
{
	lay_out(t);
	fwrite(t->buf, 1, t->len, stream);
	free(t->buf);
	memset(t, 0, sizeof(*t));
}
