/* SPDX-License-Identifier: MIT */
/*
 * BTF types with the layout of the BPF target (64-bit, little-endian rules of clang), and the
 * bounds that keep hostile BTF (cycles, type trees that grow exponentially) from hurting.
 */
#ifndef WBPF_CODEGEN_TYPES_H
#define WBPF_CODEGEN_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include <bpf/btf.h>

#include "base/buf.h"
#include "base/error.h"
#include "codegen/ident.h"

enum {
	CG_DEPTH_MAX = 32,	    /* nested types, and steps of a typedef or modifier chain */
	CG_TYPES_MAX = 1000 * 1000, /* visits of types by one generated file */
};

struct cg_types {
	const struct btf *btf;
	struct wbpf_error *err;
	uint32_t visits; /* how many types were looked at so far */
	uint32_t pads;	 /* padding members so far, for their names */
	bool natural; /* no padding as a member where compilers leave a gap by themselves, so that
			  * initializers without names fit */
	uint64_t cpp[2]; /* keywords of C++ that were written as names */
};

/* Every look at a type goes through here: NULL and *ret < 0 when the id is bad or the bound of
 * visits is reached; void is a type of kind BTF_KIND_UNKN. */
const struct btf_type *cg_type(struct cg_types *ts, uint32_t id, int *ret);

/* Skip const, volatile, restrict and type tags; typedefs as well when asked. *id moves on. */
const struct btf_type *cg_skip(struct cg_types *ts, uint32_t *id, bool typedefs, int *ret);

const char *cg_type_name(const struct cg_types *ts, const struct btf_type *t); /* "" = anonymous */

/* Bytes; -EINVAL for what has no size (void, functions, forward declarations). */
int cg_size(struct cg_types *ts, uint32_t id, uint64_t *size);
/* Bytes, >= 1; a struct whose members or size do not respect them is packed and has 1. */
int cg_align(struct cg_types *ts, uint32_t id, uint32_t *align);
/* Would a compiler for another target have to be told that this struct is packed? */
int cg_is_packed(struct cg_types *ts, const struct btf_type *t, bool *packed);

/* Can the type differ in size between a 64-bit and a 32-bit target (pointer, long)? Looks
 * through typedefs and arrays, not into structs. */
int cg_word_sized(struct cg_types *ts, uint32_t id, bool *is);

int cg_bad_type(struct cg_types *ts, uint32_t id, const char *why);

#endif
