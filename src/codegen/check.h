/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CODEGEN_CHECK_H
#define WBPF_CODEGEN_CHECK_H

#include "codegen/types.h"

/* Refuse what libbpf's dumper does not survive: members without a size (it divides by their
 * alignment), structs that contain themselves, endless or very long chains of types. */
int cg_check_all(struct cg_types *ts);

#endif
