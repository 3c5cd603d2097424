/* SPDX-License-Identifier: MIT */
/*
 * libelf's interface for reading: what tools look symbols and sections up with. Nothing is written,
 * archives are ELF_K_NONE, and the data of a file of another byte order stays as the file has it
 * (the gelf_ functions give it right).
 */
#ifndef _LIBELF_H
#define _LIBELF_H 1

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Elf Elf;
typedef struct Elf_Scn Elf_Scn;

typedef enum {
	ELF_C_NULL,
	ELF_C_READ,
	ELF_C_RDWR,
	ELF_C_WRITE,
	ELF_C_CLR,
	ELF_C_SET,
	ELF_C_FDDONE,
	ELF_C_FDREAD,
	ELF_C_READ_MMAP,
	ELF_C_RDWR_MMAP,
	ELF_C_WRITE_MMAP,
	ELF_C_READ_MMAP_PRIVATE,
	ELF_C_EMPTY,
	ELF_C_NUM
} Elf_Cmd;

typedef enum { ELF_K_NONE, ELF_K_AR, ELF_K_COFF, ELF_K_ELF, ELF_K_NUM } Elf_Kind;

/* What a section holds. */
typedef enum {
	ELF_T_BYTE,
	ELF_T_ADDR,
	ELF_T_DYN,
	ELF_T_EHDR,
	ELF_T_HALF,
	ELF_T_OFF,
	ELF_T_PHDR,
	ELF_T_RELA,
	ELF_T_REL,
	ELF_T_SHDR,
	ELF_T_SWORD,
	ELF_T_SYM,
	ELF_T_WORD,
	ELF_T_XWORD,
	ELF_T_SXWORD,
	ELF_T_NUM
} Elf_Type;

typedef struct {
	void *d_buf; /* NULL: no bytes in the file (SHT_NOBITS) */
	Elf_Type d_type;
	unsigned int d_version;
	size_t d_size; /* bytes */
	int64_t d_off; /* within the section: 0 */
	size_t d_align;
} Elf_Data;

unsigned int elf_version(unsigned int version);
/* `fd` stays the caller's and must stay open. Only the ELF_C_READ* commands. NULL: elf_errmsg(). */
Elf *elf_begin(int fd, Elf_Cmd command, Elf *ref);
/* `image` stays the caller's. */
Elf *elf_memory(char *image, size_t size);
int elf_end(Elf *elf);
Elf_Kind elf_kind(Elf *elf);
char *elf_getident(Elf *elf, size_t *size);
/* 0, or -1. */
int elf_getphdrnum(Elf *elf, size_t *count);
int elf_getshdrnum(Elf *elf, size_t *count);
int elf_getshdrstrndx(Elf *elf, size_t *index);

Elf_Scn *elf_getscn(Elf *elf, size_t index);
/* `scn` NULL: section 1. NULL: there is no other. */
Elf_Scn *elf_nextscn(Elf *elf, Elf_Scn *scn);
size_t elf_ndxscn(Elf_Scn *scn);
/* A section has one piece of data; with `data` not NULL the answer is NULL. */
Elf_Data *elf_getdata(Elf_Scn *scn, Elf_Data *data);
Elf_Data *elf_rawdata(Elf_Scn *scn, Elf_Data *data);
/* A string of a SHT_STRTAB section, until elf_end(). */
char *elf_strptr(Elf *elf, size_t section, size_t offset);

/* The last error, 0 for none, which is then forgotten. */
int elf_errno(void);
/* 0: of the last error or NULL; -1: the same but never NULL. */
const char *elf_errmsg(int error);

#ifdef __cplusplus
}
#endif

#endif
