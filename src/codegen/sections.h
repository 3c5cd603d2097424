/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CODEGEN_SECTIONS_H
#define WBPF_CODEGEN_SECTIONS_H

#include "codegen/model.h"

/* "struct NAME__bss { ... } *bss;" for each mapped section, as members of the skeleton. */
int cg_sections(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m,
		const char *skel);

#endif
