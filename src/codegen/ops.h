/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CODEGEN_OPS_H
#define WBPF_CODEGEN_OPS_H

#include "codegen/model.h"

/* "struct { struct NAME__ops__type { ... } *ops; } struct_ops;": what struct_ops maps are made of,
 * to be changed before load; functions are programs there, as bpftool has it. */
int cg_ops(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m, const char *skel);
/* The statements that fill in these pointers, in a function that has `obj`. */
void cg_ops_open(struct wbpf_buf *out, const struct cg_model *m);

#endif
