/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/build.h"

/* Takes ownership of text. */
static void push(struct strv *s, char *text)
{
	char **v = text ? realloc(s->v, (s->cnt + 2) * sizeof(*v)) : NULL;

	if (!v) {
		free(text);
		s->oom = true;
		return;
	}
	v[s->cnt++] = text;
	v[s->cnt] = NULL;
	s->v = v;
}

void strv_add(struct strv *s, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	push(s, text);
}

void strv_add_all(struct strv *s, const struct strv *more)
{
	s->oom |= more->oom;
	for (size_t i = 0; i < more->cnt; i++)
		strv_add(s, "%s", more->v[i]);
}

void strv_add_words(struct strv *s, const char *words)
{
	while (*(words += strspn(words, " \t\n"))) {
		size_t len = strcspn(words, " \t\n");

		push(s, strndup(words, len));
		words += len;
	}
}

void strv_free(struct strv *s)
{
	for (size_t i = 0; i < s->cnt; i++)
		free(s->v[i]);
	free(s->v);
	*s = (struct strv){ 0 };
}
