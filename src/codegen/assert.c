/* SPDX-License-Identifier: MIT */
#include "codegen/assert.h"

#include <errno.h>
#include <stdlib.h>

#include "codegen/decl.h"

/* Types of the includer, each checked once. */
struct seen {
	uint32_t *ids;
	size_t cnt;
};

struct checker {
	struct cg_types *ts;
	struct wbpf_buf *out;
	struct seen seen;
	int depth;
};

static void cut(struct wbpf_buf *path, size_t len)
{
	path->len = len;
	if (path->data)
		path->data[len] = '\0';
}

static int remember(struct checker *c, uint32_t id, bool *fresh)
{
	uint32_t *ids;

	for (size_t i = 0; i < c->seen.cnt; i++)
		if (c->seen.ids[i] == id)
			return *fresh = false, 0;
	ids = realloc(c->seen.ids, (c->seen.cnt + 1) * sizeof(*ids));
	if (!ids)
		return wbpf_fail(c->ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	ids[c->seen.cnt++] = id;
	c->seen.ids = ids;
	*fresh = true;
	return 0;
}

/* A struct: as the compiler is told, and as the reader is. */
struct place {
	const char *type, *said;
};

/* A type of the same 8 bytes on every target. */
static const char *advice_for(struct checker *c, uint32_t id)
{
	int ret;
	const struct btf_type *t = cg_skip(c->ts, &id, true, &ret);

	return t && btf_is_int(t) && (btf_int_encoding(t) & BTF_INT_SIGNED) ? ": declare it __s64" :
									      ": declare it __u64";
}

/* What is at `path` there: bytes and place. */
static void place_assert(struct checker *c, const struct place *in, const char *path,
			 uint64_t offset, uint64_t size, uint32_t id, bool advice)
{
	struct wbpf_buf what = WBPF_BUF_INIT;

	cg_describe(c->ts, &what, id);
	wbpf_buf_printf(c->out,
			"\tWBPF_SKEL_ASSERT(sizeof(((%s *)0)->%s) == %llu,\n"
			"\t\t\"'%s' of %s (%s) has %llu bytes in BPF, not here%s\");\n"
			"\tWBPF_SKEL_ASSERT(__builtin_offsetof(%s, %s) == %llu,\n"
			"\t\t\"'%s' of %s (%s) is at byte %llu in BPF, not here\");\n",
			in->type, path, (unsigned long long)size, path, in->said,
			what.data ? what.data : "", (unsigned long long)size,
			advice ? advice_for(c, id) : "", in->type, path, (unsigned long long)offset,
			path, in->said, what.data ? what.data : "", (unsigned long long)offset);
	wbpf_buf_free(&what);
}

static int check_named(struct checker *c, const struct cg_named *named, uint32_t id);
static int check_inside(struct checker *c, const struct place *in, struct wbpf_buf *path,
			uint64_t offset, uint32_t id, bool ours);

/* Is the member worth an assertion? All of ours; of the includer's only what can differ, as its
 * other members may bear other names there (kernel and C library do so). */
static int wanted(struct checker *c, uint32_t id, bool ours, bool *is)
{
	*is = ours;
	return ours ? 0 : cg_word_sized(c->ts, id, is);
}

static int add_name(struct checker *c, struct wbpf_buf *path, const char *name)
{
	char *ident = cg_ident(name);

	if (!ident)
		return wbpf_fail(c->ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	wbpf_buf_printf(path, "%s%s", path->len ? "." : "", ident);
	free(ident);
	return 0;
}

static int check_member(struct checker *c, const struct place *in, struct wbpf_buf *path,
			uint64_t offset, const struct btf_member *m, bool ours)
{
	const char *name = btf__name_by_offset(c->ts->btf, m->name_off);
	uint64_t size;
	bool is = false;
	int ret = cg_size(c->ts, m->type, &size);

	if (ret || !name || !*name)
		return ret ? ret : check_inside(c, in, path, offset, m->type, ours);
	ret = wanted(c, m->type, ours, &is);
	if (!ret)
		ret = add_name(c, path, name);
	if (ret)
		return ret;
	if (is)
		place_assert(c, in, path->data, offset, size, m->type, !ours && size == 8);
	return check_inside(c, in, path, offset, m->type, ours);
}

static int check_members(struct checker *c, const struct place *in, struct wbpf_buf *path,
			 uint64_t offset, const struct btf_type *t, bool ours)
{
	size_t len = path->len;

	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		uint64_t at = offset + btf_member_bit_offset(t, i) / 8;
		int ret;

		if (btf_member_bitfield_size(t, i))
			continue; /* has no address; its neighbours tell */
		ret = check_member(c, in, path, at, &btf_members(t)[i], ours);
		cut(path, len);
		if (ret)
			return ret;
	}
	return 0;
}

static int to_element(struct checker *c, struct wbpf_buf *path, uint32_t *id)
{
	for (int depth = 0; depth < CG_DEPTH_MAX; depth++) {
		uint32_t behind = *id;
		int ret;
		const struct btf_type *t = cg_skip(c->ts, &behind, true, &ret);

		if (!t || !btf_is_array(t))
			return ret;
		wbpf_buf_printf(path, "[0]");
		*id = btf_array(t)->type;
	}
	return cg_bad_type(c->ts, *id, "the array has too many dimensions");
}

/* What lies below a variable or member: nothing, members spelled out, or an includer's type. */
static int check_inside(struct checker *c, const struct place *in, struct wbpf_buf *path,
			uint64_t offset, uint32_t id, bool ours)
{
	const struct btf_type *t;
	struct cg_named named;
	int ret;

	if (c->depth >= CG_DEPTH_MAX)
		return cg_bad_type(c->ts, id, "types are nested too deeply");
	ret = to_element(c, path, &id);
	if (!ret)
		ret = cg_named(c->ts, &id, &named);
	if (ret)
		return ret;
	t = cg_type(c->ts, id, &ret);
	if (!t || !btf_is_composite(t))
		return ret;
	c->depth++;
	/* A struct within an includer's struct may be known to the includer by another name:
	 * it is looked at as a part of the outer one. */
	ret = named.name && ours ? check_named(c, &named, id) :
				   check_members(c, in, path, offset, t, ours);
	c->depth--;
	return ret;
}

static int check_named(struct checker *c, const struct cg_named *named, uint32_t id)
{
	struct wbpf_buf type = WBPF_BUF_INIT, path = WBPF_BUF_INIT;
	const struct btf_type *t;
	bool fresh;
	int ret = remember(c, id, &fresh);

	if (ret || !fresh)
		return ret;
	t = cg_type(c->ts, id, &ret);
	if (!t)
		return ret;
	wbpf_buf_printf(&type, "%s%s", named->keyword, named->name);
	ret = check_members(c, &(struct place){ type.data, type.data }, &path, 0, t, false);
	if (!ret)
		wbpf_buf_printf(c->out,
				"\tWBPF_SKEL_ASSERT(sizeof(%s) == %u,\n"
				"\t\t\"%s has %u bytes in BPF, not here\");\n",
				type.data, t->size, type.data, t->size);
	wbpf_buf_free(&type);
	wbpf_buf_free(&path);
	return ret;
}

static int check_var(struct checker *c, const struct place *in, const struct cg_var *var)
{
	struct wbpf_buf path = WBPF_BUF_INIT;
	int ret;

	wbpf_buf_printf(&path, "%s", var->ident);
	place_assert(c, in, path.data ? path.data : "", var->offset, var->size, var->type, false);
	ret = check_inside(c, in, &path, var->offset, var->type, true);
	wbpf_buf_free(&path);
	return ret;
}

static int check_section(struct checker *c, const struct cg_map *map, const char *skel)
{
	struct wbpf_buf type = WBPF_BUF_INIT, said = WBPF_BUF_INIT;
	struct cg_vars vars;
	int ret = cg_vars_read(c->ts, map, &vars);

	/* C++ knows the struct by another name, but both know the member. */
	wbpf_buf_printf(&type, "__typeof__(*s->%s)", map->section);
	wbpf_buf_printf(&said, "struct %s__%s", skel, map->section);
	for (size_t i = 0; !ret && !said.oom && !type.oom && i < vars.cnt; i++)
		ret = check_var(c, &(struct place){ type.data, said.data }, &vars.v[i]);
	c->out->oom |= type.oom || said.oom;
	wbpf_buf_free(&type);
	wbpf_buf_free(&said);
	cg_vars_free(&vars);
	return ret;
}

int cg_asserts(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m,
	       const char *skel)
{
	struct checker c = { ts, out, { NULL, 0 }, 0 };
	int ret = 0;

	for (uint32_t i = 0; !ret && i < m->map_cnt; i++)
		if (m->maps[i].section)
			ret = check_section(&c, &m->maps[i], skel);
	free(c.seen.ids);
	return ret;
}
