/* SPDX-License-Identifier: MIT */
#include "cli/build_source.h"

#include <ctype.h>
#include <string.h>

/* The end of a comment or literal that begins at `at`; `at` itself where none does. */
static size_t skip_inert(const char *text, size_t len, size_t at)
{
	const char *end;

	if (text[at] == '/' && text[at + 1] == '/') {
		end = memchr(text + at, '\n', len - at);
		return end ? (size_t)(end - text) : len;
	}
	if (text[at] == '/' && text[at + 1] == '*') {
		end = strstr(text + at + 2, "*/");
		return end ? (size_t)(end - text) + 2 : len;
	}
	if (text[at] != '"' && text[at] != '\'')
		return at;
	for (size_t i = at + 1; i < len && text[i] != '\n'; i++) {
		if (text[i] == text[at])
			return i + 1;
		i += text[i] == '\\';
	}
	return at + 1;
}

bool source_mask(const char *text, size_t len, struct wbpf_buf *masked)
{
	wbpf_buf_append(masked, text, len);
	if (masked->oom || strlen(masked->data) != len)
		return false;
	for (size_t at = 0; at < len;) {
		size_t end = skip_inert(text, len, at);

		for (; at < end; at++)
			if (masked->data[at] != '\n')
				masked->data[at] = ' ';
		at += at < len && skip_inert(text, len, at) == at;
	}
	return true;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t blanks(const char *text)
{
	return strspn(text, " \t\r\n");
}

/* The place behind the brace that closes the one at `at`; 0: there is none. */
static size_t closing(const char *text, size_t at)
{
	int depth = 0;

	for (; text[at]; at++) {
		depth += (text[at] == '{') - (text[at] == '}');
		if (!depth)
			return at + 1;
	}
	return 0;
}

static size_t opening(const char *text, size_t end)
{
	int depth = 0;

	for (size_t at = end; at-- > 0;) {
		depth += (text[at] == '}') - (text[at] == '{');
		if (!depth)
			return at;
	}
	return end;
}

/* "struct NAME {", for `name` with its keyword and one blank. */
static bool tagged(const char *text, const char *at, const char *keyword, size_t keyword_len,
		   struct span *body)
{
	const char *before = at;

	while (before > text && isspace((unsigned char)before[-1]))
		before--;
	if ((size_t)(before - text) < keyword_len || before == at ||
	    strncmp(before - keyword_len, keyword, keyword_len) != 0)
		return false;
	at += strcspn(at, " \t\r\n{;");
	at += blanks(at);
	if (*at != '{')
		return false;
	body->begin = (size_t)(at - text);
	body->end = closing(text, body->begin);
	return body->end != 0;
}

/* "} NAME;" */
static bool aliased(const char *text, const char *at, size_t len, struct span *body)
{
	const char *before = at;

	while (before > text && isspace((unsigned char)before[-1]))
		before--;
	if (before == text || before[-1] != '}' || at[len + blanks(at + len)] != ';')
		return false;
	body->end = (size_t)(before - text);
	body->begin = opening(text, body->end);
	return body->begin < body->end;
}

bool source_find(const struct wbpf_buf *masked, const char *name, struct span *body)
{
	const char *space = strchr(name, ' '), *text = masked->data;
	const char *plain = space ? space + 1 : name;
	size_t len = strlen(plain);
	int found = 0;

	for (const char *at = text; (at = strstr(at, plain)); at += len) {
		struct span here;

		if ((at > text && is_word(at[-1])) || is_word(at[len]))
			continue;
		if (space ? !tagged(text, at, name, (size_t)(space - name), &here) :
			    !aliased(text, at, len, &here))
			continue;
		*body = here;
		found++;
	}
	return found == 1;
}
