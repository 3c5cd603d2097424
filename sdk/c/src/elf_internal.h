/* SPDX-License-Identifier: MIT */
/* An ELF file that is read: the file in parts, as they are asked for. */
#ifndef WBPF_SDK_ELF_INTERNAL_H
#define WBPF_SDK_ELF_INTERNAL_H

#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum wbpf_elf_error {
	WBPF_ELF_OK,
	WBPF_ELF_HANDLE,
	WBPF_ELF_COMMAND,
	WBPF_ELF_FILE,
	WBPF_ELF_MEMORY,
	WBPF_ELF_FORMAT,
	WBPF_ELF_HEADER,
	WBPF_ELF_PHDRS,
	WBPF_ELF_SHDRS,
	WBPF_ELF_SECTION,
	WBPF_ELF_DATA,
	WBPF_ELF_INDEX,
	WBPF_ELF_STRING,
	WBPF_ELF_ERRORS,
};

struct Elf_Scn {
	Elf *elf;
	size_t index;
	GElf_Shdr header;
	Elf_Data data; /* filled when asked for */
	bool read;
};

struct Elf {
	int fd;
	const uint8_t *image; /* instead of fd */
	uint64_t size;	      /* bytes of the file */
	unsigned int refs;
	Elf_Kind kind;
	bool wide, swapped; /* 64 bits; the other byte order */
	char ident[EI_NIDENT];
	GElf_Ehdr header;
	size_t section_cnt, segment_cnt, names;
	Elf_Scn *sections; /* section_cnt */
	uint8_t *segments; /* segment_cnt headers as in the file; NULL until asked for */
};

/* Remembers the error; NULL. */
void *wbpf_elf_fail(enum wbpf_elf_error error);
/* Bytes of the file on the heap, with a 0 behind them. Inside the file, or NULL after a failure. */
uint8_t *wbpf_elf_read(const Elf *elf, uint64_t offset, uint64_t size, enum wbpf_elf_error error);
/* Headers of the file's own layout, in a struct of 64 bits. */
void wbpf_elf_ehdr(const Elf *elf, const uint8_t *from, GElf_Ehdr *to);
void wbpf_elf_shdr(const Elf *elf, const uint8_t *from, GElf_Shdr *to);
void wbpf_elf_phdr(const Elf *elf, const uint8_t *from, GElf_Phdr *to);
/* The sections' headers and what is too big for the file's header. */
bool wbpf_elf_sections(Elf *elf);

#endif
