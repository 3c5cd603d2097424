/* SPDX-License-Identifier: MIT */
/* Which kernel types the CO-RE relocations of an object name: .BTF.ext as docs/bpf/btf.rst of the
 * kernel has it. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "kern/min_btf.h"

/* libbpf has checked the header against the section; the parts behind it are checked here. */
struct ext_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t hdr_len;
	uint32_t func_info_off, func_info_len, line_info_off, line_info_len;
	uint32_t core_relo_off, core_relo_len;
};

struct ext_section {
	uint32_t name_off, cnt;
};

uint32_t kern_essential_len(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = len; i-- > 0;) {
		if (i + 5 <= len && name[i] != '_' && !memcmp(name + i + 1, "___", 3) &&
		    name[i + 4] != '_')
			return (uint32_t)(i + 1);
	}
	return (uint32_t)len;
}

static bool is_enum(uint32_t kind)
{
	return kind == BTF_KIND_ENUM || kind == BTF_KIND_ENUM64;
}

bool kern_same_kind(uint32_t a, uint32_t b)
{
	return a == b || (is_enum(a) && is_enum(b));
}

static struct kern_root *find(const struct kern_roots *roots, const char *name, uint32_t len,
			      uint32_t kind)
{
	for (uint32_t i = 0; i < roots->cnt; i++) {
		struct kern_root *r = &roots->roots[i];

		if (r->name_len == len && kern_same_kind(r->kind, kind) &&
		    !memcmp(r->name, name, len))
			return r;
	}
	return NULL;
}

static int add(struct kern_roots *roots, const char *name, uint32_t kind)
{
	uint32_t len = kern_essential_len(name), cap = roots->cap ? roots->cap * 2 : 16;
	struct kern_root *more;

	if (find(roots, name, len, kind))
		return 0;
	if (roots->cnt == roots->cap) {
		more = reallocarray(roots->roots, cap, sizeof(*more));
		if (!more)
			return -ENOMEM;
		roots->roots = more;
		roots->cap = cap;
	}
	roots->roots[roots->cnt++] = (struct kern_root){ name, len, kind, false };
	return 0;
}

static uint32_t resolved_kind(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int depth = 0; t && depth < 32 && (btf_is_mod(t) || btf_is_typedef(t)); depth++)
		t = btf__type_by_id(btf, t->type);
	return t ? btf_kind(t) : BTF_KIND_UNKN;
}

/* Of these only the kind is compared; of pointers and functions all that they refer to. */
static bool is_plain(uint32_t kind)
{
	switch (kind) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FWD:
	case BTF_KIND_INT:
		return true;
	default:
		return false;
	}
}

static bool is_fit(const struct btf *btf, const struct bpf_core_relo *relo)
{
	switch (relo->kind) {
	case BPF_CORE_TYPE_EXISTS:
	case BPF_CORE_TYPE_SIZE:
		return is_plain(resolved_kind(btf, relo->type_id));
	case BPF_CORE_FIELD_BYTE_OFFSET:
	case BPF_CORE_FIELD_BYTE_SIZE:
	case BPF_CORE_FIELD_EXISTS:
	case BPF_CORE_FIELD_SIGNED:
	case BPF_CORE_FIELD_LSHIFT_U64:
	case BPF_CORE_FIELD_RSHIFT_U64:
	case BPF_CORE_ENUMVAL_EXISTS:
	case BPF_CORE_ENUMVAL_VALUE:
		return true;
	default: /* ids of the kernel's types, whole types compared, kinds that are new */
		return false;
	}
}

static int read_relo(const struct btf *btf, const struct bpf_core_relo *relo,
		     struct kern_roots *roots)
{
	const struct btf_type *t = btf__type_by_id(btf, relo->type_id);
	const char *name = t ? btf__name_by_offset(btf, t->name_off) : NULL;

	if (relo->kind == BPF_CORE_TYPE_ID_LOCAL)
		return 0;
	if (!name || !*name || !is_fit(btf, relo)) {
		roots->unfit = true;
		return 0;
	}
	return add(roots, name, btf_kind(t));
}

/* The records of one section; the bytes that it takes, or a negative errno. */
static int64_t read_section(const struct btf *btf, const uint8_t *at, uint32_t left,
			    uint32_t rec_size, struct kern_roots *roots)
{
	struct ext_section sec;
	struct bpf_core_relo relo;
	int ret = 0;

	if (left < sizeof(sec))
		return -EINVAL;
	memcpy(&sec, at, sizeof(sec));
	if ((uint64_t)sec.cnt * rec_size > left - sizeof(sec))
		return -EINVAL;
	at += sizeof(sec);
	for (uint32_t i = 0; i < sec.cnt && !ret; i++, at += rec_size) {
		memcpy(&relo, at, sizeof(relo));
		ret = read_relo(btf, &relo, roots);
	}
	return ret ? ret : (int64_t)(sizeof(sec) + (uint64_t)sec.cnt * rec_size);
}

static int read_relos(const struct btf *btf, const uint8_t *at, uint32_t left,
		      struct kern_roots *roots)
{
	uint32_t rec_size;
	int64_t taken;

	if (left < sizeof(rec_size))
		return left ? -EINVAL : 0;
	memcpy(&rec_size, at, sizeof(rec_size));
	if (rec_size < sizeof(struct bpf_core_relo))
		return -EINVAL;
	at += sizeof(rec_size);
	left -= sizeof(rec_size);
	for (; left; at += taken, left -= (uint32_t)taken) {
		taken = read_section(btf, at, left, rec_size, roots);
		if (taken < 0)
			return (int)taken;
	}
	return 0;
}

int kern_roots_read(const struct btf *btf, const struct btf_ext *ext, struct kern_roots *roots)
{
	uint32_t size;
	const uint8_t *data = btf_ext__raw_data(ext, &size);
	struct ext_header h;

	/* Shorter headers have no CO-RE part. */
	if (!data || size < sizeof(h))
		return 0;
	memcpy(&h, data, sizeof(h));
	if (h.hdr_len < sizeof(h))
		return 0;
	if ((uint64_t)h.hdr_len + h.core_relo_off + h.core_relo_len > size)
		return -EINVAL;
	return read_relos(btf, data + h.hdr_len + h.core_relo_off, h.core_relo_len, roots);
}
