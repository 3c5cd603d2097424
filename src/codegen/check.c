/* SPDX-License-Identifier: MIT */
#include "codegen/check.h"

#include <errno.h>
#include <stdlib.h>

/* The dumper writes a line per 8 bytes of a gap. */
enum { GAPS_BYTES_MAX = 1 << 20 };

enum { HEIGHT_MAX = 200, IN_PROGRESS = 0xffff };

/*
 * How deep the dumper recurses below a type. It follows everything but a named struct or union
 * behind a pointer, for which a forward declaration will do. Memory of that: 0 = not known.
 */
struct heights {
	struct cg_types *ts;
	uint16_t *known[2]; /* by id; [1] behind a pointer */
};

static int height(struct heights *h, uint32_t id, bool behind, int depth);

static int highest(int a, int b)
{
	return a < 0 || b < 0 ? (a < 0 ? a : b) : a > b ? a : b;
}

static int below(struct heights *h, const struct btf_type *t, bool behind, int depth)
{
	int max = 0;

	if (btf_is_array(t))
		return height(h, btf_array(t)->type, false, depth);
	if (btf_is_ptr(t))
		return height(h, t->type, true, depth);
	if (btf_is_mod(t) || btf_is_typedef(t) || btf_is_type_tag(t) || btf_is_func_proto(t))
		max = height(h, t->type, behind, depth);
	if (btf_is_func_proto(t))
		for (uint32_t i = 0; max >= 0 && i < btf_vlen(t); i++)
			max = highest(max, height(h, btf_params(t)[i].type, behind, depth));
	if (btf_is_composite(t) && !(behind && t->name_off))
		for (uint32_t i = 0; max >= 0 && i < btf_vlen(t); i++)
			max = highest(max, height(h, btf_members(t)[i].type, false, depth));
	return max;
}

static int height(struct heights *h, uint32_t id, bool behind, int depth)
{
	const struct btf_type *t;
	int ret, known;

	h->ts->visits = 0; /* memory bounds the work here */
	t = cg_type(h->ts, id, &ret);
	if (!t || btf_is_void(t))
		return ret;
	known = h->known[behind][id];
	if (known == IN_PROGRESS)
		return cg_bad_type(h->ts, id, "the type contains itself");
	if (depth + known > HEIGHT_MAX)
		return cg_bad_type(h->ts, id, "types are nested too deeply");
	if (known)
		return known;
	h->known[behind][id] = IN_PROGRESS;
	ret = below(h, t, behind, depth + 1);
	h->known[behind][id] = ret < 0 ? IN_PROGRESS : (uint16_t)(ret + 1);
	return ret < 0 ? ret : ret + 1;
}

static int check_heights(struct cg_types *ts)
{
	uint32_t cnt = btf__type_cnt(ts->btf);
	struct heights h = { .ts = ts };
	int ret = 0;

	h.known[0] = calloc(cnt, sizeof(**h.known));
	h.known[1] = calloc(cnt, sizeof(**h.known));
	if (!h.known[0] || !h.known[1])
		ret = wbpf_fail(ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	for (uint32_t id = 1; ret >= 0 && id < cnt; id++)
		ret = height(&h, id, false, 0);
	free(h.known[0]);
	free(h.known[1]);
	return ret < 0 ? ret : 0;
}

static int check_members(struct cg_types *ts, uint32_t id, const struct btf_type *t)
{
	uint64_t size, covered = GAPS_BYTES_MAX;
	uint32_t align;

	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		uint32_t type = btf_members(t)[i].type;
		int ret = cg_size(ts, type, &size);

		if (!ret)
			ret = cg_align(ts, type, &align);
		if (ret)
			return ret;
		if (btf_member_bit_offset(t, i) / 8 > covered)
			return cg_bad_type(ts, id, "a gap in the struct is too large");
		covered += size;
	}
	return t->size > covered ? cg_bad_type(ts, id, "the struct is mostly empty") : 0;
}

static int check_one(struct cg_types *ts, uint32_t id, const struct btf_type *t)
{
	bool scalar = btf_is_int(t) || btf_is_float(t) || btf_is_any_enum(t);

	if (scalar && (t->size == 0 || t->size > 16))
		return cg_bad_type(ts, id, "an integer, enum or float of no sensible size");
	return btf_is_composite(t) ? check_members(ts, id, t) : 0;
}

int cg_check_all(struct cg_types *ts)
{
	uint32_t cnt = btf__type_cnt(ts->btf);
	int ret = check_heights(ts);

	for (uint32_t id = 1; !ret && id < cnt; id++) {
		const struct btf_type *t;

		ts->visits = 0; /* the bound is for each type: kernels have very many */
		t = cg_type(ts, id, &ret);
		if (t)
			ret = check_one(ts, id, t);
	}
	return ret;
}
