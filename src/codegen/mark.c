/* SPDX-License-Identifier: MIT */
#include <linux/bpf.h>
#include <stdlib.h>

#include "codegen/ext.h"
#include "codegen/trim.h"

enum { STEPS_MAX = 64 };

static const struct btf_type *type(const struct cg_trim *t, uint32_t id)
{
	return id < t->cnt ? btf__type_by_id(t->btf, id) : NULL;
}

static void push(struct cg_trim *t, uint32_t id)
{
	uint32_t max = t->todo_max ? 2 * t->todo_max : 64, *todo = t->todo;

	if (t->todo_cnt == t->todo_max) {
		todo = realloc(todo, max * sizeof(*todo));
		if (!todo) {
			t->oom = true;
			return;
		}
		t->todo = todo;
		t->todo_max = max;
	}
	todo[t->todo_cnt++] = id;
}

void cg_mark(struct cg_trim *t, uint32_t id, enum cg_keep keep)
{
	if (!id || id >= t->cnt || t->keep[id] >= keep)
		return;
	t->keep[id] = (uint8_t)keep;
	push(t, id);
}

bool cg_mark_member(struct cg_trim *t, uint32_t id, uint32_t member)
{
	uint16_t vlen = btf_vlen(type(t, id));

	if (member >= vlen)
		return false;
	if (!t->members[id])
		t->members[id] = calloc(vlen, 1);
	if (!t->members[id])
		t->oom = true;
	else
		t->members[id][member] = 1;
	return !t->oom;
}

bool cg_member_kept(const struct cg_trim *t, uint32_t id, uint32_t member)
{
	return t->keep[id] == CG_KEEP_WHOLE || (t->members[id] && t->members[id][member]);
}

/* ---- CO-RE relocations ---- */

const struct btf_type *cg_mark_skip(struct cg_trim *t, uint32_t *id)
{
	for (int step = 0; step < STEPS_MAX; step++) {
		const struct btf_type *at = type(t, *id);

		cg_mark(t, *id, CG_KEEP_BARE);
		if (!at || !(btf_is_mod(at) || btf_is_typedef(at) || btf_is_type_tag(at)))
			return at;
		*id = at->type;
	}
	return NULL;
}

static bool mark_field(struct cg_trim *t, uint32_t id, const char *access)
{
	uint32_t indexes[STEPS_MAX];
	int cnt = cg_access_parse(access, indexes, STEPS_MAX);

	/* The first is that of an array of such structs. */
	for (int i = 1; i < cnt; i++) {
		const struct btf_type *at = cg_mark_skip(t, &id);

		if (at && btf_is_array(at)) {
			id = btf_array(at)->type;
		} else if (at && btf_is_composite(at)) {
			if (!cg_mark_member(t, id, indexes[i]))
				return false;
			id = btf_members(at)[indexes[i]].type;
		} else {
			return false;
		}
	}
	return cnt > 0 && cg_mark_skip(t, &id);
}

bool cg_mark_relo(struct cg_trim *t, uint32_t id, const char *access, uint32_t kind)
{
	switch (kind) {
	case BPF_CORE_FIELD_BYTE_OFFSET:
	case BPF_CORE_FIELD_BYTE_SIZE:
	case BPF_CORE_FIELD_EXISTS:
	case BPF_CORE_FIELD_SIGNED:
	case BPF_CORE_FIELD_LSHIFT_U64:
	case BPF_CORE_FIELD_RSHIFT_U64:
		return mark_field(t, id, access);
	default: /* those of types and enums, and what may come */
		cg_mark(t, id, CG_KEEP_WHOLE);
		return id < t->cnt;
	}
}

/* ---- what marked types consist of ---- */

static void mark_members(struct cg_trim *t, uint32_t id, const struct btf_type *at)
{
	for (uint32_t i = 0; i < btf_vlen(at); i++)
		if (cg_member_kept(t, id, i))
			cg_mark(t, btf_members(at)[i].type,
				t->keep[id] == CG_KEEP_WHOLE ? CG_KEEP_WHOLE : CG_KEEP_BARE);
}

/* Of a function's parameters the names of types count, not their members. */
static void mark_params(struct cg_trim *t, const struct btf_type *at)
{
	cg_mark(t, at->type, CG_KEEP_NAMED);
	for (uint32_t i = 0; i < btf_vlen(at); i++)
		cg_mark(t, btf_params(at)[i].type, CG_KEEP_NAMED);
}

static void mark_vars(struct cg_trim *t, const struct btf_type *at)
{
	for (uint32_t i = 0; i < btf_vlen(at); i++)
		cg_mark(t, btf_var_secinfos(at)[i].type, CG_KEEP_WHOLE);
}

static void mark_part(struct cg_trim *t, uint32_t id)
{
	enum cg_keep keep = t->keep[id];
	const struct btf_type *at = type(t, id);

	if (btf_is_array(at)) {
		cg_mark(t, btf_array(at)->type, keep);
		cg_mark(t, btf_array(at)->index_type, CG_KEEP_BARE);
	} else if (btf_is_composite(at)) {
		mark_members(t, id, at);
	} else if (btf_is_func_proto(at)) {
		mark_params(t, at);
	} else if (btf_is_datasec(at)) {
		mark_vars(t, at);
	} else if (btf_is_ptr(at)) {
		if (keep > CG_KEEP_BARE)
			cg_mark(t, at->type, t->shallow ? CG_KEEP_NAMED : keep);
	} else if (btf_is_mod(at) || btf_is_typedef(at) || btf_is_type_tag(at) || btf_is_var(at) ||
		   btf_is_func(at)) {
		cg_mark(t, at->type, keep);
	}
}

bool cg_mark_parts(struct cg_trim *t)
{
	while (t->todo_cnt && !t->oom)
		mark_part(t, t->todo[--t->todo_cnt]);
	return !t->oom;
}

/* A tag stays with its type; that of a member needs the member. */
static void mark_tags(struct cg_trim *t)
{
	for (uint32_t id = 1; id < t->cnt; id++) {
		const struct btf_type *at = type(t, id);
		int member = btf_is_decl_tag(at) ? btf_decl_tag(at)->component_idx : 0;

		if (!btf_is_decl_tag(at) || at->type >= t->cnt)
			continue;
		if (t->keep[at->type] == CG_KEEP_WHOLE ||
		    (t->keep[at->type] && (member < 0 || btf_is_func(type(t, at->type)))))
			t->keep[id] = CG_KEEP_BARE;
	}
}

bool cg_mark_roots(struct cg_trim *t)
{
	for (uint32_t id = 1; id < t->cnt; id++) {
		const struct btf_type *at = type(t, id);

		if (!at)
			return false;
		if (btf_is_datasec(at))
			cg_mark(t, id, CG_KEEP_WHOLE);
		else if (btf_is_func(at))
			cg_mark(t, id, CG_KEEP_NAMED);
	}
	if (!cg_mark_parts(t))
		return false;
	mark_tags(t);
	return true;
}
