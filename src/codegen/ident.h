/* SPDX-License-Identifier: MIT */
/* Names of an object as identifiers that a C and a C++ compiler take, no two the same. */
#ifndef WBPF_CODEGEN_IDENT_H
#define WBPF_CODEGEN_IDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct wbpf_error;

bool cg_is_ident(const char *name);

/* A name with '_' for what no identifier has, and behind a keyword of C or a macro of the headers
 * that a skeleton includes. NULL: out of memory. The caller frees. */
char *cg_ident(const char *name);

/* Of the same names, the later ones get "_2", "_3", ...; what idents[] points at is replaced.
 * -E2BIG when that has no end, -ENOMEM. */
int cg_unique(char **const *idents, size_t cnt, struct wbpf_error *err);

/* Keywords of C++ alone stay what they are in C. `set` remembers those that were met. */
void cg_note_cpp(uint64_t set[2], const char *ident);
/* "#define class class_", or their end, for those in the set. */
void cg_cpp_names(struct wbpf_buf *out, const uint64_t set[2], bool define);

#endif
