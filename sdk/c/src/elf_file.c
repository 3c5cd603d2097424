/* SPDX-License-Identifier: MIT */
/* An ELF file as a whole: opening, its header, its errors. */
#include <sys/stat.h>
#include <unistd.h>

#include "elf_internal.h"

static enum wbpf_elf_error last_error;

void *wbpf_elf_fail(enum wbpf_elf_error error)
{
	last_error = error;
	return NULL;
}

int elf_errno(void)
{
	int error = last_error;

	last_error = WBPF_ELF_OK;
	return error;
}

const char *elf_errmsg(int error)
{
	static const char *const texts[WBPF_ELF_ERRORS] = {
		[WBPF_ELF_OK] = "no error",
		[WBPF_ELF_HANDLE] = "invalid descriptor",
		[WBPF_ELF_COMMAND] = "only reading is possible",
		[WBPF_ELF_FILE] = "cannot read the file",
		[WBPF_ELF_MEMORY] = "out of memory",
		[WBPF_ELF_FORMAT] = "not an ELF file",
		[WBPF_ELF_HEADER] = "invalid ELF header",
		[WBPF_ELF_PHDRS] = "program headers are outside of the file",
		[WBPF_ELF_SHDRS] = "section headers are outside of the file",
		[WBPF_ELF_SECTION] = "no such section",
		[WBPF_ELF_DATA] = "section is outside of the file",
		[WBPF_ELF_INDEX] = "no such element",
		[WBPF_ELF_STRING] = "no such string",
	};

	if (error == 0 && last_error == WBPF_ELF_OK)
		return NULL;
	if (error == 0 || error == -1)
		error = last_error;
	return error > 0 && error < WBPF_ELF_ERRORS ? texts[error] :
	       error == 0			    ? texts[WBPF_ELF_OK] :
						      "unknown error";
}

unsigned int elf_version(unsigned int version)
{
	return version == EV_NONE || version == EV_CURRENT ? EV_CURRENT : EV_NONE;
}

static bool read_at(int fd, uint8_t *to, size_t size, uint64_t offset)
{
	while (size) {
		ssize_t n = pread(fd, to, size, (off_t)offset);

		if (n <= 0)
			return false;
		to += n;
		size -= (size_t)n;
		offset += (uint64_t)n;
	}
	return true;
}

uint8_t *wbpf_elf_read(const Elf *elf, uint64_t offset, uint64_t size, enum wbpf_elf_error error)
{
	uint8_t *bytes;

	if (offset > elf->size || size > elf->size - offset || size >= SIZE_MAX)
		return wbpf_elf_fail(error);
	bytes = malloc((size_t)size + 1);
	if (!bytes)
		return wbpf_elf_fail(WBPF_ELF_MEMORY);
	bytes[size] = 0;
	if (elf->image) {
		memcpy(bytes, elf->image + offset, (size_t)size);
	} else if (!read_at(elf->fd, bytes, (size_t)size, offset)) {
		free(bytes);
		return wbpf_elf_fail(WBPF_ELF_FILE);
	}
	return bytes;
}

static bool known_format(const char *ident)
{
	return (ident[EI_CLASS] == ELFCLASS32 || ident[EI_CLASS] == ELFCLASS64) &&
	       (ident[EI_DATA] == ELFDATA2LSB || ident[EI_DATA] == ELFDATA2MSB);
}

/* What is no ELF file at all is a file of kind ELF_K_NONE. */
static bool read_header(Elf *elf)
{
	uint8_t *bytes = wbpf_elf_read(elf, 0, EI_NIDENT, WBPF_ELF_FORMAT);
	bool is_elf = bytes && !memcmp(bytes, ELFMAG, SELFMAG);

	if (is_elf)
		memcpy(elf->ident, bytes, EI_NIDENT);
	free(bytes);
	if (!is_elf)
		return true;
	if (!known_format(elf->ident))
		return wbpf_elf_fail(WBPF_ELF_HEADER), false;
	elf->wide = elf->ident[EI_CLASS] == ELFCLASS64;
	elf->swapped = elf->ident[EI_DATA] == ELFDATA2MSB;
	bytes = wbpf_elf_read(elf, 0, elf->wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr),
			      WBPF_ELF_HEADER);
	if (!bytes)
		return false;
	wbpf_elf_ehdr(elf, bytes, &elf->header);
	free(bytes);
	elf->kind = ELF_K_ELF;
	return wbpf_elf_sections(elf);
}

static Elf *open_elf(int fd, const uint8_t *image, uint64_t size)
{
	Elf *elf = calloc(1, sizeof(*elf));

	if (!elf)
		return wbpf_elf_fail(WBPF_ELF_MEMORY);
	elf->fd = fd;
	elf->image = image;
	elf->size = size;
	elf->refs = 1;
	if (read_header(elf))
		return elf;
	elf_end(elf);
	return NULL;
}

Elf *elf_begin(int fd, Elf_Cmd command, Elf *ref)
{
	struct stat st;

	if (command == ELF_C_NULL)
		return NULL;
	if (command != ELF_C_READ && command != ELF_C_READ_MMAP &&
	    command != ELF_C_READ_MMAP_PRIVATE)
		return wbpf_elf_fail(WBPF_ELF_COMMAND);
	if (ref) {
		ref->refs++;
		return ref;
	}
	if (fstat(fd, &st) || st.st_size < 0)
		return wbpf_elf_fail(WBPF_ELF_FILE);
	return open_elf(fd, NULL, (uint64_t)st.st_size);
}

Elf *elf_memory(char *image, size_t size)
{
	return image ? open_elf(-1, (const uint8_t *)image, size) : wbpf_elf_fail(WBPF_ELF_HANDLE);
}

int elf_end(Elf *elf)
{
	if (!elf || --elf->refs)
		return elf ? (int)elf->refs : 0;
	for (size_t i = 0; elf->sections && i < elf->section_cnt; i++)
		free(elf->sections[i].data.d_buf);
	free(elf->sections);
	free(elf->segments);
	free(elf);
	return 0;
}

Elf_Kind elf_kind(Elf *elf)
{
	return elf ? elf->kind : ELF_K_NONE;
}

static Elf *valid(Elf *elf)
{
	return elf && elf->kind == ELF_K_ELF ? elf : wbpf_elf_fail(WBPF_ELF_HANDLE);
}

char *elf_getident(Elf *elf, size_t *size)
{
	if (size)
		*size = valid(elf) ? EI_NIDENT : 0;
	return valid(elf) ? elf->ident : NULL;
}

int gelf_getclass(Elf *elf)
{
	return valid(elf) ? elf->ident[EI_CLASS] : ELFCLASSNONE;
}

GElf_Ehdr *gelf_getehdr(Elf *elf, GElf_Ehdr *dst)
{
	if (!valid(elf))
		return NULL;
	*dst = elf->header;
	return dst;
}

int elf_getphdrnum(Elf *elf, size_t *count)
{
	if (!valid(elf))
		return -1;
	*count = elf->segment_cnt;
	return 0;
}

GElf_Phdr *gelf_getphdr(Elf *elf, int index, GElf_Phdr *dst)
{
	size_t size;

	if (!valid(elf))
		return NULL;
	size = elf->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	if (index < 0 || (size_t)index >= elf->segment_cnt)
		return wbpf_elf_fail(WBPF_ELF_INDEX);
	if (elf->header.e_phentsize != size)
		return wbpf_elf_fail(WBPF_ELF_HEADER);
	if (!elf->segments)
		elf->segments = wbpf_elf_read(elf, elf->header.e_phoff,
					      (uint64_t)size * elf->segment_cnt, WBPF_ELF_PHDRS);
	if (!elf->segments)
		return NULL;
	wbpf_elf_phdr(elf, elf->segments + size * (size_t)index, dst);
	return dst;
}
