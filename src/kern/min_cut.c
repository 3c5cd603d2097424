/* SPDX-License-Identifier: MIT */
/*
 * A part of a kernel's BTF. Every type is copied after those that it is made of, so that its references are
 * known; a pointer ends the walk: a relocation never looks through one, since the program itself
 * follows it and begins anew.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kern/min_btf.h"

enum { DEPTH_MAX = 64 }; /* of structs in structs; only a broken file has more */

struct cut {
	const struct btf *from;
	struct btf *to;
	uint32_t *ids; /* of a type of `from` in `to`; 0: not there yet */
	uint32_t id_cnt;
};

static int copy(struct cut *c, uint32_t id, int depth);

static int add_as_is(struct cut *c, const struct btf_type *t)
{
	return btf__add_type(c->to, c->from, t);
}

/* libbpf gives out its own memory as const; it stays where it is until the next type is added. */
static struct btf_type *added(struct cut *c, int id)
{
	return (struct btf_type *)btf__type_by_id(c->to, (uint32_t)id);
}

static int add_reference(struct cut *c, const struct btf_type *t, int depth)
{
	int to = copy(c, t->type, depth), id = to < 0 ? to : add_as_is(c, t);

	if (id > 0)
		added(c, id)->type = (uint32_t)to;
	return id;
}

static int add_array(struct cut *c, const struct btf_type *t, int depth)
{
	const struct btf_array *a = btf_array(t);
	int element = copy(c, a->type, depth),
	    index = element < 0 ? element : copy(c, a->index_type, depth);

	return index < 0 ? index : btf__add_array(c->to, index, element, a->nelems);
}

static int add_composite(struct cut *c, const struct btf_type *t, int depth)
{
	uint16_t cnt = btf_vlen(t);
	int id, ret = 0;

	for (uint16_t i = 0; i < cnt && ret >= 0; i++)
		ret = copy(c, btf_members(t)[i].type, depth);
	id = ret < 0 ? ret : add_as_is(c, t);
	for (uint16_t i = 0; i < cnt && id > 0; i++)
		btf_members(added(c, id))[i].type = c->ids[btf_members(t)[i].type];
	return id;
}

static int add(struct cut *c, const struct btf_type *t, int depth)
{
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_FWD:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return add_as_is(c, t);
	case BTF_KIND_PTR:
		return btf__add_ptr(c->to, 0);
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return add_reference(c, t, depth);
	case BTF_KIND_ARRAY:
		return add_array(c, t, depth);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return add_composite(c, t, depth);
	case BTF_KIND_FUNC_PROTO: /* what a typedef names and a pointer points to */
		return btf__add_func_proto(c->to, 0);
	default:
		return -EINVAL;
	}
}

/* The id in the part; 0 for void; negative errno. */
static int copy(struct cut *c, uint32_t id, int depth)
{
	const struct btf_type *t;
	int ret;

	if (!id)
		return 0;
	if (id >= c->id_cnt || depth >= DEPTH_MAX)
		return -EINVAL;
	if (c->ids[id])
		return (int)c->ids[id];
	t = btf__type_by_id(c->from, id);
	ret = t ? add(c, t, depth + 1) : -EINVAL;
	if (ret > 0)
		c->ids[id] = (uint32_t)ret;
	return ret;
}

static bool is_called(const struct kern_root *r, const char *name)
{
	return !strncmp(r->name, name, r->name_len) && kern_essential_len(name) == r->name_len;
}

/* Asked of each of a hundred thousand types: the cheap questions come first. */
static bool is_wanted(const struct btf *from, const struct btf_type *t, struct kern_roots *roots)
{
	const char *name = NULL;
	bool wanted = false;

	for (uint32_t i = 0; t->name_off && i < roots->cnt; i++) {
		struct kern_root *r = &roots->roots[i];

		if (!kern_same_kind(r->kind, btf_kind(t)))
			continue;
		name = name ? name : btf__name_by_offset(from, t->name_off);
		if (name && is_called(r, name))
			r->found = wanted = true;
	}
	return wanted;
}

static int copy_wanted(struct cut *c, struct kern_roots *roots)
{
	int ret = 0;

	for (uint32_t id = 1; id < c->id_cnt && ret >= 0; id++)
		if (is_wanted(c->from, btf__type_by_id(c->from, id), roots))
			ret = copy(c, id, 0);
	if (ret < 0)
		return ret;
	for (uint32_t i = 0; i < roots->cnt; i++)
		if (!roots->roots[i].found)
			return -ENOENT;
	return 0;
}

/* The part says nothing of either, so libbpf takes this machine's for it. */
static bool is_native(const struct btf *btf)
{
	static const uint16_t one = 1;
	enum btf_endianness native = *(const uint8_t *)&one ? BTF_LITTLE_ENDIAN : BTF_BIG_ENDIAN;

	return btf__endianness(btf) == native && btf__pointer_size(btf) == sizeof(void *);
}

struct btf *kern_btf_cut(const struct btf *kernel, struct kern_roots *roots)
{
	struct cut c = { .from = kernel, .id_cnt = btf__type_cnt(kernel) };
	int ret = is_native(kernel) ? 0 : -EINVAL;

	if (!ret) {
		c.to = btf__new_empty();
		c.ids = calloc(c.id_cnt, sizeof(*c.ids));
		ret = c.to && c.ids ? copy_wanted(&c, roots) : -ENOMEM;
	}
	free(c.ids);
	if (!ret)
		return c.to;
	btf__free(c.to);
	errno = -ret;
	return NULL;
}
