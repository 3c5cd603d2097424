/* SPDX-License-Identifier: MIT */
/* Of a kernel's types those that CO-RE relocations of some objects look at, member by member. */
#include <errno.h>
#include <string.h>

#include <linux/bpf.h>

#include "codegen/codegen.h"
#include "codegen/elf.h"
#include "codegen/ext.h"
#include "codegen/trim.h"

enum { STEPS_MAX = 64, NESTED_MAX = 16 };

struct min {
	struct cg_trim kernel;
	const struct btf *local; /* the object's */
};

static uint32_t essential_len(const char *name)
{
	const char *flavour = strstr(name, "___");

	return (uint32_t)(flavour && flavour != name ? (size_t)(flavour - name) : strlen(name));
}

static uint32_t kind_of(const struct btf_type *t)
{
	return btf_is_any_enum(t) ? BTF_KIND_ENUM : btf_kind(t);
}

/* ---- the same way through the kernel's types as through the object's ---- */

static const struct btf_type *local_skip(const struct min *m, uint32_t *id)
{
	for (int step = 0; step < STEPS_MAX; step++) {
		const struct btf_type *t = btf__type_by_id(m->local, *id);

		if (!t || !(btf_is_mod(t) || btf_is_typedef(t) || btf_is_type_tag(t)))
			return t;
		*id = t->type;
	}
	return NULL;
}

/* A member by name, also within anonymous ones; those on the way are kept. *id moves to its type. */
static bool enter(struct cg_trim *k, uint32_t *id, const char *name, int depth)
{
	uint32_t in = *id;
	const struct btf_type *t = depth < NESTED_MAX ? cg_mark_skip(k, &in) : NULL;

	if (!t || !btf_is_composite(t))
		return false;
	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		const struct btf_member *m = &btf_members(t)[i];
		const char *its = btf__name_by_offset(k->btf, m->name_off);
		uint32_t next = m->type;

		if (!its || (*its ? strcmp(its, name) != 0 : !enter(k, &next, name, depth + 1)))
			continue;
		*id = next;
		return cg_mark_member(k, in, i);
	}
	return false;
}

static bool enter_array(struct cg_trim *k, uint32_t *id)
{
	const struct btf_type *t = cg_mark_skip(k, id);

	if (!t || !btf_is_array(t))
		return false;
	*id = btf_array(t)->type;
	return true;
}

/* false: the object's own types do not fit; a kernel without the field is no error. */
static bool mark_field(struct min *m, uint32_t local, uint32_t id, const char *access)
{
	uint32_t indexes[STEPS_MAX];
	int cnt = cg_access_parse(access, indexes, STEPS_MAX);
	bool there = true;

	for (int i = 1; i < cnt && there; i++) {
		const struct btf_type *t = local_skip(m, &local);
		const char *name;

		if (t && btf_is_array(t)) {
			local = btf_array(t)->type;
			there = enter_array(&m->kernel, &id);
			continue;
		}
		if (!t || !btf_is_composite(t) || indexes[i] >= btf_vlen(t))
			return false;
		name = btf__name_by_offset(m->local, btf_members(t)[indexes[i]].name_off);
		local = btf_members(t)[indexes[i]].type;
		if (name && *name)
			there = enter(&m->kernel, &id, name, 0);
	}
	cg_mark_skip(&m->kernel, &id);
	return cnt > 0;
}

static bool mark_candidate(struct min *m, const uint32_t *relo, uint32_t id, const char *access)
{
	switch (relo[CG_CORE_KIND]) {
	case BPF_CORE_TYPE_EXISTS:
	case BPF_CORE_TYPE_SIZE:
	case BPF_CORE_TYPE_ID_TARGET:
		/* Functions and pointers are compared by what they are of. */
		cg_mark(&m->kernel, id, CG_KEEP_NAMED);
		return true;
	case BPF_CORE_TYPE_ID_LOCAL:
		return true;
	case BPF_CORE_ENUMVAL_EXISTS:
	case BPF_CORE_ENUMVAL_VALUE:
	case BPF_CORE_TYPE_MATCHES:
		cg_mark(&m->kernel, id, CG_KEEP_WHOLE);
		return true;
	default:
		return mark_field(m, relo[CG_CORE_TYPE], id, access);
	}
}

static bool relocation(void *ctx, int kind, uint32_t *relo)
{
	struct min *m = ctx;
	const struct btf_type *t;
	const char *name, *access;

	if (kind != CG_EXT_CORE)
		return true;
	t = btf__type_by_id(m->local, relo[CG_CORE_TYPE]);
	name = t ? btf__name_by_offset(m->local, t->name_off) : NULL;
	access = btf__name_by_offset(m->local, relo[CG_CORE_ACCESS]);
	if (!name || !*name || !access)
		return false;
	for (uint32_t id = 1; id < m->kernel.cnt; id++) {
		const struct btf_type *k = btf__type_by_id(m->kernel.btf, id);
		const char *its = btf__name_by_offset(m->kernel.btf, k->name_off);
		uint32_t len = essential_len(name);

		if (kind_of(k) != kind_of(t) || strncmp(its, name, len) != 0 ||
		    essential_len(its) != len)
			continue;
		if (!mark_candidate(m, relo, id, access))
			return false;
	}
	return true;
}

/* ---- objects ---- */

static int bad(struct wbpf_error *err, const struct cg_input *in, const char *why)
{
	return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "%s: %s", in->name, why);
}

static int read_object(struct min *m, const struct cg_input *in, struct cg_elf *e,
		       struct wbpf_error *err)
{
	struct cg_content *btf, *ext;
	struct wbpf_buf copy = WBPF_BUF_INIT;
	struct btf *local;
	bool fine = true;

	if (!cg_elf_read(e, in->elf, in->len) || e->head.e_machine != EM_BPF)
		return bad(err, in, "not a little-endian eBPF object");
	btf = cg_elf_find(e, ".BTF");
	ext = cg_elf_find(e, ".BTF.ext");
	local = btf && btf->len <= UINT32_MAX ? btf__new(btf->data, (uint32_t)btf->len) : NULL;
	if (!local)
		return bad(err, in, "the eBPF object has no BTF (compile it with clang -g)");
	m->local = local;
	if (ext)
		wbpf_buf_append(&copy, ext->data, ext->len);
	if (copy.len)
		fine = cg_ext_walk(copy.data, copy.len, relocation, m);
	wbpf_buf_free(&copy);
	btf__free(local);
	return fine ? 0 : bad(err, in, "its CO-RE relocations do not fit its types");
}

static int mark_objects(struct min *m, const struct cg_input *objects, size_t cnt,
			struct wbpf_error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < cnt; i++) {
		struct cg_elf e;

		ret = read_object(m, &objects[i], &e, err);
		cg_elf_free(&e);
	}
	return ret;
}

int wbpf_codegen_min_btf(const struct cg_input *objects, size_t cnt, const char *btf_path,
			 struct wbpf_buf *out, struct wbpf_error *err)
{
	struct min m = { 0 };
	struct btf *kernel;
	int ret = wbpf_codegen_open_btf(btf_path, &kernel, err);

	if (ret)
		return ret;
	if (cg_trim_prepare(&m.kernel, kernel)) {
		m.kernel.shallow = true;
		ret = mark_objects(&m, objects, cnt, err);
	} else {
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	}
	if (!ret && (!cg_mark_parts(&m.kernel) || !cg_trim_write(&m.kernel, out)))
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	cg_trim_release(&m.kernel);
	btf__free(kernel);
	return ret;
}
