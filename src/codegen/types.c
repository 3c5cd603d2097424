/* SPDX-License-Identifier: MIT */
#include "codegen/types.h"

#include <errno.h>
#include <string.h>

int cg_bad_type(struct cg_types *ts, uint32_t id, const char *why)
{
	return wbpf_fail(ts->err, WBPF_STAGE_KERNEL, -EINVAL, "BTF type %u: %s", id, why);
}

const struct btf_type *cg_type(struct cg_types *ts, uint32_t id, int *ret)
{
	const struct btf_type *t = btf__type_by_id(ts->btf, id);

	*ret = 0;
	if (!t)
		*ret = cg_bad_type(ts, id, "there is no type of this number");
	else if (++ts->visits > CG_TYPES_MAX)
		*ret = wbpf_fail(ts->err, WBPF_STAGE_KERNEL, -E2BIG,
				 "the types of the object's variables are too many (bound: %d)",
				 CG_TYPES_MAX);
	return *ret ? NULL : t;
}

static bool is_mod(const struct btf_type *t)
{
	return btf_is_mod(t) || btf_is_type_tag(t);
}

const struct btf_type *cg_skip(struct cg_types *ts, uint32_t *id, bool typedefs, int *ret)
{
	for (int depth = 0; depth < CG_DEPTH_MAX; depth++) {
		const struct btf_type *t = cg_type(ts, *id, ret);

		if (!t || (!is_mod(t) && !(typedefs && btf_is_typedef(t))))
			return t;
		*id = t->type;
	}
	*ret = wbpf_fail(ts->err, WBPF_STAGE_KERNEL, -E2BIG,
			 "BTF type %u: the chain of typedefs is too long", *id);
	return NULL;
}

const char *cg_type_name(const struct cg_types *ts, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(ts->btf, t->name_off);

	return name ? name : "";
}

/* Walks through arrays: *cnt is the product of the dimensions, *id the element. */
static const struct btf_type *element(struct cg_types *ts, uint32_t *id, uint64_t *cnt, int *ret)
{
	*cnt = 1;
	for (int depth = 0; depth < CG_DEPTH_MAX; depth++) {
		const struct btf_type *t = cg_skip(ts, id, true, ret);

		if (!t || !btf_is_array(t))
			return t;
		if (__builtin_mul_overflow(*cnt, btf_array(t)->nelems, cnt) || *cnt > UINT32_MAX) {
			*ret = cg_bad_type(ts, *id, "the array is too large");
			return NULL;
		}
		*id = btf_array(t)->type;
	}
	*ret = cg_bad_type(ts, *id, "the array has too many dimensions");
	return NULL;
}

static int unit_size(struct cg_types *ts, uint32_t id, const struct btf_type *t, uint64_t *size)
{
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		*size = t->size;
		return 0;
	case BTF_KIND_PTR:
		*size = 8;
		return 0;
	default:
		return cg_bad_type(ts, id, "a variable or member cannot be of this kind");
	}
}

int cg_size(struct cg_types *ts, uint32_t id, uint64_t *size)
{
	const struct btf_type *t;
	uint64_t cnt;
	int ret;

	t = element(ts, &id, &cnt, &ret);
	if (t)
		ret = unit_size(ts, id, t, size);
	if (!ret && (__builtin_mul_overflow(*size, cnt, size) || *size > UINT32_MAX))
		ret = cg_bad_type(ts, id, "the type is too large");
	return ret;
}

static int align_at(struct cg_types *ts, uint32_t id, uint32_t *align, int depth);

/* The alignment that the members ask for, and whether the struct keeps it. */
static int members_align(struct cg_types *ts, const struct btf_type *t, uint32_t *align, bool *kept,
			 int depth)
{
	const struct btf_member *m = btf_members(t);

	*align = 1;
	*kept = true;
	for (uint32_t i = 0; i < btf_vlen(t); i++, m++) {
		uint32_t one, off = btf_member_bit_offset(t, i), bits;
		int ret = align_at(ts, m->type, &one, depth + 1);

		if (ret)
			return ret;
		bits = btf_member_bitfield_size(t, i);
		if (one > *align)
			*align = one;
		/* A bit-field that crosses its unit exists in packed structs only. */
		if (bits ? off % (one * 8) + bits > one * 8 : off % (one * 8) != 0)
			*kept = false;
	}
	if (t->size % *align)
		*kept = false;
	return 0;
}

static uint32_t scalar_align(const struct btf_type *t)
{
	uint32_t size = btf_is_ptr(t) ? 8 : t->size;

	return size == 2 || size == 4 || size == 8 || size == 16 ? size : 1;
}

static int align_at(struct cg_types *ts, uint32_t id, uint32_t *align, int depth)
{
	const struct btf_type *t;
	uint64_t cnt;
	bool kept;
	int ret;

	if (depth > CG_DEPTH_MAX)
		return cg_bad_type(ts, id, "types are nested too deeply");
	t = element(ts, &id, &cnt, &ret);
	if (!t)
		return ret;
	*align = scalar_align(t);
	if (!btf_is_composite(t))
		return 0;
	ret = members_align(ts, t, align, &kept, depth);
	if (!ret && !kept)
		*align = 1;
	return ret;
}

int cg_align(struct cg_types *ts, uint32_t id, uint32_t *align)
{
	return align_at(ts, id, align, 0);
}

int cg_is_packed(struct cg_types *ts, const struct btf_type *t, bool *packed)
{
	uint32_t align;
	bool kept;
	int ret = members_align(ts, t, &align, &kept, 0);

	*packed = !kept;
	return ret;
}

int cg_word_sized(struct cg_types *ts, uint32_t id, bool *is)
{
	const struct btf_type *t;
	uint64_t cnt;
	int ret;

	t = element(ts, &id, &cnt, &ret);
	if (!t)
		return ret;
	*is = btf_is_ptr(t);
	if (btf_is_int(t) && t->size == 8)
		*is = !strstr(cg_type_name(ts, t), "long long");
	return 0;
}
