/* SPDX-License-Identifier: MIT */
#include "codegen/ops.h"

#include <errno.h>
#include <stdlib.h>

#include "codegen/decl.h"

static const struct btf_type *ops_type(struct cg_types *ts, const struct cg_map *map, int *ret)
{
	uint32_t id = map->ops;
	const struct btf_type *t = cg_skip(ts, &id, true, ret);

	if (t && !btf_is_struct(t)) {
		*ret = cg_bad_type(ts, id, "a struct_ops map is of no struct");
		return NULL;
	}
	return t;
}

static bool is_function(struct cg_types *ts, const struct btf_type *t)
{
	uint32_t id = t->type;
	int ret;

	t = btf_is_ptr(t) ? cg_skip(ts, &id, true, &ret) : NULL;
	return t && btf_is_func_proto(t);
}

/* Scalars and arrays of them; the includer need not know the kernel's structs. */
static bool is_scalar(struct cg_types *ts, uint32_t id)
{
	for (int depth = 0; depth < CG_DEPTH_MAX; depth++) {
		int ret;
		const struct btf_type *t = cg_skip(ts, &id, true, &ret);

		if (!t || !btf_is_array(t))
			return t && (btf_is_int(t) || btf_is_float(t) || btf_is_ptr(t));
		id = btf_array(t)->type;
	}
	return false;
}

static int show(struct cg_types *ts, struct wbpf_buf *out, const struct btf_member *m,
		const char *ident)
{
	uint32_t id = m->type;
	int ret;
	const struct btf_type *t = cg_skip(ts, &id, true, &ret);

	if (!t)
		return ret;
	cg_note_cpp(ts->cpp, ident);
	if (!is_function(ts, t))
		return cg_decl(ts, out, m->type, ident, 3);
	wbpf_buf_printf(out,
			"\t\t\tunion {\n"
			"\t\t\t\tstruct bpf_program *%s;\n"
			"\t\t\t\t__u64 __pad%u;\n"
			"\t\t\t};\n",
			ident, ts->pads++);
	return 0;
}

/* *end: bytes so far; what is not shown becomes padding. */
static int member(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, uint32_t i,
		  uint64_t *end)
{
	const struct btf_member *m = &btf_members(t)[i];
	const char *name = btf__name_by_offset(ts->btf, m->name_off);
	uint64_t offset = btf_member_bit_offset(t, i) / 8, size;
	char *ident;
	int ret;

	if (!name || !*name || btf_member_bitfield_size(t, i) || !is_scalar(ts, m->type))
		return 0;
	ret = cg_size(ts, m->type, &size);
	if (ret || offset < *end || offset + size > t->size)
		return ret ? ret : cg_bad_type(ts, m->type, "a member overlaps another");
	ident = cg_ident(name);
	if (!ident)
		return wbpf_fail(ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	cg_pad(ts, out, offset - *end, 3);
	*end = offset + size;
	ret = show(ts, out, m, ident);
	free(ident);
	return ret;
}

static int shadow(struct cg_types *ts, struct wbpf_buf *out, const struct cg_map *map,
		  const char *skel)
{
	const struct btf_type *t;
	uint64_t end = 0;
	bool packed = false;
	int ret;

	t = ops_type(ts, map, &ret);
	if (!t)
		return ret;
	ts->pads = 0;
	wbpf_buf_printf(out, "\t\tstruct %s__%s__%s {\n", skel, map->ident,
			cg_is_ident(cg_type_name(ts, t)) ? cg_type_name(ts, t) : "ops");
	for (uint32_t i = 0; !ret && i < btf_vlen(t); i++)
		ret = member(ts, out, t, i, &end);
	if (!ret)
		ret = cg_is_packed(ts, t, &packed);
	cg_pad(ts, out, t->size - end, 3);
	cg_note_cpp(ts->cpp, map->ident);
	wbpf_buf_printf(out, "\t\t}%s *%s;\n", packed ? " __attribute__((packed))" : "",
			map->ident);
	return ret ? wbpf_wrap(ts->err, "map '%s'", map->name) : 0;
}

int cg_ops(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m, const char *skel)
{
	bool any = false;
	int ret = 0;

	for (uint32_t i = 0; !ret && i < m->map_cnt; i++) {
		if (!m->maps[i].ops)
			continue;
		if (!any)
			wbpf_buf_printf(out, "\tstruct {\n");
		any = true;
		ret = shadow(ts, out, &m->maps[i], skel);
	}
	if (any)
		wbpf_buf_printf(out, "\t} struct_ops;\n");
	return ret;
}

void cg_ops_open(struct wbpf_buf *out, const struct cg_model *m)
{
	for (uint32_t i = 0; i < m->map_cnt; i++)
		if (m->maps[i].ops)
			wbpf_buf_printf(out,
					"\tobj->struct_ops.%s = (__typeof__(obj->struct_ops.%s))\n"
					"\t\tbpf_map__initial_value(obj->maps.%s, NULL);\n",
					m->maps[i].ident, m->maps[i].ident, m->maps[i].ident);
}
