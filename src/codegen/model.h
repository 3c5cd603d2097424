/* SPDX-License-Identifier: MIT */
/* What a generated skeleton has: the maps and programs of an object under names that a C
 * compiler takes, in libbpf's order. */
#ifndef WBPF_CODEGEN_MODEL_H
#define WBPF_CODEGEN_MODEL_H

#include <bpf/libbpf.h>

#include "codegen/types.h"

struct cg_map {
	const char *name;    /* libbpf's; borrowed from the object */
	char *ident;	     /* "rodata", "data_foo", "events"; owned */
	const char *section; /* how the pointer to its memory is called in the skeleton: "arena",
			      * or as above; NULL: there is none */
	uint32_t datasec;    /* BTF id; 0: no typed variables */
	bool memory;	     /* has a section */
	bool internal;	     /* a section's */
	uint32_t ops; /* BTF id of a struct_ops map's struct; a link belongs into the skeleton */
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
	const char *name; /* as in BTF; borrowed */
	char *ident;	  /* owned */
	uint32_t type;
	uint32_t offset;
	uint64_t size; /* of the type */
};

struct cg_vars {
	struct cg_var *v;
	size_t cnt;
};

/* The variables of a map's section that are not static, in BTF's order; none without one. */
int cg_vars_read(struct cg_types *ts, const struct cg_map *map, struct cg_vars *vars);
void cg_vars_free(struct cg_vars *vars);

#endif
