/* SPDX-License-Identifier: MIT */
/* A view of the part of a program's object that a library brought along (see `gen object`). */
#include <errno.h>

#include "codegen/bytes.h"
#include "codegen/codegen.h"
#include "codegen/decl.h"
#include "codegen/text.h"

static const char head_text[] = "/* Made by `wasm-bpf gen subskeleton`; changes will be lost. */\n"
				"#ifndef WBPF_SUBSKEL_@_H\n"
				"#define WBPF_SUBSKEL_@_H\n"
				"\n"
				"#include <errno.h>\n"
				"#include <stdbool.h>\n"
				"#include <stdlib.h>\n"
				"#include <bpf/libbpf.h>\n";

static const char struct_text[] = "\n"
				  "struct @ {\n"
				  "\tstruct bpf_object *obj;\n"
				  "\tstruct bpf_object_subskeleton *subskel;\n";

static const char functions_text[] =
	"\n"
	"#ifdef __cplusplus\n"
	"\tstatic inline @ *open(const bpf_object *src);\n"
	"\tstatic inline void destroy(@ *skel);\n"
	"#endif\n"
	"};\n"
	"\n"
	"static inline int @__create_subskeleton(struct @ *obj);\n"
	"\n"
	"static inline void @__destroy(struct @ *obj)\n"
	"{\n"
	"\tif (obj)\n"
	"\t\tbpf_object__destroy_subskeleton(obj->subskel);\n"
	"\tfree(obj);\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open(const struct bpf_object *src)\n"
	"{\n"
	"\tstruct @ *obj = (struct @ *)calloc(1, sizeof(*obj));\n"
	"\tint err = obj ? @__create_subskeleton(obj) : -ENOMEM;\n"
	"\n"
	"\tif (!err) {\n"
	"\t\tobj->obj = (struct bpf_object *)src;\n"
	"\t\tobj->subskel->obj = src;\n"
	"\t\terr = bpf_object__open_subskeleton(obj->subskel);\n"
	"\t}\n"
	"\tif (!err)\n"
	"\t\treturn obj;\n"
	"\t@__destroy(obj);\n"
	"\terrno = -err;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"static inline int @__create_subskeleton(struct @ *obj)\n"
	"{\n"
	"\tstruct bpf_object_subskeleton *s =\n"
	"\t\t(struct bpf_object_subskeleton *)calloc(1, sizeof(*s));\n"
	"\n"
	"\tif (!s)\n"
	"\t\treturn -ENOMEM;\n"
	"\tobj->subskel = s;\n"
	"\ts->sz = sizeof(*s);\n";

static const char tail_text[] = "\treturn 0;\n"
				"}\n"
				"\n"
				"#ifdef __cplusplus\n"
				"@ *@::open(const bpf_object *src) { return @__open(src); }\n"
				"void @::destroy(@ *skel) { @__destroy(skel); }\n"
				"#endif\n";

/* Each variable by itself: in the program's object it has other neighbours. */
static int section(struct cg_types *ts, struct wbpf_buf *out, const struct cg_map *map,
		   const struct cg_vars *vars, const char *skel)
{
	int ret = 0;

	wbpf_buf_printf(out, "\tstruct %s__%s {\n", skel, map->section);
	for (size_t i = 0; !ret && i < vars->cnt; i++) {
		cg_note_cpp(ts->cpp, vars->v[i].ident);
		ret = cg_pointer(ts, out, vars->v[i].type, vars->v[i].ident, 2);
	}
	wbpf_buf_printf(out, "\t} %s;\n", map->section);
	return ret ? wbpf_wrap(ts->err, "section '%s'", map->section) : 0;
}

static void entries(struct wbpf_buf *out, const struct cg_map *map, const struct cg_vars *vars,
		    size_t *cnt)
{
	for (size_t i = 0; i < vars->cnt; i++, ++*cnt) {
		wbpf_buf_printf(out, "\ts->vars[%zu].name = \"", *cnt);
		cg_escaped(out, vars->v[i].name);
		wbpf_buf_printf(out,
				"\";\n"
				"\ts->vars[%zu].map = &obj->maps.%s;\n"
				"\ts->vars[%zu].addr = (void **)&obj->%s.%s;\n",
				*cnt, map->ident, *cnt, map->section, vars->v[i].ident);
	}
}

/* The sections' structs and the table of variables, which stand apart. */
static int variables(struct cg_types *ts, const struct cg_model *m, const char *skel,
		     struct wbpf_buf *structs, struct wbpf_buf *table, size_t *cnt)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < m->map_cnt; i++) {
		struct cg_vars vars;

		if (!m->maps[i].section)
			continue;
		ret = cg_vars_read(ts, &m->maps[i], &vars);
		if (!ret && vars.cnt)
			ret = section(ts, structs, &m->maps[i], &vars, skel);
		if (!ret)
			entries(table, &m->maps[i], &vars, cnt);
		cg_vars_free(&vars);
	}
	return ret;
}

static void add(struct wbpf_buf *out, struct wbpf_buf *part)
{
	wbpf_buf_append(out, part->data ? part->data : "", part->len);
	out->oom |= part->oom;
	wbpf_buf_free(part);
}

static int write_all(struct wbpf_buf *out, const struct cg_model *m, const char *name,
		     struct wbpf_error *err)
{
	struct wbpf_buf structs = WBPF_BUF_INIT, table = WBPF_BUF_INIT;
	struct cg_types ts = { .btf = m->btf, .err = err };
	size_t cnt = 0;
	int ret;

	cg_expand(&structs, struct_text, name);
	cg_handles(&ts, &structs, m, false);
	ret = variables(&ts, m, name, &structs, &table, &cnt);
	cg_expand(out, head_text, name);
	cg_cpp_names(out, ts.cpp, true);
	add(out, &structs);
	cg_expand(out, functions_text, name);
	cg_tables(out, m, false);
	if (cnt)
		cg_table(out, "var", cnt);
	add(out, &table);
	cg_expand(out, tail_text, name);
	cg_cpp_names(out, ts.cpp, false);
	cg_expand(out, "\n#endif /* WBPF_SUBSKEL_@_H */\n", name);
	if (!ret && out->oom)
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	return ret;
}

int wbpf_codegen_subskeleton(const void *elf, size_t len, const char *name, struct wbpf_buf *out,
			     struct wbpf_error *err)
{
	struct cg_model m;
	int ret = cg_check_name(name, err);

	if (!ret)
		ret = cg_model_open(&m, elf, len, "", err); /* maps are ".bss" in any object */
	if (ret)
		return ret;
	ret = write_all(out, &m, name, err);
	cg_model_close(&m);
	return ret;
}
