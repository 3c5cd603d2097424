/* SPDX-License-Identifier: MIT */
/* The sections of a little-endian ELF64 object, and a copy of it with other contents. */
#ifndef WBPF_CODEGEN_ELF_H
#define WBPF_CODEGEN_ELF_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct cg_content {
	const void *data; /* borrowed */
	size_t len;
};

struct cg_elf {
	const char *data;
	size_t len;
	Elf64_Ehdr head;
	Elf64_Shdr *sections;	    /* owned copy */
	struct cg_content *content; /* of each section; owned array */
	const char *names;
	size_t names_len;
};

/* false: no plain little-endian ELF64, or out of memory. Free it in either case. */
bool cg_elf_read(struct cg_elf *e, const void *data, size_t len);
void cg_elf_free(struct cg_elf *e);

const char *cg_elf_name(const struct cg_elf *e, int i);
/* The contents of the section of that name, to be read or replaced; NULL: there is none. */
struct cg_content *cg_elf_find(const struct cg_elf *e, const char *name);
/* Append the object with the contents as they are now. Numbers of sections stay, so that symbols
 * and relocations need no change. */
void cg_elf_write(const struct cg_elf *e, struct wbpf_buf *out);

#endif
