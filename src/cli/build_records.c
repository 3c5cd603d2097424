/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/build_records.h"

enum { RECORDS_BYTES_MAX = 1 << 30, HEADER_BYTES_MAX = 16 << 20 };

void side_free(struct side *s)
{
	wbpf_buf_free(&s->text);
	wbpf_buf_free(&s->deps);
	free(s->records);
}

const char *next_line(const char *line)
{
	const char *end = strchrnul(line, '\n');

	return *end ? end + 1 : end;
}

static bool add_record(struct side *s, const char *lines)
{
	struct record *r = s->records;
	size_t len = strcspn(lines, "\n");
	const char *bar = memchr(lines, '|', len);

	if (!bar)
		return true;
	if (!(s->record_cnt & (s->record_cnt + 1))) /* full: room for twice as many */
		r = realloc(r, 2 * (s->record_cnt + 1) * sizeof(*r));
	if (!r)
		return false;
	s->records = r;
	r += s->record_cnt++;
	r->lines = lines;
	r->name = bar + 1 + strspn(bar + 1, " ");
	r->name_len = len - (size_t)(r->name - lines);
	return true;
}

static bool index_records(struct side *s)
{
	static const char mark[] = "*** Dumping AST Record Layout";
	const char *line = s->text.data ? s->text.data : "";

	while (*line) {
		bool starts = strncmp(line, mark, sizeof(mark) - 1) == 0;

		line = next_line(line);
		if (starts && !add_record(s, line))
			return false;
	}
	return true;
}

int side_read(struct side *s, const struct input *in, struct wbpf_error *err)
{
	int ret = wbpf_file_read(in->records, RECORDS_BYTES_MAX, &s->text, err);

	if (!ret)
		ret = wbpf_file_read(in->deps, HEADER_BYTES_MAX, &s->deps, err);
	return ret || index_records(s) ? ret : build_no_memory(err);
}

const struct record *side_find(const struct side *s, const struct record *like)
{
	for (size_t i = 0; i < s->record_cnt; i++)
		if (s->records[i].name_len == like->name_len &&
		    memcmp(s->records[i].name, like->name, like->name_len) == 0)
			return &s->records[i];
	return NULL;
}

static bool is_word_at(const char *text, const char *at, size_t len)
{
	bool before = at > text && (isalnum((unsigned char)at[-1]) || at[-1] == '_');
	bool after = isalnum((unsigned char)at[len]) || at[len] == '_';

	return !before && !after;
}

/* "struct NAME {" or "} NAME;" */
static bool defines(const char *text, const char *name, size_t len)
{
	for (const char *at = text; (at = memmem(at, strlen(at), name, len)); at += len) {
		const char *after = at + len + strspn(at + len, " \t\n"), *before = at;

		if (!is_word_at(text, at, len))
			continue;
		while (before > text && isspace((unsigned char)before[-1]))
			before--;
		if (*after == '{')
			return true;
		if (*after == ';' && before > text && (before[-1] == '}' || before[-1] == ')'))
			return true;
	}
	return false;
}

static bool has_dep(const struct wbpf_buf *deps, const char *path, size_t len)
{
	for (const char *at = deps->data; (at = memmem(at, strlen(at), path, len)); at += len) {
		char before = at == deps->data ? ' ' : at[-1], after = at[len];

		if (isspace((unsigned char)before) && (isspace((unsigned char)after) || !after))
			return true;
	}
	return false;
}

static bool header_defines(const char *path, size_t path_len, const char *name, size_t len)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	char *copy = strndup(path, path_len);
	bool found = false;

	if (copy && wbpf_file_read(copy, HEADER_BYTES_MAX, &text, NULL) == 0 && text.data)
		found = defines(text.data, name, len);
	wbpf_buf_free(&text);
	free(copy);
	return found;
}

char *side_shared_header(const struct side *bpf, const struct side *guest, const struct record *r)
{
	const char *space = memchr(r->name, ' ', r->name_len);
	const char *name = space ? space + 1 : r->name;
	size_t len = r->name_len - (size_t)(name - r->name);

	for (const char *p = guest->deps.data ? guest->deps.data : ""; *p;) {
		size_t path_len = strcspn(p, " \t\n\\");

		if (path_len > 2 && strncmp(p + path_len - 2, ".h", 2) == 0 && bpf->deps.data &&
		    has_dep(&bpf->deps, p, path_len) && header_defines(p, path_len, name, len))
			return strndup(p, path_len);
		p += path_len ? path_len : 1;
	}
	return NULL;
}
