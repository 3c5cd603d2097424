/* SPDX-License-Identifier: MIT */
#include "codegen/decl.h"

#include <string.h>

void cg_indent(struct wbpf_buf *out, int indent)
{
	while (indent-- > 0)
		wbpf_buf_append(out, "\t", 1);
}

/* Bit-fields without a name are skipped by initializers. */
static bool unnamed_pad(struct wbpf_buf *out, uint64_t bytes, int indent)
{
	if (bytes > 64)
		return false;
	while (bytes--) {
		cg_indent(out, indent);
		wbpf_buf_printf(out, "__u8 : 8;\n");
	}
	return true;
}

void cg_pad(struct cg_types *ts, struct wbpf_buf *out, uint64_t bytes, int indent)
{
	if (!bytes || (ts->natural && unnamed_pad(out, bytes, indent)))
		return;
	cg_indent(out, indent);
	wbpf_buf_printf(out, "char __pad%u[%llu];\n", ts->pads++, (unsigned long long)bytes);
}

static const char *int_name(const struct cg_types *ts, const struct btf_type *t)
{
	bool is_signed = btf_int_encoding(t) & BTF_INT_SIGNED;

	if (t->size == 1 && (btf_int_encoding(t) & BTF_INT_BOOL))
		return "bool";
	if (t->size == 1 && strcmp(cg_type_name(ts, t), "char") == 0)
		return "char";
	switch (t->size) {
	case 1:
		return is_signed ? "__s8" : "__u8";
	case 2:
		return is_signed ? "__s16" : "__u16";
	case 4:
		return is_signed ? "__s32" : "__u32";
	case 8:
		return is_signed ? "__s64" : "__u64";
	case 16:
		return is_signed ? "__int128" : "unsigned __int128";
	default:
		return NULL;
	}
}

static const char *float_name(const struct btf_type *t)
{
	return t->size == 4  ? "float" :
	       t->size == 8  ? "double" :
	       t->size == 16 ? "long double" :
			       NULL;
}

static void enumerators(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t,
			int indent)
{
	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		bool wide = btf_is_enum64(t), is_signed = btf_kflag(t);
		const char *name = btf__name_by_offset(ts->btf, wide ? btf_enum64(t)[i].name_off :
								       btf_enum(t)[i].name_off);
		__u64 value = wide ? btf_enum64_value(&btf_enum64(t)[i]) :
				     (__u64)(__s64)btf_enum(t)[i].val;

		if (!name || !cg_is_ident(name))
			continue;
		cg_indent(out, indent);
		if (is_signed)
			wbpf_buf_printf(out, "%s = %lld,\n", name, (long long)value);
		else
			wbpf_buf_printf(out, "%s = %llu%s,\n", name,
					wide ? value : (__u64)(__u32)value, wide ? "ULL" : "");
	}
}

static const char *enum_mode(const struct btf_type *t)
{
	switch (t->size) {
	case 1:
		return " __attribute__((mode(QI)))";
	case 2:
		return " __attribute__((mode(HI)))";
	case 8:
		return " __attribute__((mode(DI)))";
	default:
		return "";
	}
}

int cg_body(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, int indent)
{
	bool packed = false;
	int ret = 0;

	wbpf_buf_printf(out, "{\n");
	if (btf_is_any_enum(t)) {
		enumerators(ts, out, t, indent + 1);
	} else {
		ret = cg_is_packed(ts, t, &packed);
		if (!ret)
			ret = cg_members(ts, out, t, indent + 1);
	}
	cg_indent(out, indent);
	wbpf_buf_printf(out, "}%s%s", packed ? " __attribute__((packed))" : "",
			btf_is_any_enum(t) ? enum_mode(t) : "");
	return ret;
}

static int scalar(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, const struct btf_type *t)
{
	const char *name = NULL;

	if (btf_is_ptr(t))
		name = "__u64";
	else if (btf_is_int(t))
		name = int_name(ts, t);
	else if (btf_is_float(t))
		name = float_name(t);
	if (!name)
		return cg_bad_type(ts, id, "a variable or member cannot be of this kind or size");
	wbpf_buf_printf(out, "%s", name);
	return 0;
}

/* The dimensions of an array, outermost first, through typedefs; *id moves to the element. */
static int dimensions(struct cg_types *ts, struct wbpf_buf *dims, uint32_t *id)
{
	for (int depth = 0; depth < CG_DEPTH_MAX; depth++) {
		uint32_t behind = *id;
		int ret;
		const struct btf_type *t = cg_skip(ts, &behind, true, &ret);

		if (!t || !btf_is_array(t))
			return ret;
		wbpf_buf_printf(dims, "[%u]", btf_array(t)->nelems);
		*id = btf_array(t)->type;
	}
	return cg_bad_type(ts, *id, "the array has too many dimensions");
}

static int specifier(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, int indent)
{
	struct cg_named named;
	const struct btf_type *t;
	int ret = cg_named(ts, &id, &named);

	if (ret)
		return ret;
	if (named.name) {
		wbpf_buf_printf(out, "%s%s", named.keyword, named.name);
		return 0;
	}
	t = cg_type(ts, id, &ret);
	if (!t)
		return ret;
	if (btf_is_composite(t) || btf_is_any_enum(t)) {
		wbpf_buf_printf(out, "%s", cg_keyword(t));
		return cg_body(ts, out, t, indent);
	}
	return scalar(ts, out, id, t);
}

/* A pointer has lost its type: say it behind the member. */
static void pointer_comment(struct cg_types *ts, struct wbpf_buf *out, uint32_t id)
{
	int ret;
	const struct btf_type *t = cg_skip(ts, &id, true, &ret);

	if (!t || !btf_is_ptr(t))
		return;
	wbpf_buf_printf(out, " /* ");
	cg_describe(ts, out, id);
	wbpf_buf_printf(out, " */");
}

static int declare(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, const char *name,
		   bool pointer, int indent)
{
	struct wbpf_buf dims = WBPF_BUF_INIT;
	int ret = dimensions(ts, &dims, &id);

	if (indent > CG_DEPTH_MAX)
		ret = cg_bad_type(ts, id, "types are nested too deeply");
	cg_indent(out, indent);
	if (!ret)
		ret = specifier(ts, out, id, indent);
	if (pointer)
		wbpf_buf_printf(out, " %s*%s%s%s;", dims.len ? "(" : "", name, dims.len ? ")" : "",
				dims.data ? dims.data : "");
	else
		wbpf_buf_printf(out, "%s%s%s;", *name ? " " : "", name, dims.data ? dims.data : "");
	if (!ret)
		pointer_comment(ts, out, id);
	wbpf_buf_append(out, "\n", 1);
	wbpf_buf_free(&dims);
	return ret;
}

int cg_decl(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, const char *name, int indent)
{
	return declare(ts, out, id, name, false, indent);
}

int cg_pointer(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, const char *name, int indent)
{
	return declare(ts, out, id, name, true, indent);
}
