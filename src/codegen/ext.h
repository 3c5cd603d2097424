/* SPDX-License-Identifier: MIT */
/* .BTF.ext: what BTF says of instructions. */
#ifndef WBPF_CODEGEN_EXT_H
#define WBPF_CODEGEN_EXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cg_ext_kind { CG_EXT_FUNC, CG_EXT_LINE, CG_EXT_CORE };

/* Words of a record, as the kernel's bpf_func_info, bpf_line_info and bpf_core_relo have them. */
enum { CG_FUNC_TYPE = 1, CG_LINE_FILE = 1, CG_LINE_TEXT = 2 };
enum { CG_CORE_TYPE = 1, CG_CORE_ACCESS = 2, CG_CORE_KIND = 3 };

/* `words` is the record, or with kind < 0 the place of a section's name; it can be changed when the
 * data can. false ends the walk. */
typedef bool (*cg_ext_fn)(void *ctx, int kind, uint32_t *words);

/* All records; false: `fn` said so, or the data is none. */
bool cg_ext_walk(void *data, size_t len, cg_ext_fn fn, void *ctx);

/* The numbers of an access string ("0:1:2"); -1: it is none, or longer than max. */
int cg_access_parse(const char *text, uint32_t *indexes, int max);

#endif
