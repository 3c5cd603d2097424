/* SPDX-License-Identifier: MIT */
/* The members of an anonymous struct or union, placed bit by bit. */
#include "codegen/decl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a compiler would put the next member, and what lies between that and BTF's place. */
struct place {
	uint64_t at; /* bits used so far */
	uint64_t to; /* bits: where the member is */
	bool packed;
};

static void bit_pad(struct wbpf_buf *out, uint64_t bits, int indent)
{
	if (!bits)
		return;
	cg_indent(out, indent);
	wbpf_buf_printf(out, "__u8 : %llu;\n", (unsigned long long)bits);
}

/* Bits up to a byte, whole bytes, bits again: each kind of padding lands where it is put. */
static void fill(struct cg_types *ts, struct wbpf_buf *out, struct place p, int indent)
{
	uint64_t byte_end = (p.at + 7) / 8 * 8;

	if (p.to < byte_end) {
		bit_pad(out, p.to - p.at, indent);
		return;
	}
	bit_pad(out, byte_end - p.at, indent);
	cg_pad(ts, out, (p.to - byte_end) / 8, indent);
	bit_pad(out, p.to % 8, indent);
}

static int bit_field(struct cg_types *ts, struct wbpf_buf *out, const struct btf_member *m,
		     const char *name, uint32_t bits, int indent)
{
	char field[300];
	uint32_t id = m->type;
	int ret;
	const struct btf_type *t = cg_skip(ts, &id, true, &ret);

	if (!t)
		return ret;
	if (!btf_is_int(t) && !btf_is_any_enum(t))
		return cg_bad_type(ts, id, "a bit-field is no integer");
	if (bits > (uint64_t)t->size * 8 || strlen(name) >= sizeof(field) - 16)
		return cg_bad_type(ts, id, "a bit-field is wider than its type");
	snprintf(field, sizeof(field), "%s: %u", name, bits);
	return cg_decl(ts, out, m->type, field, indent);
}

/* *bits: what the member covers. */
static int named_member(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t,
			uint32_t i, const char *name, uint64_t *bits, int indent)
{
	const struct btf_member *m = &btf_members(t)[i];
	uint64_t size;
	int ret;

	*bits = btf_member_bitfield_size(t, i);
	if (*bits)
		return bit_field(ts, out, m, name, (uint32_t)*bits, indent);
	ret = cg_size(ts, m->type, &size);
	if (ret)
		return ret;
	*bits = size * 8;
	return cg_decl(ts, out, m->type, name, indent);
}

static int member(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, uint32_t i,
		  uint64_t *bits, int indent)
{
	const char *name = btf__name_by_offset(ts->btf, btf_members(t)[i].name_off);
	char *ident = name && *name ? cg_ident(name) : strdup("");
	int ret;

	if (!ident)
		return wbpf_fail(ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	cg_note_cpp(ts->cpp, ident);
	ret = named_member(ts, out, t, i, ident, bits, indent);
	free(ident);
	return ret;
}

/* Would a compiler go there by itself? */
static int is_natural(struct cg_types *ts, const struct btf_type *t, uint32_t i, struct place p,
		      bool *is)
{
	uint32_t align = 1;
	int ret = 0;

	*is = false;
	if (!ts->natural || p.packed || (i < btf_vlen(t) && btf_member_bitfield_size(t, i)))
		return 0;
	for (uint32_t m = 0; !ret && m < btf_vlen(t); m++) {
		uint32_t one;

		if (i < btf_vlen(t) && m != i)
			continue;
		ret = cg_align(ts, btf_members(t)[m].type, &one);
		if (!ret && one > align)
			align = one;
	}
	*is = (p.at + align * 8 - 1) / (align * 8) * (align * 8) == p.to;
	return ret;
}

/* To member i, or to the end of the struct. */
static int fill_to(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, uint32_t i,
		   struct place p, int indent)
{
	bool natural = false;
	int ret = is_natural(ts, t, i, p, &natural);

	if (!ret && !natural)
		fill(ts, out, p, indent);
	return ret;
}

int cg_members(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, int indent)
{
	bool is_union = btf_is_union(t);
	uint64_t end = 0, size = (uint64_t)t->size * 8;
	bool packed;
	int ret = cg_is_packed(ts, t, &packed);

	for (uint32_t i = 0; !ret && i < btf_vlen(t); i++) {
		uint64_t to = btf_member_bit_offset(t, i), bits = 0;

		if (!is_union && to < end)
			return cg_bad_type(ts, btf_members(t)[i].type, "a member overlaps another");
		ret = is_union ? 0 :
				 fill_to(ts, out, t, i, (struct place){ end, to, packed }, indent);
		if (!ret)
			ret = member(ts, out, t, i, &bits, indent);
		if (ret)
			return ret;
		if (to + bits > end)
			end = to + bits;
	}
	if (!ret && end > size)
		return cg_bad_type(ts, 0, "a member lies outside of its struct");
	if (!ret && is_union && end < size)
		cg_pad(ts, out, size / 8, indent);
	else if (!ret && !is_union)
		return fill_to(ts, out, t, btf_vlen(t), (struct place){ end, size, packed },
			       indent);
	return ret;
}
