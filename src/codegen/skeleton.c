/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "codegen/assert.h"
#include "codegen/bytes.h"
#include "codegen/codegen.h"
#include "codegen/sections.h"

enum { NAME_BYTES_MAX = 63 };

/* In these texts '@' stands for the skeleton's name. */
static const char head_text[] = "/* Made by `wasm-bpf gen skeleton`; changes will be lost. */\n"
				"#ifndef WBPF_SKEL_@_H\n"
				"#define WBPF_SKEL_@_H\n"
				"\n"
				"#include <errno.h>\n"
				"#include <stdbool.h>\n"
				"#include <stdlib.h>\n"
				"#include <bpf/libbpf.h>\n"
				"\n"
				"#define BPF_SKEL_SUPPORTS_MAP_AUTO_ATTACH 1\n"
				"\n"
				"struct @ {\n"
				"\tstruct bpf_object_skeleton *skeleton;\n"
				"\tstruct bpf_object *obj;\n";

static const char functions_text[] =
	"};\n"
	"\n"
	"static inline int @__create_skeleton(struct @ *obj);\n"
	"static inline const void *@__elf_bytes(size_t *sz);\n"
	"\n"
	"static inline void @__destroy(struct @ *obj)\n"
	"{\n"
	"\tif (obj)\n"
	"\t\tbpf_object__destroy_skeleton(obj->skeleton);\n"
	"\tfree(obj);\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open_opts(const struct bpf_object_open_opts *opts)\n"
	"{\n"
	"\tstruct @ *obj = (struct @ *)calloc(1, sizeof(*obj));\n"
	"\tint err = obj ? @__create_skeleton(obj) : -ENOMEM;\n"
	"\n"
	"\tif (!err)\n"
	"\t\terr = bpf_object__open_skeleton(obj->skeleton, opts);\n"
	"\tif (!err)\n"
	"\t\treturn obj;\n"
	"\t@__destroy(obj);\n"
	"\terrno = -err;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open(void)\n"
	"{\n"
	"\treturn @__open_opts(NULL);\n"
	"}\n"
	"\n"
	"static inline int @__load(struct @ *obj)\n"
	"{\n"
	"\treturn bpf_object__load_skeleton(obj->skeleton);\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open_and_load(void)\n"
	"{\n"
	"\tstruct @ *obj = @__open();\n"
	"\tint err = obj ? @__load(obj) : 0;\n"
	"\n"
	"\tif (!err)\n"
	"\t\treturn obj;\n"
	"\t@__destroy(obj);\n"
	"\terrno = -err;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"static inline int @__attach(struct @ *obj)\n"
	"{\n"
	"\treturn bpf_object__attach_skeleton(obj->skeleton);\n"
	"}\n"
	"\n"
	"static inline void @__detach(struct @ *obj)\n"
	"{\n"
	"\tbpf_object__detach_skeleton(obj->skeleton);\n"
	"}\n"
	"\n";

static const char create_text[] =
	"static inline int @__create_skeleton(struct @ *obj)\n"
	"{\n"
	"\tstruct bpf_object_skeleton *s = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));\n"
	"\n"
	"\tif (!s)\n"
	"\t\treturn -ENOMEM;\n"
	"\tobj->skeleton = s;\n"
	"\ts->sz = sizeof(*s);\n"
	"\ts->name = \"@\";\n"
	"\ts->obj = &obj->obj;\n"
	"\ts->data = @__elf_bytes(&s->data_sz);\n";

static const char asserts_text[] = "\n"
				   "__attribute__((unused)) static inline void @__assert(void)\n"
				   "{\n";

static void expand(struct wbpf_buf *out, const char *text, const char *name)
{
	while (*text) {
		size_t plain = strcspn(text, "@");

		wbpf_buf_append(out, text, plain);
		text += plain;
		if (*text != '@')
			return;
		wbpf_buf_append(out, name, strlen(name));
		text++;
	}
}

static void open_struct(struct wbpf_buf *out, bool any)
{
	if (any)
		wbpf_buf_printf(out, "\tstruct {\n");
}

static void close_struct(struct wbpf_buf *out, bool any, const char *name)
{
	if (any)
		wbpf_buf_printf(out, "\t} %s;\n", name);
}

/* maps, progs and links: a pointer for each, in structs that exist only when not empty. */
static void handles(struct wbpf_buf *out, const struct cg_model *m)
{
	bool links = m->prog_cnt > 0;

	open_struct(out, m->map_cnt);
	for (uint32_t i = 0; i < m->map_cnt; i++) {
		wbpf_buf_printf(out, "\t\tstruct bpf_map *%s;\n", m->maps[i].ident);
		links |= m->maps[i].struct_ops;
	}
	close_struct(out, m->map_cnt, "maps");
	open_struct(out, m->prog_cnt);
	for (uint32_t i = 0; i < m->prog_cnt; i++)
		wbpf_buf_printf(out, "\t\tstruct bpf_program *%s;\n", m->progs[i].ident);
	close_struct(out, m->prog_cnt, "progs");
	open_struct(out, links);
	for (uint32_t i = 0; i < m->prog_cnt; i++)
		wbpf_buf_printf(out, "\t\tstruct bpf_link *%s;\n", m->progs[i].ident);
	for (uint32_t i = 0; i < m->map_cnt; i++)
		if (m->maps[i].struct_ops)
			wbpf_buf_printf(out, "\t\tstruct bpf_link *%s;\n", m->maps[i].ident);
	close_struct(out, links, "links");
}

/* `what` is "map" or "prog". A failed calloc leaves what was made to __destroy. */
static void table(struct wbpf_buf *out, const char *what, uint32_t cnt)
{
	wbpf_buf_printf(out,
			"\n"
			"\ts->%s_cnt = %u;\n"
			"\ts->%s_skel_sz = sizeof(*s->%ss);\n"
			"\ts->%ss = (struct bpf_%s_skeleton *)calloc(%u, sizeof(*s->%ss));\n"
			"\tif (!s->%ss)\n"
			"\t\treturn -ENOMEM;\n",
			what, cnt, what, what, what, what, cnt, what, what);
}

static void entry(struct wbpf_buf *out, const char *what, uint32_t i, const char *name,
		  const char *ident)
{
	wbpf_buf_printf(out, "\ts->%ss[%u].name = \"", what, i);
	cg_escaped(out, name);
	wbpf_buf_printf(out, "\";\n\ts->%ss[%u].%s = &obj->%ss.%s;\n", what, i, what, what, ident);
}

static void create(struct wbpf_buf *out, const struct cg_model *m, const char *name)
{
	expand(out, create_text, name);
	if (m->map_cnt)
		table(out, "map", m->map_cnt);
	for (uint32_t i = 0; i < m->map_cnt; i++) {
		const struct cg_map *map = &m->maps[i];

		entry(out, "map", i, map->name, map->ident);
		if (map->mmaped)
			wbpf_buf_printf(out, "\ts->maps[%u].mmaped = (void **)&obj->%s;\n", i,
					map->ident);
		if (map->struct_ops)
			wbpf_buf_printf(out, "\ts->maps[%u].link = &obj->links.%s;\n", i,
					map->ident);
	}
	if (m->prog_cnt)
		table(out, "prog", m->prog_cnt);
	for (uint32_t i = 0; i < m->prog_cnt; i++) {
		entry(out, "prog", i, m->progs[i].name, m->progs[i].ident);
		wbpf_buf_printf(out, "\ts->progs[%u].link = &obj->links.%s;\n", i,
				m->progs[i].ident);
	}
	wbpf_buf_printf(out, "\treturn 0;\n}\n\n");
}

static void elf_bytes(struct wbpf_buf *out, const void *elf, size_t len, const char *name)
{
	struct wbpf_buf stripped = WBPF_BUF_INIT;

	cg_strip_dwarf(&stripped, elf, len);
	out->oom |= stripped.oom;
	expand(out, "static inline const void *@__elf_bytes(size_t *sz)\n{\n", name);
	wbpf_buf_printf(out, "\tstatic const char data[] __attribute__((aligned(8))) =\n");
	cg_bytes(out, stripped.data, stripped.len);
	wbpf_buf_printf(out, "\t;\n\n\t*sz = sizeof(data) - 1;\n\treturn data;\n}\n");
	wbpf_buf_free(&stripped);
}

static int write_all(struct wbpf_buf *out, const struct cg_model *m, const void *elf, size_t len,
		     const char *name, struct wbpf_error *err)
{
	struct cg_types ts = { .btf = m->btf, .err = err };
	int ret;

	expand(out, head_text, name);
	handles(out, m);
	ret = cg_sections(&ts, out, m, name);
	if (ret)
		return ret;
	expand(out, functions_text, name);
	create(out, m, name);
	elf_bytes(out, elf, len, name);
	expand(out, asserts_text, name);
	ret = cg_asserts(&ts, out, m, name);
	expand(out, "}\n\n#endif /* WBPF_SKEL_@_H */\n", name);
	if (!ret && out->oom)
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	return ret;
}

int wbpf_codegen_skeleton(const void *elf, size_t len, const char *name, struct wbpf_buf *out,
			  struct wbpf_error *err)
{
	struct cg_model m;
	int ret;

	if (!cg_is_ident(name) || strlen(name) > NAME_BYTES_MAX)
		return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL,
				 "'%s' cannot name a skeleton: no C identifier of at most %d bytes",
				 name, NAME_BYTES_MAX);
	ret = cg_model_open(&m, elf, len, name, err);
	if (ret)
		return ret;
	ret = write_all(out, &m, elf, len, name, err);
	cg_model_close(&m);
	return ret;
}
