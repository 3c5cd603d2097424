/* SPDX-License-Identifier: MIT */
#include "codegen/elf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool within(const struct cg_elf *e, uint64_t offset, uint64_t size)
{
	uint64_t end;

	return !__builtin_add_overflow(offset, size, &end) && end <= e->len;
}

static bool read_head(struct cg_elf *e)
{
	if (e->len < sizeof(e->head))
		return false;
	memcpy(&e->head, e->data, sizeof(e->head));
	return memcmp(e->head.e_ident, ELFMAG, SELFMAG) == 0 &&
	       e->head.e_ident[EI_CLASS] == ELFCLASS64 && e->head.e_ident[EI_DATA] == ELFDATA2LSB &&
	       e->head.e_phnum == 0 && e->head.e_shentsize == sizeof(Elf64_Shdr) &&
	       e->head.e_shnum > 0 && e->head.e_shstrndx < e->head.e_shnum;
}

static bool read_content(struct cg_elf *e, int i)
{
	const Elf64_Shdr *s = &e->sections[i];

	if (s->sh_type == SHT_NOBITS || s->sh_type == SHT_NULL)
		return true;
	if (!within(e, s->sh_offset, s->sh_size))
		return false;
	e->content[i] = (struct cg_content){ e->data + s->sh_offset, s->sh_size };
	return true;
}

static bool read_sections(struct cg_elf *e)
{
	size_t bytes = e->head.e_shnum * sizeof(Elf64_Shdr);
	const struct cg_content *names;

	if (!within(e, e->head.e_shoff, bytes))
		return false;
	e->sections = malloc(bytes);
	e->content = calloc(e->head.e_shnum, sizeof(*e->content));
	if (!e->sections || !e->content)
		return false;
	memcpy(e->sections, e->data + e->head.e_shoff, bytes);
	for (int i = 0; i < e->head.e_shnum; i++)
		if (!read_content(e, i))
			return false;
	names = &e->content[e->head.e_shstrndx];
	e->names = names->data;
	e->names_len = names->len;
	return e->sections[e->head.e_shstrndx].sh_type == SHT_STRTAB && names->len > 0 &&
	       e->names[names->len - 1] == '\0';
}

bool cg_elf_read(struct cg_elf *e, const void *data, size_t len)
{
	*e = (struct cg_elf){ .data = data, .len = len };
	return read_head(e) && read_sections(e);
}

void cg_elf_free(struct cg_elf *e)
{
	free(e->sections);
	free(e->content);
	*e = (struct cg_elf){ 0 };
}

const char *cg_elf_name(const struct cg_elf *e, int i)
{
	return e->sections[i].sh_name < e->names_len ? e->names + e->sections[i].sh_name : "";
}

struct cg_content *cg_elf_find(const struct cg_elf *e, const char *name)
{
	for (int i = 1; i < e->head.e_shnum; i++)
		if (strcmp(cg_elf_name(e, i), name) == 0)
			return &e->content[i];
	return NULL;
}

static void align_to(struct wbpf_buf *out, size_t start, uint64_t align)
{
	static const char zeros[64];

	if (align < 2 || align > sizeof(zeros) || (align & (align - 1)))
		align = 16;
	wbpf_buf_append(out, zeros, (size_t)(-(out->len - start) & (align - 1)));
}

static void write_section(const struct cg_elf *e, struct wbpf_buf *out, size_t start, int i)
{
	Elf64_Shdr *s = &e->sections[i];

	align_to(out, start, s->sh_addralign);
	s->sh_offset = out->len - start;
	if (s->sh_type == SHT_NOBITS || s->sh_type == SHT_NULL)
		return;
	s->sh_size = e->content[i].len;
	if (s->sh_size)
		wbpf_buf_append(out, e->content[i].data, s->sh_size);
}

void cg_elf_write(const struct cg_elf *e, struct wbpf_buf *out)
{
	Elf64_Ehdr head = e->head;
	size_t start = out->len;

	wbpf_buf_append(out, &head, sizeof(head));
	for (int i = 1; i < head.e_shnum; i++)
		write_section(e, out, start, i);
	align_to(out, start, 8);
	head.e_shoff = out->len - start;
	wbpf_buf_append(out, e->sections, head.e_shnum * sizeof(Elf64_Shdr));
	if (!out->oom)
		memcpy(out->data + start, &head, sizeof(head));
}
