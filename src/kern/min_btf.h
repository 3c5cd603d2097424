/* SPDX-License-Identifier: MIT */
/* Cutting out of a kernel's BTF what CO-RE of one object can ask for; min_btf.c keeps it. */
#ifndef WBPF_KERN_MIN_BTF_H
#define WBPF_KERN_MIN_BTF_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stdint.h>

/* A root type that a relocation names. */
struct kern_root {
	const char *name;  /* borrowed of the object's BTF */
	uint32_t name_len; /* without a flavour (___x) */
	uint32_t kind;
	bool found;
};

struct kern_roots {
	struct kern_root *roots; /* owned */
	uint32_t cnt, cap;
	bool unfit; /* a relocation that a part of the types cannot answer as the whole does */
};

/* Length of a name without its flavour. */
uint32_t kern_essential_len(const char *name);
/* ENUM and ENUM64 stand for each other. */
bool kern_same_kind(uint32_t a, uint32_t b);

/* What the relocations of an object name. 0 (perhaps unfit), -ENOMEM, -EINVAL. */
int kern_roots_read(const struct btf *btf, const struct btf_ext *ext, struct kern_roots *roots);

/*
 * A BTF with every candidate for the roots, complete in itself but for what pointers point to,
 * which no relocation looks at. NULL and errno: ENOENT a root without candidate (it may be a kernel module's); EINVAL
 * types of another kind of machine; ENOMEM.
 */
struct btf *kern_btf_cut(const struct btf *kernel, struct kern_roots *roots);

#endif
