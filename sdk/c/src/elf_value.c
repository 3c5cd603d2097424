/* SPDX-License-Identifier: MIT */
/* Values in the file's class and byte order. */
#include "elf_internal.h"

/* Reads the fields of a struct of the file one after the other. */
struct cursor {
	const Elf *elf;
	const uint8_t *at;
};

static uint64_t take(struct cursor *c, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)c->at[i] << 8 * (c->elf->swapped ? size - 1 - i : i);
	c->at += size;
	return value;
}

static uint8_t byte(struct cursor *c)
{
	return (uint8_t)take(c, 1);
}

static uint16_t half(struct cursor *c)
{
	return (uint16_t)take(c, 2);
}

static uint32_t word(struct cursor *c)
{
	return (uint32_t)take(c, 4);
}

/* What has the size of an address. */
static uint64_t native(struct cursor *c)
{
	return take(c, c->elf->wide ? 8 : 4);
}

static int64_t native_signed(struct cursor *c)
{
	uint64_t value = native(c);

	return c->elf->wide ? (int64_t)value : (int32_t)value;
}

void wbpf_elf_ehdr(const Elf *elf, const uint8_t *from, GElf_Ehdr *to)
{
	struct cursor c = { elf, from + EI_NIDENT };

	memcpy(to->e_ident, from, EI_NIDENT);
	to->e_type = half(&c);
	to->e_machine = half(&c);
	to->e_version = word(&c);
	to->e_entry = native(&c);
	to->e_phoff = native(&c);
	to->e_shoff = native(&c);
	to->e_flags = word(&c);
	to->e_ehsize = half(&c);
	to->e_phentsize = half(&c);
	to->e_phnum = half(&c);
	to->e_shentsize = half(&c);
	to->e_shnum = half(&c);
	to->e_shstrndx = half(&c);
}

void wbpf_elf_shdr(const Elf *elf, const uint8_t *from, GElf_Shdr *to)
{
	struct cursor c = { elf, from };

	to->sh_name = word(&c);
	to->sh_type = word(&c);
	to->sh_flags = native(&c);
	to->sh_addr = native(&c);
	to->sh_offset = native(&c);
	to->sh_size = native(&c);
	to->sh_link = word(&c);
	to->sh_info = word(&c);
	to->sh_addralign = native(&c);
	to->sh_entsize = native(&c);
}

void wbpf_elf_phdr(const Elf *elf, const uint8_t *from, GElf_Phdr *to)
{
	struct cursor c = { elf, from };

	to->p_type = word(&c);
	if (elf->wide)
		to->p_flags = word(&c);
	to->p_offset = native(&c);
	to->p_vaddr = native(&c);
	to->p_paddr = native(&c);
	to->p_filesz = native(&c);
	to->p_memsz = native(&c);
	if (!elf->wide)
		to->p_flags = word(&c);
	to->p_align = native(&c);
}

/* One of the section's structs; at NULL: there is none of that index. */
static struct cursor element(Elf_Data *data, int index, size_t narrow, size_t wide)
{
	Elf_Scn *scn = (Elf_Scn *)((char *)data - offsetof(Elf_Scn, data));
	struct cursor c = { 0 };
	size_t size;

	if (!data)
		return wbpf_elf_fail(WBPF_ELF_HANDLE), c;
	size = scn->elf->wide ? wide : narrow;
	if (index < 0 || !data->d_buf || (size_t)index >= data->d_size / size)
		return wbpf_elf_fail(WBPF_ELF_INDEX), c;
	c.elf = scn->elf;
	c.at = (const uint8_t *)data->d_buf + (size_t)index * size;
	return c;
}

GElf_Sym *gelf_getsym(Elf_Data *data, int index, GElf_Sym *dst)
{
	struct cursor c = element(data, index, sizeof(Elf32_Sym), sizeof(Elf64_Sym));

	if (!c.at)
		return NULL;
	dst->st_name = word(&c);
	if (!c.elf->wide) {
		dst->st_value = word(&c);
		dst->st_size = word(&c);
	}
	dst->st_info = byte(&c);
	dst->st_other = byte(&c);
	dst->st_shndx = half(&c);
	if (c.elf->wide) {
		dst->st_value = take(&c, 8);
		dst->st_size = take(&c, 8);
	}
	return dst;
}

/* In the narrow form the symbol's number lies 8 bits up. */
static uint64_t relocation_info(struct cursor *c)
{
	uint64_t info = native(c);

	return c->elf->wide ? info : ELF32_R_SYM(info) << 32 | ELF32_R_TYPE(info);
}

GElf_Rel *gelf_getrel(Elf_Data *data, int index, GElf_Rel *dst)
{
	struct cursor c = element(data, index, sizeof(Elf32_Rel), sizeof(Elf64_Rel));

	if (!c.at)
		return NULL;
	dst->r_offset = native(&c);
	dst->r_info = relocation_info(&c);
	return dst;
}

GElf_Rela *gelf_getrela(Elf_Data *data, int index, GElf_Rela *dst)
{
	struct cursor c = element(data, index, sizeof(Elf32_Rela), sizeof(Elf64_Rela));

	if (!c.at)
		return NULL;
	dst->r_offset = native(&c);
	dst->r_info = relocation_info(&c);
	dst->r_addend = native_signed(&c);
	return dst;
}

GElf_Dyn *gelf_getdyn(Elf_Data *data, int index, GElf_Dyn *dst)
{
	struct cursor c = element(data, index, sizeof(Elf32_Dyn), sizeof(Elf64_Dyn));

	if (!c.at)
		return NULL;
	dst->d_tag = native_signed(&c);
	dst->d_un.d_val = native(&c);
	return dst;
}
