/* SPDX-License-Identifier: MIT */
/* libelf's view of an ELF file that is the same for 32 and 64 bits. */
#ifndef _GELF_H
#define _GELF_H 1

#include <libelf.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef Elf64_Half GElf_Half;
typedef Elf64_Word GElf_Word;
typedef Elf64_Sword GElf_Sword;
typedef Elf64_Xword GElf_Xword;
typedef Elf64_Sxword GElf_Sxword;
typedef Elf64_Addr GElf_Addr;
typedef Elf64_Off GElf_Off;
typedef Elf64_Ehdr GElf_Ehdr;
typedef Elf64_Shdr GElf_Shdr;
typedef Elf64_Section GElf_Section;
typedef Elf64_Sym GElf_Sym;
typedef Elf64_Rel GElf_Rel;
typedef Elf64_Rela GElf_Rela;
typedef Elf64_Phdr GElf_Phdr;
typedef Elf64_Dyn GElf_Dyn;
typedef Elf64_Nhdr GElf_Nhdr;

#define GELF_ST_BIND(i)	      ELF64_ST_BIND(i)
#define GELF_ST_TYPE(i)	      ELF64_ST_TYPE(i)
#define GELF_ST_INFO(b, t)    ELF64_ST_INFO(b, t)
#define GELF_ST_VISIBILITY(o) ELF64_ST_VISIBILITY(o)
#define GELF_R_SYM(i)	      ELF64_R_SYM(i)
#define GELF_R_TYPE(i)	      ELF64_R_TYPE(i)

/* ELFCLASS32, ELFCLASS64, or ELFCLASSNONE. */
int gelf_getclass(Elf *elf);
/* Each fills `dst` and returns it; NULL: elf_errmsg(). */
GElf_Ehdr *gelf_getehdr(Elf *elf, GElf_Ehdr *dst);
GElf_Phdr *gelf_getphdr(Elf *elf, int index, GElf_Phdr *dst);
GElf_Shdr *gelf_getshdr(Elf_Scn *scn, GElf_Shdr *dst);
/* `data` is of elf_getdata(). */
GElf_Sym *gelf_getsym(Elf_Data *data, int index, GElf_Sym *dst);
GElf_Rel *gelf_getrel(Elf_Data *data, int index, GElf_Rel *dst);
GElf_Rela *gelf_getrela(Elf_Data *data, int index, GElf_Rela *dst);
GElf_Dyn *gelf_getdyn(Elf_Data *data, int index, GElf_Dyn *dst);

#ifdef __cplusplus
}
#endif

#endif
