/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CODEGEN_BYTES_H
#define WBPF_CODEGEN_BYTES_H

#include "base/buf.h"

/* The bytes as the inside of C string literals, one per line. */
void cg_bytes(struct wbpf_buf *out, const void *data, size_t len);

/* A string inside of a C literal, without its quotes. */
void cg_escaped(struct wbpf_buf *out, const char *text);

/*
 * Append the ELF object without what libbpf does not need: DWARF, and those of its types that
 * neither its data, maps and functions nor CO-RE relocations use. What is no plain little-endian
 * ELF64 is copied as is.
 */
void cg_strip(struct wbpf_buf *out, const void *elf, size_t len);

#endif
