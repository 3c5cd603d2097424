/* SPDX-License-Identifier: MIT */
/* Prints what an ELF file holds, by libelf's interface: with libelf and with the SDK's the same. */
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t sum(const void *data, size_t size)
{
	const unsigned char *p = data;
	uint32_t value = 2166136261u;

	for (size_t i = 0; i < size; i++)
		value = (value ^ p[i]) * 16777619u;
	return value;
}

static void dump_symbols(Elf *elf, Elf_Data *data, size_t strings)
{
	GElf_Sym s;

	for (int i = 0; gelf_getsym(data, i, &s); i++) {
		const char *name = elf_strptr(elf, strings, s.st_name);

		printf("  sym %d %s %" PRIx64 " %" PRIu64 " bind %d type %d vis %d in %u\n", i,
		       name ? name : "?", (uint64_t)s.st_value, (uint64_t)s.st_size,
		       GELF_ST_BIND(s.st_info), GELF_ST_TYPE(s.st_info),
		       GELF_ST_VISIBILITY(s.st_other), s.st_shndx);
	}
}

static void dump_relocations(Elf_Data *data, int type)
{
	GElf_Rela a;
	GElf_Rel r;

	for (int i = 0; type == SHT_REL && gelf_getrel(data, i, &r); i++)
		printf("  rel %" PRIx64 " %" PRIx64 "\n", (uint64_t)r.r_offset, (uint64_t)r.r_info);
	for (int i = 0; type == SHT_RELA && gelf_getrela(data, i, &a); i++)
		printf("  rela %" PRIx64 " %" PRIx64 " %" PRId64 "\n", (uint64_t)a.r_offset,
		       (uint64_t)a.r_info, (int64_t)a.r_addend);
}

static void dump_dynamic(Elf_Data *data)
{
	GElf_Dyn d;

	for (int i = 0; gelf_getdyn(data, i, &d); i++)
		printf("  dyn %" PRIx64 " %" PRIx64 "\n", (uint64_t)d.d_tag,
		       (uint64_t)d.d_un.d_val);
}

/* The bytes of tables depend on the byte order that the reader wants; their values are printed. */
static void dump_data(Elf *elf, Elf_Scn *scn, const GElf_Shdr *h)
{
	Elf_Data *data = elf_getdata(scn, NULL);

	if (!data) {
		printf("  no data\n");
		return;
	}
	printf("  %zu bytes type %d align %zu\n", data->d_size,
	       data->d_type == ELF_T_SYM || data->d_type == ELF_T_DYN, data->d_align);
	if (h->sh_type == SHT_PROGBITS || h->sh_type == SHT_STRTAB)
		printf("  sum %08x\n", sum(data->d_buf, data->d_size));
	if (h->sh_type == SHT_SYMTAB || h->sh_type == SHT_DYNSYM)
		dump_symbols(elf, data, h->sh_link);
	dump_relocations(data, (int)h->sh_type);
	if (h->sh_type == SHT_DYNAMIC)
		dump_dynamic(data);
}

static void dump_sections(Elf *elf)
{
	size_t names = 0;
	Elf_Scn *scn = NULL;
	GElf_Shdr h;

	if (elf_getshdrstrndx(elf, &names))
		printf("no names\n");
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name;

		if (!gelf_getshdr(scn, &h))
			continue;
		name = elf_strptr(elf, names, h.sh_name);
		printf("section %zu %s type %x flags %" PRIx64 " at %" PRIx64 " file %" PRIx64
		       " size %" PRIu64 " link %u info %u entry %" PRIu64 "\n",
		       elf_ndxscn(scn), name ? name : "?", h.sh_type, (uint64_t)h.sh_flags,
		       (uint64_t)h.sh_addr, (uint64_t)h.sh_offset, (uint64_t)h.sh_size, h.sh_link,
		       h.sh_info, (uint64_t)h.sh_entsize);
		dump_data(elf, scn, &h);
	}
}

static void dump_header(Elf *elf)
{
	size_t segments = 0, sections = 0;
	GElf_Ehdr e;
	GElf_Phdr p;

	if (!gelf_getehdr(elf, &e))
		return;
	elf_getphdrnum(elf, &segments);
	elf_getshdrnum(elf, &sections);
	printf("class %d data %d type %u machine %u entry %" PRIx64 " flags %x, %zu and %zu\n",
	       gelf_getclass(elf), e.e_ident[EI_DATA], e.e_type, e.e_machine, (uint64_t)e.e_entry,
	       e.e_flags, segments, sections);
	for (int i = 0; i < (int)segments && gelf_getphdr(elf, i, &p); i++)
		printf("segment %u %x %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIu64 " %" PRIu64
		       " %" PRIu64 "\n",
		       p.p_type, p.p_flags, (uint64_t)p.p_offset, (uint64_t)p.p_vaddr,
		       (uint64_t)p.p_paddr, (uint64_t)p.p_filesz, (uint64_t)p.p_memsz,
		       (uint64_t)p.p_align);
}

#ifndef HOSTILE
static int dump_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);

	printf("==== kind %d\n", elf_kind(elf));
	if (fd < 0)
		return 1;
	if (elf_kind(elf) == ELF_K_ELF) {
		dump_header(elf);
		dump_sections(elf);
	}
	elf_end(elf);
	close(fd);
	return 0;
}

#else
/* Every beginning of the file, and each of its first bytes changed: only a crash is wrong. */
static int torture(const char *path)
{
	static char image[1 << 20];
	FILE *f = fopen(path, "r");
	size_t size = f ? fread(image, 1, sizeof(image), f) : 0;
	unsigned int seed = 1;

	if (!size || fclose(f))
		return 1;
	for (size_t n = 0; n < 6000; n++) {
		size_t len = n < size ? n : size, at = n % 64;
		char *copy = malloc(len + !len);
		Elf *elf;

		memcpy(copy, image, len);
		for (int i = 0; n >= 300 && i < 3; i++) {
			seed = seed * 1103515245 + 12345;
			at = i ? (seed >> 8) % len : n % 64;
			copy[at] = (char)(seed >> 16);
		}
		elf = elf_memory(copy, len);
		if (elf_kind(elf) == ELF_K_ELF) {
			dump_header(elf);
			dump_sections(elf);
		}
		elf_end(elf);
		free(copy);
	}
	return 0;
}
#endif

int main(int argc, char **argv)
{
	int failed = elf_version(EV_CURRENT) != EV_CURRENT;

	for (int i = 1; i < argc; i++) {
#ifdef HOSTILE
		failed |= torture(argv[i]);
#else
		failed |= dump_file(argv[i]);
#endif
	}
	return failed;
}
