/* SPDX-License-Identifier: MIT */
/* What skeletons and subskeletons have in common. */
#include "codegen/text.h"

#include <errno.h>
#include <string.h>

#include "codegen/bytes.h"

enum { NAME_BYTES_MAX = 63 };

void cg_expand(struct wbpf_buf *out, const char *text, const char *name)
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

int cg_check_name(const char *name, struct wbpf_error *err)
{
	if (cg_is_ident(name) && strlen(name) <= NAME_BYTES_MAX)
		return 0;
	return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL,
			 "'%s' cannot name a skeleton: no C identifier of at most %d bytes", name,
			 NAME_BYTES_MAX);
}

static void handle(struct cg_types *ts, struct wbpf_buf *out, const char *type, const char *ident)
{
	cg_note_cpp(ts->cpp, ident);
	wbpf_buf_printf(out, "\t\tstruct bpf_%s *%s;\n", type, ident);
}

static void links_of(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m)
{
	size_t before = out->len;

	wbpf_buf_printf(out, "\tstruct {\n");
	for (uint32_t i = 0; i < m->prog_cnt; i++)
		handle(ts, out, "link", m->progs[i].ident);
	for (uint32_t i = 0; i < m->map_cnt; i++)
		if (m->maps[i].ops)
			handle(ts, out, "link", m->maps[i].ident);
	if (out->len - before > strlen("\tstruct {\n"))
		wbpf_buf_printf(out, "\t} links;\n");
	else
		out->len = before;
}

void cg_handles(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m, bool links)
{
	if (m->map_cnt)
		wbpf_buf_printf(out, "\tstruct {\n");
	for (uint32_t i = 0; i < m->map_cnt; i++)
		handle(ts, out, "map", m->maps[i].ident);
	if (m->map_cnt)
		wbpf_buf_printf(out, "\t} maps;\n");
	if (m->prog_cnt)
		wbpf_buf_printf(out, "\tstruct {\n");
	for (uint32_t i = 0; i < m->prog_cnt; i++)
		handle(ts, out, "program", m->progs[i].ident);
	if (m->prog_cnt)
		wbpf_buf_printf(out, "\t} progs;\n");
	if (links)
		links_of(ts, out, m);
}

/* A failed calloc leaves what was made to __destroy. */
void cg_table(struct wbpf_buf *out, const char *what, size_t cnt)
{
	wbpf_buf_printf(out,
			"\n"
			"\ts->%s_cnt = %zu;\n"
			"\ts->%s_skel_sz = sizeof(*s->%ss);\n"
			"\ts->%ss = (struct bpf_%s_skeleton *)calloc(%zu, sizeof(*s->%ss));\n"
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

static void map_entry(struct wbpf_buf *out, uint32_t i, const struct cg_map *map, bool whole)
{
	entry(out, "map", i, map->name, map->ident);
	if (whole && map->section)
		wbpf_buf_printf(out, "\ts->maps[%u].mmaped = (void **)&obj->%s;\n", i,
				map->section);
	if (whole && map->ops)
		wbpf_buf_printf(out, "\ts->maps[%u].link = &obj->links.%s;\n", i, map->ident);
}

void cg_tables(struct wbpf_buf *out, const struct cg_model *m, bool whole)
{
	if (m->map_cnt)
		cg_table(out, "map", m->map_cnt);
	for (uint32_t i = 0; i < m->map_cnt; i++)
		map_entry(out, i, &m->maps[i], whole);
	if (m->prog_cnt)
		cg_table(out, "prog", m->prog_cnt);
	for (uint32_t i = 0; i < m->prog_cnt; i++) {
		entry(out, "prog", i, m->progs[i].name, m->progs[i].ident);
		if (whole)
			wbpf_buf_printf(out, "\ts->progs[%u].link = &obj->links.%s;\n", i,
					m->progs[i].ident);
	}
}
