/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codegen/bytes.h"

struct elf {
	const char *data;
	size_t len;
	Elf64_Ehdr head;
	Elf64_Shdr *sections; /* owned copy */
	const char *names;
	size_t names_len;
};

static bool within(const struct elf *e, uint64_t offset, uint64_t size)
{
	uint64_t end;

	return !__builtin_add_overflow(offset, size, &end) && end <= e->len;
}

static bool read_head(struct elf *e)
{
	if (e->len < sizeof(e->head))
		return false;
	memcpy(&e->head, e->data, sizeof(e->head));
	return memcmp(e->head.e_ident, ELFMAG, SELFMAG) == 0 &&
	       e->head.e_ident[EI_CLASS] == ELFCLASS64 && e->head.e_ident[EI_DATA] == ELFDATA2LSB &&
	       e->head.e_phnum == 0 && e->head.e_shentsize == sizeof(Elf64_Shdr) &&
	       e->head.e_shnum > 0 && e->head.e_shstrndx < e->head.e_shnum;
}

static bool read_sections(struct elf *e)
{
	size_t bytes = e->head.e_shnum * sizeof(Elf64_Shdr);
	const Elf64_Shdr *names;

	if (!within(e, e->head.e_shoff, bytes))
		return false;
	e->sections = malloc(bytes);
	if (!e->sections)
		return false;
	memcpy(e->sections, e->data + e->head.e_shoff, bytes);
	for (int i = 0; i < e->head.e_shnum; i++)
		if (e->sections[i].sh_type != SHT_NOBITS &&
		    !within(e, e->sections[i].sh_offset, e->sections[i].sh_size))
			return false;
	names = &e->sections[e->head.e_shstrndx];
	e->names = e->data + names->sh_offset;
	e->names_len = names->sh_size;
	return names->sh_type == SHT_STRTAB && names->sh_size > 0 &&
	       e->names[names->sh_size - 1] == '\0';
}

static bool is_dwarf(const struct elf *e, const Elf64_Shdr *s)
{
	const char *name = s->sh_name < e->names_len ? e->names + s->sh_name : "";

	if (strncmp(name, ".rela", 5) == 0)
		name += 5;
	else if (strncmp(name, ".rel", 4) == 0)
		name += 4;
	return strncmp(name, ".debug_", 7) == 0;
}

static void align_to(struct wbpf_buf *out, size_t start, uint64_t align)
{
	static const char zeros[64];

	if (align < 2 || align > sizeof(zeros) || (align & (align - 1)))
		align = 16;
	wbpf_buf_append(out, zeros, (size_t)(-(out->len - start) & (align - 1)));
}

static void copy_section(struct wbpf_buf *out, size_t start, const struct elf *e, Elf64_Shdr *s)
{
	uint64_t from = s->sh_offset;

	if (is_dwarf(e, s))
		s->sh_size = 0;
	align_to(out, start, s->sh_addralign);
	s->sh_offset = out->len - start;
	if (s->sh_type != SHT_NOBITS && s->sh_type != SHT_NULL)
		wbpf_buf_append(out, e->data + from, s->sh_size);
}

static void write_out(struct wbpf_buf *out, struct elf *e)
{
	size_t start = out->len;

	wbpf_buf_append(out, &e->head, sizeof(e->head));
	for (int i = 1; i < e->head.e_shnum; i++)
		copy_section(out, start, e, &e->sections[i]);
	align_to(out, start, 8);
	e->head.e_shoff = out->len - start;
	wbpf_buf_append(out, e->sections, e->head.e_shnum * sizeof(Elf64_Shdr));
	if (!out->oom)
		memcpy(out->data + start, &e->head, sizeof(e->head));
}

void cg_strip_dwarf(struct wbpf_buf *out, const void *elf, size_t len)
{
	struct elf e = { .data = elf, .len = len };

	if (read_head(&e) && read_sections(&e))
		write_out(out, &e);
	else
		wbpf_buf_append(out, elf, len);
	free(e.sections);
}
