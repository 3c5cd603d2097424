/* SPDX-License-Identifier: MIT */
/* What a generated skeleton has: the maps and programs of an object under names that a C
 * compiler takes, in libbpf's order. */
#ifndef WBPF_CODEGEN_MODEL_H
#define WBPF_CODEGEN_MODEL_H

#include <bpf/libbpf.h>

#include "codegen/types.h"

struct cg_map {
	const char *name; /* libbpf's; borrowed from the object */
	char *ident;	  /* "rodata", "data_foo", "events"; owned */
	uint32_t datasec; /* BTF id; 0: no typed variables */
	bool mmaped;	  /* a pointer to its memory belongs into the skeleton */
	bool struct_ops;  /* a link belongs into the skeleton */
};

struct cg_prog {
	const char *name;
	char *ident;
};

struct cg_model {
	struct bpf_object *obj;
	const struct btf *btf;
	struct cg_map *maps;
	struct cg_prog *progs;
	uint32_t map_cnt, prog_cnt;
};

int cg_model_open(struct cg_model *m, const void *elf, size_t len, const char *name,
		  struct wbpf_error *err);
void cg_model_close(struct cg_model *m);

/* A variable of a section that belongs into the skeleton. */
struct cg_var {
	char ident[256];
	uint32_t type;
	uint32_t offset;
	uint64_t size; /* of the type */
};

/* The i-th variable of a section; *shown is false for a static one. */
int cg_var(struct cg_types *ts, const struct btf_type *sec, uint32_t i, struct cg_var *var,
	   bool *shown);

#endif
