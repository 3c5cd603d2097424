/* SPDX-License-Identifier: MIT */
/* The BTF of an object whose bytes are still in the guest's memory: a skeleton's. */
#include <bpf/btf.h>
#include <elf.h>

#include "internal.h"

static bool within(const struct bpf_object *obj, uint64_t offset, uint64_t size)
{
	return offset <= obj->elf_size && size <= obj->elf_size - offset;
}

static Elf64_Shdr section(const struct bpf_object *obj, const Elf64_Ehdr *head, unsigned int i)
{
	Elf64_Shdr s = { 0 };

	if (within(obj, head->e_shoff + i * sizeof(s), sizeof(s)))
		memcpy(&s, obj->elf + head->e_shoff + i * sizeof(s), sizeof(s));
	return s;
}

static bool is_named(const struct bpf_object *obj, const Elf64_Shdr *names, uint32_t at,
		     const char *name)
{
	size_t len = strlen(name) + 1;

	return at <= names->sh_size && len <= names->sh_size - at &&
	       within(obj, names->sh_offset + at, len) &&
	       !memcmp(obj->elf + names->sh_offset + at, name, len);
}

static struct btf *read_btf(const struct bpf_object *obj)
{
	Elf64_Shdr names;
	Elf64_Ehdr head;

	if (!obj->elf || obj->elf_size < sizeof(head))
		return wbpf_null(ENOENT);
	memcpy(&head, obj->elf, sizeof(head));
	names = section(obj, &head, head.e_shstrndx);
	for (unsigned int i = 1; i < head.e_shnum; i++) {
		Elf64_Shdr s = section(obj, &head, i);

		if (is_named(obj, &names, s.sh_name, ".BTF") && within(obj, s.sh_offset, s.sh_size))
			return btf__new(obj->elf + s.sh_offset, (uint32_t)s.sh_size);
	}
	return wbpf_null(ENOENT);
}

struct btf *bpf_object__btf(const struct bpf_object *obj)
{
	struct bpf_object *o = (struct bpf_object *)obj;

	if (!obj)
		return wbpf_null(EINVAL);
	if (!o->btf)
		o->btf = read_btf(obj);
	o->free_btf = btf__free;
	return o->btf;
}
