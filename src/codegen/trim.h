/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CODEGEN_TRIM_H
#define WBPF_CODEGEN_TRIM_H

#include <stdbool.h>
#include <stdint.h>

#include <bpf/btf.h>

#include "base/buf.h"

/*
 * An object compiled with vmlinux.h describes every member of every kernel struct that it touches
 * once: nine tenths of many objects. Kept are the types of its global data, maps and functions,
 * and of the kernel's structs what CO-RE relocations read.
 */
enum cg_keep {
	CG_KEEP_NOT,
	CG_KEEP_BARE,  /* the type alone: no members, pointers lead to void */
	CG_KEEP_NAMED, /* what it points at is named */
	CG_KEEP_WHOLE  /* with all members and what they point at */
};

struct cg_trim {
	const struct btf *btf;
	uint8_t *keep;	   /* enum cg_keep of each type */
	uint8_t **members; /* by type, of those that are kept for some members; NULL: for none */
	uint32_t *todo;	   /* types whose parts are to be marked */
	uint32_t *ids;	   /* new number of each type */
	uint32_t cnt, todo_cnt, todo_max;
	struct btf *strings; /* only a pool */
	bool shallow;	     /* whole types end where pointers begin */
	bool oom;
};

/* ---- mark.c: what is kept */
void cg_mark(struct cg_trim *t, uint32_t id, enum cg_keep keep);
/* false: a type or access string that does not fit. */
bool cg_mark_relo(struct cg_trim *t, uint32_t type, const char *access, uint32_t kind);
/* Through typedefs and modifiers, which stay; *id moves on. NULL: it has no end. */
const struct btf_type *cg_mark_skip(struct cg_trim *t, uint32_t *id);
bool cg_mark_member(struct cg_trim *t, uint32_t id, uint32_t member);
/* Global data and functions, and what all marked types consist of. */
bool cg_mark_roots(struct cg_trim *t);
bool cg_mark_parts(struct cg_trim *t);
bool cg_member_kept(const struct cg_trim *t, uint32_t id, uint32_t member);

/* ---- trim.c */
bool cg_trim_prepare(struct cg_trim *t, const struct btf *btf);
void cg_trim_release(struct cg_trim *t);
/* Append BTF of what was marked. false: out of memory. */
bool cg_trim_write(struct cg_trim *t, struct wbpf_buf *out);
/* Both sections anew. false: nothing can be saved, or the data is odd: keep the old ones. */
bool cg_trim_btf(const void *btf, size_t btf_len, const void *ext, size_t ext_len,
		 struct wbpf_buf *new_btf, struct wbpf_buf *new_ext);

#endif
