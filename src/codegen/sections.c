/* SPDX-License-Identifier: MIT */
#include "codegen/sections.h"

#include <errno.h>

#include "codegen/decl.h"

static int overlap(struct cg_types *ts, const struct cg_var *var)
{
	return wbpf_fail(ts->err, WBPF_STAGE_KERNEL, -EINVAL,
			 "variable '%s' overlaps the one before it", var->ident);
}

/* *end: bytes that the variables before cover. *packed: the section's offsets ask for it. */
static int variable(struct cg_types *ts, struct wbpf_buf *out, const struct cg_var *var,
		    uint64_t *end, bool *packed)
{
	uint32_t align;
	int ret;

	if (var->offset < *end)
		return overlap(ts, var);
	ret = cg_align(ts, var->type, &align);
	if (ret)
		return ret;
	if (var->offset % align)
		*packed = true;
	cg_pad(ts, out, var->offset - *end, 2);
	*end = var->offset + var->size;
	cg_note_cpp(ts->cpp, var->ident);
	ret = cg_decl(ts, out, var->type, var->ident, 2);
	return ret ? wbpf_wrap(ts->err, "variable '%s'", var->ident) : 0;
}

static int section(struct cg_types *ts, struct wbpf_buf *out, const struct cg_map *map,
		   const char *skel)
{
	struct cg_vars vars;
	uint64_t end = 0;
	bool packed = false;
	int ret = cg_vars_read(ts, map, &vars);

	ts->pads = 0;
	wbpf_buf_printf(out, "\tstruct %s__%s {\n", skel, map->section);
	for (size_t i = 0; !ret && i < vars.cnt; i++)
		ret = variable(ts, out, &vars.v[i], &end, &packed);
	wbpf_buf_printf(out, "\t}%s *%s;\n", packed ? " __attribute__((packed))" : "",
			map->section);
	cg_vars_free(&vars);
	return ret ? wbpf_wrap(ts->err, "section '%s'", map->section) : 0;
}

int cg_sections(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m,
		const char *skel)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < m->map_cnt; i++)
		if (m->maps[i].section)
			ret = section(ts, out, &m->maps[i], skel);
	return ret;
}
