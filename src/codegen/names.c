/* SPDX-License-Identifier: MIT */
/* Types by name: those that the includer declares, and any in words. */
#include <ctype.h>
#include <string.h>

#include "codegen/decl.h"

const char *cg_keyword(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_STRUCT:
		return "struct ";
	case BTF_KIND_UNION:
		return "union ";
	case BTF_KIND_FWD:
		return btf_kflag(t) ? "union " : "struct ";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum ";
	default:
		return "";
	}
}

int cg_named(struct cg_types *ts, uint32_t *id, struct cg_named *named)
{
	uint32_t first;
	const struct btf_type *t, *typedef_t;
	int ret;

	*named = (struct cg_named){ "", NULL };
	typedef_t = cg_skip(ts, id, false, &ret);
	first = *id;
	t = typedef_t ? cg_skip(ts, id, true, &ret) : NULL;
	if (!t)
		return ret;
	if (!btf_is_composite(t) && !btf_is_any_enum(t))
		return 0;
	if (*id == first)
		named->keyword = cg_keyword(t);
	named->name = cg_type_name(ts, *id == first ? t : typedef_t);
	/* No C header declares "Option<u32>". */
	if (!cg_is_ident(named->name))
		named->name = NULL;
	return 0;
}

/* Names of integers have spaces; a name that could end the comment is not said. */
static const char *plain(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_' && *c != ' ')
			return "...";
	return *name ? name : "...";
}

void cg_describe(struct cg_types *ts, struct wbpf_buf *out, uint32_t id)
{
	char tail[CG_DEPTH_MAX + 1] = "";

	for (int depth = 0; depth < CG_DEPTH_MAX; depth++) {
		const struct btf_type *t = btf__type_by_id(ts->btf, id);
		const char *name = t ? cg_type_name(ts, t) : "";

		if (!t || btf_is_void(t)) {
			wbpf_buf_printf(out, "void%s%s", *tail ? " " : "", tail);
			return;
		}
		if (*name || !(btf_is_ptr(t) || btf_is_mod(t) || btf_is_type_tag(t))) {
			wbpf_buf_printf(out, "%s%s%s%s", cg_keyword(t),
					btf_is_func_proto(t) ? "function" : plain(name),
					*tail ? " " : "", tail);
			return;
		}
		if (btf_is_ptr(t))
			strcat(tail, "*");
		id = t->type;
	}
	wbpf_buf_printf(out, "...");
}
