/* SPDX-License-Identifier: MIT */
/*
 * Records that travel through ring buffers and maps are declared in a header that both sides
 * include, and a member of type long or pointer makes them differ between BPF and the guest. The
 * compiler prints the layout of each struct that a source uses; those of the same name, defined
 * in a header that both sources read, must agree.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/build.h"

enum { RECORDS_BYTES_MAX = 1 << 30, HEADER_BYTES_MAX = 16 << 20 };

/* A layout in the compiler's text: "   8 |   char[16] comm" per member. */
struct record {
	const char *lines; /* the first is the struct's own */
	const char *name;
	size_t name_len;
};

struct side {
	struct wbpf_buf text, deps;
};

static void side_free(struct side *s)
{
	wbpf_buf_free(&s->text);
	wbpf_buf_free(&s->deps);
}

static int side_read(struct side *s, const struct input *in, struct wbpf_error *err)
{
	int ret = wbpf_file_read(in->records, RECORDS_BYTES_MAX, &s->text, err);

	return ret ? ret : wbpf_file_read(in->deps, HEADER_BYTES_MAX, &s->deps, err);
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* The layout after `from`; false: there is none. */
static bool next_record(const char *from, struct record *r)
{
	static const char mark[] = "*** Dumping AST Record Layout\n";
	const char *at = strstr(from, mark), *bar;

	if (!at)
		return false;
	r->lines = at + strlen(mark);
	bar = strstr(r->lines, "| ");
	r->name = bar ? bar + 2 : r->lines;
	r->name_len = strcspn(r->name, "\n");
	return true;
}

static bool find_record(const struct wbpf_buf *text, const struct record *like, struct record *r)
{
	for (const char *at = text->data ? text->data : ""; next_record(at, r); at = r->lines)
		if (r->name_len == like->name_len &&
		    memcmp(r->name, like->name, like->name_len) == 0)
			return true;
	return false;
}

/* ---- is it a struct of a shared header? ---- */

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

static bool is_shared(const struct side *bpf, const struct side *guest, const struct record *r)
{
	const char *space = memchr(r->name, ' ', r->name_len);
	const char *name = space ? space + 1 : r->name;
	size_t len = r->name_len - (size_t)(name - r->name);

	for (const char *p = guest->deps.data ? guest->deps.data : ""; *p;) {
		size_t path_len = strcspn(p, " \t\n\\");

		if (path_len > 2 && strncmp(p + path_len - 2, ".h", 2) == 0 && bpf->deps.data &&
		    has_dep(&bpf->deps, p, path_len) && header_defines(p, path_len, name, len))
			return true;
		p += path_len ? path_len : 1;
	}
	return false;
}

/* ---- do they agree? ---- */

struct member {
	unsigned long offset;
	const char *text; /* "char[16] comm", not terminated */
	size_t len;
	bool end;	  /* "[sizeof=24, align=8]" */
};

static bool read_member(const char *line, struct member *m)
{
	size_t len = strcspn(line, "\n");
	const char *bar = memchr(line, '|', len);

	if (!bar)
		return false;
	m->text = bar + 1 + strspn(bar + 1, " ");
	m->len = len - (size_t)(m->text - line);
	while (m->len && m->text[m->len - 1] == ' ')
		m->len--;
	m->end = m->len && *m->text == '[';
	m->offset = strtoul(m->end ? m->text + strcspn(m->text, "0123456789") : line, NULL, 10);
	return true;
}

/* 8 bytes in BPF, 4 in the guest: pointers, and integers of the machine word. */
static bool is_word_sized(const struct member *m)
{
	static const char *const words[] = { "long", "unsigned long", "size_t", "ssize_t",
					     "intptr_t", "uintptr_t", "ptrdiff_t" };
	const char *type = m->text;

	if (m->end || strncmp(type, "struct ", 7) == 0 || strncmp(type, "union ", 6) == 0)
		return memchr(type, '*', m->len) != NULL;
	while (strncmp(type, "const ", 6) == 0 || strncmp(type, "volatile ", 9) == 0)
		type = strchr(type, ' ') + 1;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if (strncmp(type, words[i], len) == 0 && (type[len] == ' ' || type[len] == '[') &&
		    strncmp(type + len, " long", 5) != 0)
			return true;
	}
	return memchr(m->text, '*', m->len) != NULL;
}

static const char *last_word(const struct member *m, size_t *len)
{
	const char *word = m->text + m->len;

	while (word > m->text && word[-1] != ' ')
		word--;
	*len = (size_t)(m->text + m->len - word);
	return word;
}

/* Each side may spell a type in its own way ("bool", "_Bool"). */
static bool same_name(const struct member *a, const struct member *b)
{
	size_t a_len, b_len;
	const char *a_name = last_word(a, &a_len), *b_name = last_word(b, &b_len);

	return a->end == b->end &&
	       (a->end || (a_len == b_len && memcmp(a_name, b_name, a_len) == 0));
}

/* false: they differ there, and *out tells how. */
static bool agree(const struct record *r, const struct member *bpf, const struct member *guest,
		  struct wbpf_buf *out)
{
	bool word = is_word_sized(guest);

	if (!word && bpf->offset == guest->offset)
		return true;
	wbpf_buf_printf(out, "%.*s: ", (int)r->name_len, r->name);
	if (guest->end)
		wbpf_buf_printf(out, "has %lu bytes in BPF and %lu in the guest\n", bpf->offset,
				guest->offset);
	else if (word)
		wbpf_buf_printf(out, "'%.*s' has 8 bytes in BPF and 4 in the guest; declare it "
				"__u64 or __s64\n", (int)guest->len, guest->text);
	else
		wbpf_buf_printf(out, "'%.*s' is at byte %lu in BPF and at byte %lu in the guest\n",
				(int)guest->len, guest->text, bpf->offset, guest->offset);
	return false;
}

static void compare(const struct record *bpf, const struct record *guest, struct wbpf_buf *out)
{
	const char *b = next_line(bpf->lines), *g = next_line(guest->lines);
	struct member mb, mg;

	while (read_member(b, &mb) && read_member(g, &mg) && same_name(&mb, &mg)) {
		if (!agree(guest, &mb, &mg, out) || mg.end)
			return;
		b = next_line(b);
		g = next_line(g);
	}
}

static void compare_sides(const struct side *bpf, const struct side *guest, struct wbpf_buf *out)
{
	struct record g, b;

	for (const char *at = guest->text.data ? guest->text.data : ""; next_record(at, &g);
	     at = g.lines)
		if (find_record(&bpf->text, &g, &b) && is_shared(bpf, guest, &g))
			compare(&b, &g, out);
}

static int check_pair(const struct input *bpf, const struct input *guest, struct wbpf_error *err)
{
	struct side b = { 0 }, g = { 0 };
	struct wbpf_buf out = WBPF_BUF_INIT;
	int ret = side_read(&b, bpf, err);

	if (!ret)
		ret = side_read(&g, guest, err);
	if (!ret)
		compare_sides(&b, &g, &out);
	if (!ret && out.oom)
		ret = build_no_memory(err);
	if (!ret && out.len) {
		ret = wbpf_fail(err, WBPF_STAGE_START, -EINVAL,
				"%s and %s share structs that are not the same for both "
				"(--no-layout-check accepts it)", bpf->path, guest->path);
		wbpf_error_set_detail(err, out.data, out.len);
	}
	wbpf_buf_free(&out);
	side_free(&b);
	side_free(&g);
	return ret;
}

int build_check_layouts(struct build *b, struct wbpf_error *err)
{
	for (size_t i = 0; i < b->input_cnt; i++)
		for (size_t j = 0; j < b->input_cnt; j++) {
			int ret = 0;

			if (b->inputs[i].kind == INPUT_BPF_SOURCE &&
			    b->inputs[j].kind == INPUT_SOURCE)
				ret = check_pair(&b->inputs[i], &b->inputs[j], err);
			if (ret)
				return ret;
		}
	return 0;
}
