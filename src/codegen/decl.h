/* SPDX-License-Identifier: MIT */
/*
 * C declarations of BTF types, such that any C compiler gives them the BPF target's layout:
 * integers by width, pointers as __u64, every gap as a member. Named structs, unions and enums
 * and typedefs of them are said by name, as bpftool does: the includer's shared header has them.
 */
#ifndef WBPF_CODEGEN_DECL_H
#define WBPF_CODEGEN_DECL_H

#include "codegen/types.h"

/* One line (or, for anonymous types, several): "\t\t__u32 name[4];\n". */
int cg_decl(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, const char *name, int indent);

/* The same for a pointer of the guest's own to such a thing. */
int cg_pointer(struct cg_types *ts, struct wbpf_buf *out, uint32_t id, const char *name,
	       int indent);

/* The braces of a struct, union or enum, with what is between and its attributes. */
int cg_body(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, int indent);

/* The members of t[0..size), gaps included. */
int cg_members(struct cg_types *ts, struct wbpf_buf *out, const struct btf_type *t, int indent);

/* Padding of `bytes`; nothing for 0. */
void cg_pad(struct cg_types *ts, struct wbpf_buf *out, uint64_t bytes, int indent);

void cg_indent(struct wbpf_buf *out, int indent);

/* The pointee's type in words for a comment or message; never fails, "..." where too long. */
void cg_describe(struct cg_types *ts, struct wbpf_buf *out, uint32_t id);

/* Must the includer declare the type, so that it is said by name? NULL when it is spelled out
 * here. *id is moved to the struct, union or enum behind typedefs. */
struct cg_named {
	const char *keyword; /* "struct ", "union ", "enum " or "" for a typedef */
	const char *name;    /* NULL: not by name */
};
int cg_named(struct cg_types *ts, uint32_t *id, struct cg_named *named);

/* "struct ", "union ", "enum ", or "" for another kind. */
const char *cg_keyword(const struct btf_type *t);

#endif
