/* SPDX-License-Identifier: MIT */
/* Static assertions: what the guest's compiler makes of a skeleton's types is what BPF has. */
#ifndef WBPF_CODEGEN_ASSERT_H
#define WBPF_CODEGEN_ASSERT_H

#include "codegen/model.h"

/* Assertions for every variable of every section, the members of what is spelled out in the
 * skeleton, and those of the includer's structs that a 32-bit target would lay out otherwise. */
int cg_asserts(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m,
	       const char *skel);

#endif
