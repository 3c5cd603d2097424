/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CODEGEN_TEXT_H
#define WBPF_CODEGEN_TEXT_H

#include "codegen/model.h"

/* Append a text in which '@' stands for the name. */
void cg_expand(struct wbpf_buf *out, const char *text, const char *name);

/* maps, progs and (where asked for) links: a pointer for each, in structs that exist only when
 * they are not empty. */
void cg_handles(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m, bool links);

/* The statements that make the arrays of `s`; `whole`: with sections and links. */
void cg_tables(struct wbpf_buf *out, const struct cg_model *m, bool whole);
/* `what` is "map", "prog" or "var". */
void cg_table(struct wbpf_buf *out, const char *what, size_t cnt);

/* The struct's name is no C identifier, or too long: -EINVAL, stage USAGE. */
int cg_check_name(const char *name, struct wbpf_error *err);

#endif
