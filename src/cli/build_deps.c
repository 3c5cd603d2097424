/* SPDX-License-Identifier: MIT */
/* A rule for make of what the output is made of, from those that the compilers wrote. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "cli/build.h"

enum { RULES_BYTES_MAX = 16 << 20 };

/* The length of a path in a rule, in which "\ " is a blank of its own. */
static size_t word_len(const char *text)
{
	size_t len = 0;

	while (text[len] && !strchr(" \t\n", text[len]))
		len += text[len] == '\\' && text[len + 1] && text[len + 1] != '\n' ? 2 : 1;
	return len;
}

static bool has_word(const struct wbpf_buf *words, const char *word, size_t len)
{
	for (const char *at = words->data; at && *at; at = strchr(at, '\n') + 1)
		if (strncmp(at, word, len) == 0 && at[len] == '\n')
			return true;
	return false;
}

/* One a line, without those of our own. */
static void add_word(const struct build *b, struct wbpf_buf *words, const char *word, size_t len)
{
	if (strncmp(word, b->tmp, strlen(b->tmp)) == 0 || has_word(words, word, len))
		return;
	wbpf_buf_append(words, word, len);
	wbpf_buf_append(words, "\n", 1);
}

static void add_path(const struct build *b, struct wbpf_buf *words, const char *path)
{
	struct wbpf_buf escaped = WBPF_BUF_INIT;

	for (; *path; path++) {
		if (strchr(" #", *path))
			wbpf_buf_append(&escaped, "\\", 1);
		wbpf_buf_append(&escaped, *path == '$' ? "$$" : path, *path == '$' ? 2 : 1);
	}
	if (escaped.data)
		add_word(b, words, escaped.data, escaped.len);
	words->oom |= escaped.oom;
	wbpf_buf_free(&escaped);
}

static int add_rule(const struct build *b, struct wbpf_buf *words, const char *path,
		    struct wbpf_error *err)
{
	struct wbpf_buf rule = WBPF_BUF_INIT;
	int ret = wbpf_file_read(path, RULES_BYTES_MAX, &rule, err);
	const char *at = rule.data ? strstr(rule.data, ": ") : NULL;

	for (at = at ? at + 1 : ""; !ret && *at;) {
		size_t len = word_len(at);

		if (len && !(len == 1 && *at == '\\'))
			add_word(b, words, at, len);
		at += len ? len : 1;
	}
	wbpf_buf_free(&rule);
	return ret;
}

static int collect(const struct build *b, struct wbpf_buf *words, struct wbpf_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < b->input_cnt; i++)
		add_path(b, words, b->inputs[i].path);
	for (size_t i = 0; !ret && i < b->input_cnt; i++)
		if (b->inputs[i].deps)
			ret = add_rule(b, words, b->inputs[i].deps, err);
	return ret;
}

/* A header that is gone must not stop make: each has a rule of its own, without a recipe. */
static void write_rules(const struct build *b, const struct wbpf_buf *words, struct wbpf_buf *out)
{
	size_t inputs = b->input_cnt;

	add_path(b, out, b->output);
	if (out->len)
		out->data[out->len - 1] = ':';
	for (const char *at = words->data; at && *at; at = strchr(at, '\n') + 1)
		wbpf_buf_printf(out, " \\\n  %.*s", (int)strcspn(at, "\n"), at);
	wbpf_buf_append(out, "\n", 1);
	for (const char *at = words->data; at && *at; at = strchr(at, '\n') + 1)
		if (inputs ? inputs-- == 0 : true)
			wbpf_buf_printf(out, "\n%.*s:\n", (int)strcspn(at, "\n"), at);
}

int build_write_depfile(const struct build *b, struct wbpf_error *err)
{
	struct wbpf_buf words = WBPF_BUF_INIT, out = WBPF_BUF_INIT;
	int ret = collect(b, &words, err);

	if (!ret)
		write_rules(b, &words, &out);
	if (!ret && (words.oom || out.oom))
		ret = build_no_memory(err);
	if (!ret)
		ret = wbpf_file_write(b->depfile, out.data, out.len, 0666, err);
	wbpf_buf_free(&words);
	wbpf_buf_free(&out);
	return ret;
}
