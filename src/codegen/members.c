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

int cg_members(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, int indent)
{
	bool is_union = btf_is_union(t);
	uint64_t end = 0, size = (uint64_t)t->size * 8;

	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		uint64_t to = btf_member_bit_offset(t, i), bits = 0;
		int ret;

		if (!is_union && to < end)
			return cg_bad_type(ts, btf_members(t)[i].type, "a member overlaps another");
		if (!is_union)
			fill(ts, out, (struct place){ end, to }, indent);
		ret = member(ts, out, t, i, &bits, indent);
		if (ret)
			return ret;
		if (to + bits > end)
			end = to + bits;
	}
	if (end > size)
		return cg_bad_type(ts, 0, "a member lies outside of its struct");
	if (is_union && end < size)
		cg_pad(ts, out, size / 8, indent);
	else if (!is_union)
		fill(ts, out, (struct place){ end, size }, indent);
	return 0;
}
