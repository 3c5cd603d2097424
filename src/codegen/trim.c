/* SPDX-License-Identifier: MIT */
#include "codegen/trim.h"

#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/ext.h"

/* ---- strings and numbers of the new BTF ---- */

/* The offset of a string of the old BTF in the new one. */
static uint32_t string(struct cg_trim *t, uint32_t offset)
{
	const char *text = btf__name_by_offset(t->btf, offset);
	int at = text ? btf__add_str(t->strings, text) : -1;

	t->oom |= at < 0;
	return at < 0 ? 0 : (uint32_t)at;
}

static uint32_t new_id(const struct cg_trim *t, uint32_t id)
{
	return id < t->cnt ? t->ids[id] : 0;
}

static void number(struct cg_trim *t)
{
	uint32_t next = 1;

	for (uint32_t id = 1; id < t->cnt; id++)
		if (t->keep[id])
			t->ids[id] = next++;
}

/* ---- types ---- */

static uint32_t members(struct cg_trim *t, struct wbpf_buf *out, uint32_t id,
			const struct btf_type *at)
{
	uint32_t cnt = 0;

	for (uint32_t i = 0; i < btf_vlen(at); i++) {
		struct btf_member m = btf_members(at)[i];

		if (!cg_member_kept(t, id, i))
			continue;
		m.name_off = string(t, m.name_off);
		m.type = new_id(t, m.type);
		wbpf_buf_append(out, &m, sizeof(m));
		cnt++;
	}
	return cnt;
}

static void params(struct cg_trim *t, struct wbpf_buf *out, const struct btf_type *at)
{
	for (uint32_t i = 0; i < btf_vlen(at); i++) {
		struct btf_param p = btf_params(at)[i];

		p.name_off = string(t, p.name_off);
		p.type = new_id(t, p.type);
		wbpf_buf_append(out, &p, sizeof(p));
	}
}

static void vars(struct cg_trim *t, struct wbpf_buf *out, const struct btf_type *at)
{
	for (uint32_t i = 0; i < btf_vlen(at); i++) {
		struct btf_var_secinfo v = btf_var_secinfos(at)[i];

		v.type = new_id(t, v.type);
		wbpf_buf_append(out, &v, sizeof(v));
	}
}

/* The name is the first word of both kinds of enumerators. */
static void enumerators(struct cg_trim *t, struct wbpf_buf *out, const struct btf_type *at)
{
	size_t size = btf_is_enum64(at) ? sizeof(struct btf_enum64) : sizeof(struct btf_enum);
	const char *e = (const char *)(at + 1);

	for (uint32_t i = 0; i < btf_vlen(at); i++, e += size) {
		uint32_t name;

		memcpy(&name, e, sizeof(name));
		name = string(t, name);
		wbpf_buf_append(out, &name, sizeof(name));
		wbpf_buf_append(out, e + sizeof(name), size - sizeof(name));
	}
}

static void array(struct cg_trim *t, struct wbpf_buf *out, const struct btf_type *at)
{
	struct btf_array a = *btf_array(at);

	a.type = new_id(t, a.type);
	a.index_type = new_id(t, a.index_type);
	wbpf_buf_append(out, &a, sizeof(a));
}

/* One word behind the type, which refers to nothing. */
static bool has_word(const struct btf_type *at)
{
	return btf_is_int(at) || btf_is_var(at) || btf_is_decl_tag(at);
}

static bool refers(const struct btf_type *at)
{
	return btf_is_ptr(at) || btf_is_mod(at) || btf_is_typedef(at) || btf_is_type_tag(at) ||
	       btf_is_func(at) || btf_is_func_proto(at) || btf_is_var(at) || btf_is_decl_tag(at);
}

static void write_type(struct cg_trim *t, struct wbpf_buf *out, uint32_t id)
{
	const struct btf_type *at = btf__type_by_id(t->btf, id);
	struct btf_type head = *at;
	size_t start = out->len;

	head.name_off = string(t, head.name_off);
	if (refers(at))
		head.type = new_id(t, head.type);
	wbpf_buf_append(out, &head, sizeof(head));
	if (btf_is_composite(at))
		head.info = (head.info & ~0xffffu) | members(t, out, id, at);
	else if (btf_is_func_proto(at))
		params(t, out, at);
	else if (btf_is_datasec(at))
		vars(t, out, at);
	else if (btf_is_any_enum(at))
		enumerators(t, out, at);
	else if (btf_is_array(at))
		array(t, out, at);
	else if (has_word(at))
		wbpf_buf_append(out, at + 1, sizeof(uint32_t));
	if (!out->oom)
		memcpy(out->data + start, &head, sizeof(head));
}

/* ---- .BTF.ext, whose records keep their places ---- */

static bool see(void *ctx, int kind, uint32_t *words)
{
	struct cg_trim *t = ctx;
	const char *access;

	if (kind == CG_EXT_FUNC)
		cg_mark(t, words[CG_FUNC_TYPE], CG_KEEP_NAMED);
	if (kind != CG_EXT_CORE)
		return true;
	access = btf__name_by_offset(t->btf, words[CG_CORE_ACCESS]);
	return access && cg_mark_relo(t, words[CG_CORE_TYPE], access, words[CG_CORE_KIND]);
}

static const struct btf_type *behind(const struct cg_trim *t, uint32_t *id)
{
	const struct btf_type *at = btf__type_by_id(t->btf, *id);

	while (btf_is_mod(at) || btf_is_typedef(at) || btf_is_type_tag(at)) {
		*id = at->type;
		at = btf__type_by_id(t->btf, *id);
	}
	return at;
}

static uint32_t kept_before(const struct cg_trim *t, uint32_t id, uint32_t member)
{
	uint32_t cnt = 0;

	for (uint32_t m = 0; m < member; m++)
		cnt += cg_member_kept(t, id, m);
	return cnt;
}

/* The same way through the members that are left; marking has found that it is one. */
static uint32_t new_access(struct cg_trim *t, uint32_t id, const char *old)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	uint32_t indexes[64];
	int cnt = cg_access_parse(old, indexes, 64), at;

	for (int i = 0; i < cnt; i++) {
		const struct btf_type *in = i ? behind(t, &id) : NULL;
		uint32_t index = indexes[i];

		if (in && btf_is_composite(in)) {
			index = kept_before(t, id, index);
			id = btf_members(in)[indexes[i]].type;
		} else if (in) {
			id = btf_array(in)->type;
		}
		wbpf_buf_printf(&text, "%s%u", i ? ":" : "", index);
	}
	at = text.data ? btf__add_str(t->strings, text.data) : -1;
	t->oom |= at < 0 || text.oom;
	wbpf_buf_free(&text);
	return at < 0 ? 0 : (uint32_t)at;
}

static bool is_field(uint32_t kind)
{
	return kind <= BPF_CORE_FIELD_RSHIFT_U64;
}

static bool change(void *ctx, int kind, uint32_t *words)
{
	struct cg_trim *t = ctx;

	switch (kind) {
	case CG_EXT_FUNC:
		words[CG_FUNC_TYPE] = new_id(t, words[CG_FUNC_TYPE]);
		break;
	case CG_EXT_LINE:
		words[CG_LINE_FILE] = string(t, words[CG_LINE_FILE]);
		words[CG_LINE_TEXT] = string(t, words[CG_LINE_TEXT]);
		break;
	case CG_EXT_CORE:
		words[CG_CORE_ACCESS] =
			is_field(words[CG_CORE_KIND]) ?
				new_access(t, words[CG_CORE_TYPE],
					   btf__name_by_offset(t->btf, words[CG_CORE_ACCESS])) :
				string(t, words[CG_CORE_ACCESS]);
		words[CG_CORE_TYPE] = new_id(t, words[CG_CORE_TYPE]);
		break;
	default:
		words[0] = string(t, words[0]);
	}
	return !t->oom;
}

/* ---- all of it ---- */

static void write_btf(struct cg_trim *t, struct wbpf_buf *types, struct wbpf_buf *out)
{
	struct btf_header head = { .magic = BTF_MAGIC,
				   .version = BTF_VERSION,
				   .hdr_len = sizeof(head) };
	const struct btf_header *pool;
	uint32_t len = 0;

	pool = btf__raw_data(t->strings, &len);
	if (!pool || types->oom) {
		t->oom = true;
		return;
	}
	head.type_len = head.str_off = (uint32_t)types->len;
	head.str_len = pool->str_len;
	wbpf_buf_append(out, &head, sizeof(head));
	wbpf_buf_append(out, types->data ? types->data : "", types->len);
	wbpf_buf_append(out, (const char *)pool + pool->hdr_len + pool->str_off, pool->str_len);
}

static bool write_types(struct cg_trim *t, struct wbpf_buf *out)
{
	number(t);
	for (uint32_t id = 1; id < t->cnt && !t->oom; id++)
		if (t->keep[id])
			write_type(t, out, id);
	return !t->oom;
}

bool cg_trim_write(struct cg_trim *t, struct wbpf_buf *out)
{
	struct wbpf_buf types = WBPF_BUF_INIT;

	if (write_types(t, &types))
		write_btf(t, &types, out);
	wbpf_buf_free(&types);
	return !t->oom && !out->oom;
}

static bool trim(struct cg_trim *t, struct wbpf_buf *btf, struct wbpf_buf *ext)
{
	struct wbpf_buf types = WBPF_BUF_INIT;

	if ((ext->len && !cg_ext_walk(ext->data, ext->len, see, t)) || !cg_mark_roots(t))
		return false;
	if (write_types(t, &types) && ext->len && !cg_ext_walk(ext->data, ext->len, change, t))
		t->oom = true;
	if (!t->oom)
		write_btf(t, &types, btf);
	wbpf_buf_free(&types);
	return !t->oom && !btf->oom;
}

bool cg_trim_prepare(struct cg_trim *t, const struct btf *btf)
{
	*t = (struct cg_trim){ .btf = btf, .cnt = btf__type_cnt(btf) };
	t->strings = btf__new_empty();
	t->keep = calloc(t->cnt, sizeof(*t->keep));
	t->members = calloc(t->cnt, sizeof(*t->members));
	t->ids = calloc(t->cnt, sizeof(*t->ids));
	return t->strings && t->keep && t->members && t->ids;
}

void cg_trim_release(struct cg_trim *t)
{
	for (uint32_t id = 0; t->members && id < t->cnt; id++)
		free(t->members[id]);
	free(t->members);
	free(t->keep);
	free(t->ids);
	free(t->todo);
	btf__free(t->strings);
}

bool cg_trim_btf(const void *old, size_t old_len, const void *ext, size_t ext_len,
		 struct wbpf_buf *new_btf, struct wbpf_buf *new_ext)
{
	struct btf *btf = old_len <= UINT32_MAX ? btf__new(old, (uint32_t)old_len) : NULL;
	struct cg_trim t = { 0 };
	bool done = btf && cg_trim_prepare(&t, btf);

	if (ext_len)
		wbpf_buf_append(new_ext, ext, ext_len);
	done = done && !new_ext->oom && trim(&t, new_btf, new_ext) && new_btf->len < old_len;
	cg_trim_release(&t);
	btf__free(btf);
	return done;
}
