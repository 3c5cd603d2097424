/* SPDX-License-Identifier: MIT */
/* Sections of an ELF file and their data. */
#include "elf_internal.h"

static size_t header_size(const Elf *elf)
{
	return elf->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
}

/* Counts that do not fit into the file's header are in the first section's. */
static bool read_counts(Elf *elf)
{
	const GElf_Ehdr *h = &elf->header;
	GElf_Shdr first = { 0 };
	uint8_t *bytes;

	elf->segment_cnt = h->e_phnum;
	if (!h->e_shoff)
		return true;
	if (h->e_shentsize != header_size(elf))
		return wbpf_elf_fail(WBPF_ELF_HEADER), false;
	bytes = wbpf_elf_read(elf, h->e_shoff, header_size(elf), WBPF_ELF_SHDRS);
	if (!bytes)
		return false;
	wbpf_elf_shdr(elf, bytes, &first);
	free(bytes);
	elf->section_cnt = h->e_shnum ? h->e_shnum : (size_t)first.sh_size;
	elf->names = h->e_shstrndx == SHN_XINDEX ? first.sh_link : h->e_shstrndx;
	if (h->e_phnum == PN_XNUM)
		elf->segment_cnt = first.sh_info;
	return true;
}

bool wbpf_elf_sections(Elf *elf)
{
	size_t each = header_size(elf), cnt;
	uint8_t *bytes;

	if (!read_counts(elf))
		return false;
	cnt = elf->section_cnt;
	if (!cnt)
		return true;
	bytes = wbpf_elf_read(elf, elf->header.e_shoff, (uint64_t)each * cnt, WBPF_ELF_SHDRS);
	elf->sections = bytes ? calloc(cnt, sizeof(*elf->sections)) : NULL;
	for (size_t i = 0; elf->sections && i < cnt; i++) {
		elf->sections[i].elf = elf;
		elf->sections[i].index = i;
		wbpf_elf_shdr(elf, bytes + i * each, &elf->sections[i].header);
	}
	if (bytes && !elf->sections)
		wbpf_elf_fail(WBPF_ELF_MEMORY);
	free(bytes);
	return elf->sections;
}

int elf_getshdrnum(Elf *elf, size_t *count)
{
	if (elf_kind(elf) != ELF_K_ELF)
		return wbpf_elf_fail(WBPF_ELF_HANDLE), -1;
	*count = elf->section_cnt;
	return 0;
}

int elf_getshdrstrndx(Elf *elf, size_t *index)
{
	if (elf_kind(elf) != ELF_K_ELF)
		return wbpf_elf_fail(WBPF_ELF_HANDLE), -1;
	*index = elf->names;
	return 0;
}

Elf_Scn *elf_getscn(Elf *elf, size_t index)
{
	if (elf_kind(elf) != ELF_K_ELF)
		return wbpf_elf_fail(WBPF_ELF_HANDLE);
	return index < elf->section_cnt ? &elf->sections[index] : wbpf_elf_fail(WBPF_ELF_SECTION);
}

Elf_Scn *elf_nextscn(Elf *elf, Elf_Scn *scn)
{
	size_t next = scn ? scn->index + 1 : 1;

	if (scn)
		elf = scn->elf;
	return elf_kind(elf) == ELF_K_ELF && next < elf->section_cnt ? &elf->sections[next] : NULL;
}

size_t elf_ndxscn(Elf_Scn *scn)
{
	return scn ? scn->index : SHN_UNDEF;
}

GElf_Shdr *gelf_getshdr(Elf_Scn *scn, GElf_Shdr *dst)
{
	if (!scn)
		return wbpf_elf_fail(WBPF_ELF_HANDLE);
	*dst = scn->header;
	return dst;
}

static Elf_Type data_type(uint32_t section_type)
{
	switch (section_type) {
	case SHT_SYMTAB:
	case SHT_DYNSYM:
		return ELF_T_SYM;
	case SHT_REL:
		return ELF_T_REL;
	case SHT_RELA:
		return ELF_T_RELA;
	case SHT_DYNAMIC:
		return ELF_T_DYN;
	default:
		return ELF_T_BYTE;
	}
}

static bool read_data(Elf_Scn *scn)
{
	const GElf_Shdr *h = &scn->header;
	bool in_file = h->sh_type != SHT_NOBITS && h->sh_type != SHT_NULL && h->sh_size;

	if (scn->read)
		return true;
	if (in_file) {
		scn->data.d_buf = wbpf_elf_read(scn->elf, h->sh_offset, h->sh_size, WBPF_ELF_DATA);
		if (!scn->data.d_buf)
			return false;
	}
	scn->data.d_type = data_type(h->sh_type);
	scn->data.d_version = EV_CURRENT;
	scn->data.d_size = h->sh_type == SHT_NULL ? 0 : (size_t)h->sh_size;
	scn->data.d_align = (size_t)h->sh_addralign;
	scn->read = true;
	return true;
}

Elf_Data *elf_getdata(Elf_Scn *scn, Elf_Data *data)
{
	if (!scn || data)
		return NULL;
	return read_data(scn) ? &scn->data : NULL;
}

Elf_Data *elf_rawdata(Elf_Scn *scn, Elf_Data *data)
{
	return elf_getdata(scn, data);
}

char *elf_strptr(Elf *elf, size_t section, size_t offset)
{
	Elf_Scn *scn = elf_getscn(elf, section);

	if (!scn)
		return NULL;
	if (scn->header.sh_type != SHT_STRTAB || offset >= scn->header.sh_size)
		return wbpf_elf_fail(WBPF_ELF_STRING);
	/* A table that does not end with a 0 has one behind it in memory. */
	return read_data(scn) ? (char *)scn->data.d_buf + offset : NULL;
}
