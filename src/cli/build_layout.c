/* SPDX-License-Identifier: MIT */
/*
 * Records that travel through ring buffers and maps are declared in a header that both sides
 * include, and a member of type long or pointer makes them differ between BPF and the guest. The
 * compiler prints the layout of each struct that a source uses; those of the same name, defined
 * in a header that both sources read, must agree.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/build_records.h"

struct member {
	unsigned long offset;
	const char *text; /* "char[16] comm", not terminated */
	size_t len;
	bool end; /* "[sizeof=24, align=8]" */
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
	static const char *const words[] = { "long",	 "unsigned long", "size_t",   "ssize_t",
					     "intptr_t", "uintptr_t",	  "ptrdiff_t" };
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

/* What has 8 bytes on both sides. */
static const char *mend(const struct member *m)
{
	static const char *const is_signed[] = { "long", "ssize_t", "intptr_t", "ptrdiff_t" };
	const char *type = m->text;

	while (strncmp(type, "const ", 6) == 0 || strncmp(type, "volatile ", 9) == 0)
		type = strchr(type, ' ') + 1;
	for (size_t i = 0; i < sizeof(is_signed) / sizeof(is_signed[0]); i++)
		if (strncmp(type, is_signed[i], strlen(is_signed[i])) == 0 &&
		    !memchr(m->text, '*', m->len))
			return "__s64";
	return "__u64";
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
		wbpf_buf_printf(out,
				"'%.*s' has 8 bytes in BPF and 4 in the guest; declare it %s\n",
				(int)guest->len, guest->text, mend(guest));
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

/* What differs goes to `out` in words and to `m`. */
struct report {
	struct wbpf_buf out;
	struct mismatches *m; /* NULL: words are enough */
};

static int remember(struct mismatches *m, const struct input *bpf, const struct record *r,
		    char *header)
{
	struct mismatch *v = realloc(m->v, (m->cnt + 1) * sizeof(*v));
	char *name = strndup(r->name, r->name_len);

	if (v)
		m->v = v;
	if (!v || !name) {
		free(name);
		free(header);
		return -ENOMEM;
	}
	v[m->cnt++] = (struct mismatch){ header, name, bpf };
	return 0;
}

void build_mismatches_free(struct mismatches *m)
{
	for (size_t i = 0; i < m->cnt; i++) {
		free(m->v[i].header);
		free(m->v[i].name);
	}
	free(m->v);
	*m = (struct mismatches){ 0 };
}

static void compare_sides(const struct input *in, const struct side *bpf, const struct side *guest,
			  struct report *report)
{
	for (size_t i = 0; i < guest->record_cnt; i++) {
		const struct record *g = &guest->records[i], *b = side_find(bpf, g);
		char *header = b ? side_shared_header(bpf, guest, g) : NULL;
		size_t before = report->out.len;

		if (header)
			compare(b, g, &report->out);
		if (header && report->m && report->out.len > before)
			report->out.oom |= remember(report->m, in, g, header) < 0;
		else
			free(header);
	}
}

static int check_pair(const struct input *bpf, const struct input *guest, struct report *report,
		      struct wbpf_error *err)
{
	struct side b = { 0 }, g = { 0 };
	int ret = side_read(&b, bpf, err);

	if (!ret)
		ret = side_read(&g, guest, err);
	if (!ret)
		compare_sides(bpf, &b, &g, report);
	if (!ret && report->out.oom)
		ret = build_no_memory(err);
	side_free(&b);
	side_free(&g);
	return ret;
}

static int refuse_pair(const struct input *bpf, const struct input *guest, struct wbpf_error *err)
{
	struct report report = { 0 };
	int ret = check_pair(bpf, guest, &report, err);

	if (!ret && report.out.len) {
		ret = wbpf_fail(err, WBPF_STAGE_START, -EINVAL,
				"%s and %s share structs that are not the same for both "
				"(--kernel-layout makes them so, --no-layout-check accepts it)",
				bpf->path, guest->path);
		wbpf_error_set_detail(err, report.out.data, report.out.len);
	}
	wbpf_buf_free(&report.out);
	return ret;
}

static bool is_pair(const struct input *bpf, const struct input *guest)
{
	return bpf->kind == INPUT_BPF_SOURCE && guest->kind == INPUT_SOURCE;
}

int build_check_layouts(struct build *b, struct wbpf_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < b->input_cnt; i++)
		for (size_t j = 0; !ret && j < b->input_cnt; j++)
			if (is_pair(&b->inputs[i], &b->inputs[j]))
				ret = refuse_pair(&b->inputs[i], &b->inputs[j], err);
	return ret;
}

int build_find_mismatches(struct build *b, struct mismatches *m, struct wbpf_error *err)
{
	struct report report = { .m = m };
	int ret = 0;

	for (size_t i = 0; i < b->input_cnt; i++)
		for (size_t j = 0; !ret && j < b->input_cnt; j++)
			if (is_pair(&b->inputs[i], &b->inputs[j]))
				ret = check_pair(&b->inputs[i], &b->inputs[j], &report, err);
	wbpf_buf_free(&report.out);
	return ret;
}
