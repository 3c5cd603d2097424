/* SPDX-License-Identifier: MIT */
/*
 * --kernel-layout: some tools share a struct with pointers or longs, and shall not be edited. The
 * guest's compiler is shown other headers in place of those that declare them, in which just the
 * members of these structs are replaced by what BTF says of the BPF side.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <wasm_bpf/gen.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"
#include "cli/build_source.h"

enum { HEADER_BYTES_MAX = 16 << 20, OBJECT_BYTES_MAX = 256 << 20 };

static const char *without_keyword(const char *name)
{
	const char *space = strchr(name, ' ');

	return space ? space + 1 : name;
}

/* ---- what BPF makes of a struct ---- */

/* The BPF source itself, and a variable of the type, so that BTF has it in any case. */
static int compile_probe(struct build *b, const struct mismatch *m, const char *object,
			 struct wbpf_error *err)
{
	WBPF_FREE char *source = NULL, *real = realpath(m->bpf->path, NULL);
	struct wbpf_buf text = WBPF_BUF_INIT;
	struct strv argv = { 0 };
	int ret;

	if (!real || asprintf(&source, "%s/probe.c", b->tmp) < 0)
		return build_no_memory(err);
	wbpf_buf_printf(&text, "#include \"%s\"\n%s wbpf_layout_probe;\n", real, m->name);
	ret = text.oom ? build_no_memory(err) :
			 wbpf_file_write(source, text.data, text.len, 0666, err);
	wbpf_buf_free(&text);
	build_bpf_command(b, &argv);
	strv_add(&argv, "-c");
	strv_add(&argv, "%s", source);
	strv_add(&argv, "-o");
	strv_add(&argv, "%s", object);
	if (!ret)
		ret = build_spawn(b, &argv, NULL, err);
	strv_free(&argv);
	return ret;
}

/* Its definition, out of those that it needs. */
static int cut_body(const struct mismatch *m, const char *text, size_t len, struct wbpf_buf *body,
		    struct wbpf_error *err)
{
	struct wbpf_buf masked = WBPF_BUF_INIT;
	struct span span;
	bool found = source_mask(text, len, &masked) && source_find(&masked, m->name, &span);
	size_t end = found ? span.end : 0;

	if (found && strncmp(text + end, " __attribute__((packed))", 24) == 0)
		end += 24;
	if (found)
		wbpf_buf_append(body, text + span.begin, end - span.begin);
	wbpf_buf_free(&masked);
	return found ? 0 : wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "BTF has no '%s'", m->name);
}

static int read_layout(struct build *b, const struct mismatch *m, struct wbpf_buf *body,
		       struct wbpf_error *err)
{
	const char *const names[] = { without_keyword(m->name) };
	WBPF_FREE char *object = NULL, *text = NULL;
	struct wbpf_buf elf = WBPF_BUF_INIT;
	size_t len;
	int ret;

	if (asprintf(&object, "%s/probe.o", b->tmp) < 0)
		return build_no_memory(err);
	ret = compile_probe(b, m, object, err);
	if (!ret)
		ret = wbpf_file_read(object, OBJECT_BYTES_MAX, &elf, err);
	if (!ret)
		ret = wbpf_gen_structs(&(struct wbpf_gen_input){ elf.data, elf.len, m->bpf->path },
				       names, 1, &text, &len, err);
	wbpf_buf_free(&elf);
	return ret ? ret : cut_body(m, text, len, body, err);
}

/* ---- a header with other members ---- */

static bool defines_inside(const char *text, struct span span)
{
	const char *end = text + span.end;

	for (const char *at = text + span.begin; (at = strstr(at, "struct ")) && at < end;
	     at += 7) {
		const char *name = at + 7 + strspn(at + 7, " \t\n");
		const char *brace = name + strcspn(name, " \t\n{;,*");

		brace += strspn(brace, " \t\n");
		if (*name != '{' && *brace == '{' && brace < end)
			return true;
	}
	return false;
}

static int replace(struct wbpf_buf *header, const struct mismatch *m, const struct wbpf_buf *body,
		   struct wbpf_error *err)
{
	struct wbpf_buf masked = WBPF_BUF_INIT, text = WBPF_BUF_INIT;
	struct span span;
	bool found = header->data && source_mask(header->data, header->len, &masked) &&
		     source_find(&masked, m->name, &span) && !defines_inside(masked.data, span);

	if (found) {
		wbpf_buf_append(&text, header->data, span.begin);
		wbpf_buf_append(&text, body->data, body->len);
		wbpf_buf_append(&text, header->data + span.end, header->len - span.end);
	}
	wbpf_buf_free(&masked);
	if (!found)
		return wbpf_fail(err, WBPF_STAGE_START, -EINVAL,
				 "--kernel-layout: '%s' in %s is written in a way that it cannot "
				 "replace: it must be defined once, without other structs defined "
				 "in it",
				 m->name, m->header);
	wbpf_buf_free(header);
	*header = text;
	return text.oom ? build_no_memory(err) : 0;
}

static bool is_first_of_header(const struct mismatches *all, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(all->v[j].header, all->v[i].header) == 0)
			return false;
	return true;
}

static bool is_first_of_name(const struct mismatches *all, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(all->v[j].header, all->v[i].header) == 0 &&
		    strcmp(all->v[j].name, all->v[i].name) == 0)
			return false;
	return true;
}

static int replace_all(struct build *b, const struct mismatches *all, const char *path,
		       struct wbpf_buf *header, struct wbpf_error *err)
{
	int ret = wbpf_file_read(path, HEADER_BYTES_MAX, header, err);

	for (size_t i = 0; !ret && i < all->cnt; i++) {
		struct wbpf_buf body = WBPF_BUF_INIT;

		if (strcmp(all->v[i].header, path) != 0 || !is_first_of_name(all, i))
			continue;
		ret = read_layout(b, &all->v[i], &body, err);
		if (!ret)
			ret = replace(header, &all->v[i], &body, err);
		wbpf_buf_free(&body);
	}
	return ret;
}

static int write_header(struct build *b, const struct mismatches *all, size_t i, const char *path,
			struct wbpf_error *err)
{
	struct wbpf_buf header = WBPF_BUF_INIT, text = WBPF_BUF_INIT;
	int ret = replace_all(b, all, all->v[i].header, &header, err);

	wbpf_buf_printf(&text, "#include <stdbool.h>\n#include <linux/types.h>\n#line 1 \"%s\"\n%s",
			all->v[i].header, header.data ? header.data : "");
	if (!ret)
		ret = text.oom ? build_no_memory(err) :
				 wbpf_file_write(path, text.data, text.len, 0666, err);
	wbpf_buf_free(&header);
	wbpf_buf_free(&text);
	return ret;
}

/* ---- the overlay: clang's description of files that stand for others ---- */

static void add_string(struct wbpf_buf *out, const char *text)
{
	wbpf_buf_append(out, "\"", 1);
	for (; *text; text++)
		wbpf_buf_printf(out, strchr("\"\\", *text) ? "\\%c" : "%c", *text);
	wbpf_buf_append(out, "\"", 1);
}

static int add_file(struct build *b, const struct mismatches *all, size_t i, struct wbpf_buf *out,
		    struct wbpf_error *err)
{
	WBPF_FREE char *path = NULL, *whole = NULL, *dir = getcwd(NULL, 0);
	const char *header = all->v[i].header;
	int ret;

	if (!dir || asprintf(&path, "%s/overlay%zu.h", b->tmp, i) < 0 ||
	    asprintf(&whole, "%s%s%s", *header == '/' ? "" : dir, *header == '/' ? "" : "/",
		     header) < 0)
		return build_no_memory(err);
	ret = write_header(b, all, i, path, err);
	wbpf_buf_printf(out, "%s{\"type\":\"file\",\"name\":", i ? "," : "");
	add_string(out, whole);
	wbpf_buf_printf(out, ",\"external-contents\":");
	add_string(out, path);
	wbpf_buf_printf(out, "}");
	return ret;
}

static int write_overlay(struct build *b, const struct mismatches *all, struct wbpf_error *err)
{
	struct wbpf_buf out = WBPF_BUF_INIT;
	int ret = 0;

	wbpf_buf_printf(&out, "{\"version\":0,\"use-external-names\":false,\"roots\":[");
	for (size_t i = 0; !ret && i < all->cnt; i++)
		if (is_first_of_header(all, i))
			ret = add_file(b, all, i, &out, err);
	wbpf_buf_printf(&out, "]}\n");
	if (!ret && (out.oom || asprintf(&b->overlay, "%s/overlay.json", b->tmp) < 0))
		ret = build_no_memory(err);
	if (!ret)
		ret = wbpf_file_write(b->overlay, out.data, out.len, 0666, err);
	wbpf_buf_free(&out);
	return ret;
}

int build_make_overlay(struct build *b, struct wbpf_error *err)
{
	struct mismatches all = { 0 };
	int ret = build_find_mismatches(b, &all, err);

	if (!ret && all.cnt)
		ret = write_overlay(b, &all, err);
	build_mismatches_free(&all);
	return ret;
}
