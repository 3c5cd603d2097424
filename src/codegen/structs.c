/* SPDX-License-Identifier: MIT */
/* C definitions of an object's types, with the layout of the BPF side. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/check.h"
#include "codegen/codegen.h"
#include "codegen/decl.h"
#include "codegen/elf.h"

static const char head_text[] = "/* Made by `wasm-bpf gen struct`; changes will be lost. */\n"
				"#pragma once\n"
				"\n"
				"#include <stdbool.h>\n"
				"#include <linux/types.h>\n";

struct writer {
	struct cg_types *ts;
	struct wbpf_buf *out;
	bool *done; /* by type */
};

static int define(struct writer *w, uint32_t id, int depth);

/* What a member consists of comes before; what a pointer points to is not needed. */
static int define_parts(struct writer *w, const struct btf_type *t, int depth)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && btf_is_composite(t) && i < btf_vlen(t); i++)
		ret = define(w, btf_members(t)[i].type, depth + 1);
	return ret;
}

static void size_assert(struct writer *w, const char *keyword, const char *name, uint32_t size)
{
	wbpf_buf_printf(w->out,
			"#ifdef __cplusplus\n"
			"static_assert(sizeof(%s%s) == %u, \"%s%s\");\n"
			"#else\n"
			"_Static_assert(sizeof(%s%s) == %u, \"%s%s\");\n"
			"#endif\n",
			keyword, name, size, keyword, name, keyword, name, size, keyword, name);
}

static int write_one(struct writer *w, const struct cg_named *named, const struct btf_type *t)
{
	bool is_typedef = !*named->keyword;
	int ret;

	w->ts->pads = 0;
	wbpf_buf_printf(w->out, "\n%s%s%s", is_typedef ? "typedef " : "", cg_keyword(t),
			is_typedef ? "" : named->name);
	wbpf_buf_printf(w->out, is_typedef ? "" : " ");
	ret = cg_body(w->ts, w->out, t, 0);
	wbpf_buf_printf(w->out, "%s%s;\n", is_typedef ? " " : "", is_typedef ? named->name : "");
	if (btf_is_composite(t))
		size_assert(w, named->keyword, named->name, t->size);
	return ret ? wbpf_wrap(w->ts->err, "%s%s", named->keyword, named->name) : 0;
}

/* "typedef struct x y;" of a struct that has been defined. */
static int write_alias(struct writer *w, const char *name, uint32_t id)
{
	wbpf_buf_printf(w->out, "\ntypedef ");
	return cg_decl(w->ts, w->out, id, name, 0);
}

static int define_named(struct writer *w, const struct cg_named *named, uint32_t first, uint32_t id,
			int depth)
{
	int ret;
	const struct btf_type *t = cg_type(w->ts, id, &ret), *alias = cg_type(w->ts, first, &ret);

	if (!t || !alias)
		return ret;
	if (w->done[first])
		return 0;
	w->done[first] = true;
	if (first != id && *cg_type_name(w->ts, t)) {
		ret = define(w, id, depth + 1);
		return ret ? ret : write_alias(w, named->name, alias->type);
	}
	ret = define_parts(w, t, depth);
	return ret ? ret : write_one(w, named, t);
}

static int define(struct writer *w, uint32_t id, int depth)
{
	struct cg_named named;
	const struct btf_type *t;
	uint32_t first;
	int ret;

	if (depth > CG_DEPTH_MAX)
		return cg_bad_type(w->ts, id, "types are nested too deeply");
	t = cg_skip(w->ts, &id, false, &ret);
	while (t && btf_is_array(t)) {
		id = btf_array(t)->type;
		t = cg_skip(w->ts, &id, false, &ret);
	}
	first = id;
	if (t)
		ret = cg_named(w->ts, &id, &named);
	if (!t || ret)
		return ret;
	if (named.name)
		return define_named(w, &named, first, id, depth);
	t = cg_type(w->ts, id, &ret);
	if (t && btf_is_array(t)) /* behind a typedef */
		return define(w, id, depth + 1);
	return t ? define_parts(w, t, depth) : ret;
}

static bool is_wanted(const struct btf_type *t)
{
	return btf_is_composite(t) || btf_is_any_enum(t) || btf_is_typedef(t);
}

static int define_name(struct writer *w, const struct btf *btf, const char *name,
		       struct wbpf_error *err)
{
	bool found = false;
	int ret = 0;

	for (uint32_t id = 1; !ret && id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (!is_wanted(t) || strcmp(btf__name_by_offset(btf, t->name_off), name) != 0)
			continue;
		found = true;
		ret = define(w, id, 0);
	}
	if (!ret && !found)
		ret = wbpf_fail(err, WBPF_STAGE_USAGE, -ENOENT, "there is no type '%s' in it",
				name);
	return ret;
}

static int define_all(struct writer *w, const struct btf *btf)
{
	int ret = 0;

	for (uint32_t id = 1; !ret && id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if ((btf_is_composite(t) || btf_is_any_enum(t)) && t->name_off)
			ret = define(w, id, 0);
	}
	return ret;
}

static int write_all(const struct btf *btf, const char *const *names, size_t cnt,
		     struct wbpf_buf *out, struct wbpf_error *err)
{
	struct cg_types ts = { .btf = btf, .err = err, .natural = true };
	struct writer w = { &ts, out, calloc(btf__type_cnt(btf), sizeof(bool)) };
	int ret = w.done ? cg_check_all(&ts) :
			   wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");

	wbpf_buf_printf(out, "%s", head_text);
	for (size_t i = 0; !ret && i < cnt; i++)
		ret = define_name(&w, btf, names[i], err);
	if (!ret && !cnt)
		ret = define_all(&w, btf);
	free(w.done);
	if (!ret && out->oom)
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	return ret;
}

int wbpf_codegen_structs(const struct cg_input *object, const char *const *names, size_t cnt,
			 struct wbpf_buf *out, struct wbpf_error *err)
{
	struct cg_content *content = NULL;
	struct btf *btf = NULL;
	struct cg_elf e;
	int ret = 0;

	if (cg_elf_read(&e, object->elf, object->len))
		content = cg_elf_find(&e, ".BTF");
	if (content && content->len <= UINT32_MAX)
		btf = btf__new(content->data, (uint32_t)content->len);
	if (btf)
		ret = write_all(btf, names, cnt, out, err);
	else
		ret = wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL,
				"no little-endian ELF object with BTF (compile it with clang -g)");
	btf__free(btf);
	cg_elf_free(&e);
	return ret ? wbpf_wrap(err, "%s", object->name) : 0;
}
