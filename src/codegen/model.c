/* SPDX-License-Identifier: MIT */
#include "codegen/model.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(struct wbpf_error *err)
{
	return wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
}

/* libbpf calls the maps of sections "object.rodata" or ".rodata.custom". NULL: of no use to a
 * user (".ksyms" and the like). */
static const char *section_of(const struct bpf_map *map)
{
	static const char *const sections[] = { ".data", ".rodata", ".bss", ".kconfig" };
	const char *name = bpf_map__name(map);

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		const char *at = strstr(name, sections[i]);

		if (at)
			return at + 1;
	}
	return NULL;
}

static uint32_t datasec_of(const struct cg_model *m, const struct bpf_map *map)
{
	uint32_t id = bpf_map__btf_value_type_id(map);
	const struct btf_type *t = btf__type_by_id(m->btf, id);

	return t && btf_is_datasec(t) ? id : 0;
}

/* Global data of an arena lies in the section of its address space. */
static uint32_t arena_datasec(const struct cg_model *m)
{
	int id = btf__find_by_name_kind(m->btf, ".addr_space.1", BTF_KIND_DATASEC);

	return id > 0 ? (uint32_t)id : 0;
}

static void add_memory(struct cg_model *m, const struct bpf_map *map, struct cg_map *out)
{
	size_t len = 0;

	if (bpf_map__type(map) == BPF_MAP_TYPE_ARENA) {
		out->memory = bpf_map__initial_value(map, &len) && len;
		out->datasec = out->memory ? arena_datasec(m) : 0;
	} else if (out->internal && (bpf_map__map_flags(map) & BPF_F_MMAPABLE)) {
		out->memory = true;
		out->datasec = datasec_of(m, map);
	}
}

static int add_map(struct cg_model *m, const struct bpf_map *map)
{
	bool internal = bpf_map__is_internal(map);
	const char *ident = internal ? section_of(map) : bpf_map__name(map);
	struct cg_map *out = &m->maps[m->map_cnt];

	if (!ident)
		return 0;
	out->ident = cg_ident(ident);
	if (!out->ident)
		return -ENOMEM;
	m->map_cnt++;
	out->name = bpf_map__name(map);
	out->internal = internal;
	if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		out->ops = bpf_map__btf_value_type_id(map);
	add_memory(m, map, out);
	return 0;
}

static int add_prog(struct cg_model *m, const struct bpf_program *prog)
{
	struct cg_prog *out = &m->progs[m->prog_cnt];

	out->ident = cg_ident(bpf_program__name(prog));
	if (!out->ident)
		return -ENOMEM;
	out->name = bpf_program__name(prog);
	m->prog_cnt++;
	return 0;
}

/* Maps and programs have members of one struct, links. Sections keep the names that all expect,
 * whatever the object calls its maps. */
static int make_unique(struct cg_model *m, struct wbpf_error *err)
{
	char ***idents = calloc(m->map_cnt + m->prog_cnt + 1, sizeof(*idents));
	size_t cnt = 0;
	int ret;

	if (!idents)
		return no_memory(err);
	for (int internal = 1; internal >= 0; internal--)
		for (uint32_t i = 0; i < m->map_cnt; i++)
			if (m->maps[i].internal == internal)
				idents[cnt++] = &m->maps[i].ident;
	for (uint32_t i = 0; i < m->prog_cnt; i++)
		idents[cnt++] = &m->progs[i].ident;
	ret = cg_unique(idents, cnt, err);
	for (uint32_t i = 0; i < m->map_cnt; i++)
		if (m->maps[i].memory)
			m->maps[i].section = m->maps[i].internal ? m->maps[i].ident : "arena";
	free(idents);
	return ret;
}

static int collect(struct cg_model *m)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	size_t maps = 1, progs = 1;
	int ret = 0;

	bpf_object__for_each_map(map, m->obj)
		maps++;
	bpf_object__for_each_program(prog, m->obj)
		progs++;
	m->maps = calloc(maps, sizeof(*m->maps));
	m->progs = calloc(progs, sizeof(*m->progs));
	if (!m->maps || !m->progs)
		return -ENOMEM;
	bpf_object__for_each_map(map, m->obj)
		ret = ret ? ret : add_map(m, map);
	bpf_object__for_each_program(prog, m->obj)
		ret = ret ? ret : add_prog(m, prog);
	return ret;
}

/* Clear words for the two most frequent mistakes, before libbpf says "invalid format". */
static int check_elf(const void *elf, size_t len, struct wbpf_error *err)
{
	Elf64_Ehdr head;

	if (len < sizeof(head) || memcmp(elf, ELFMAG, SELFMAG) != 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "not an ELF object file");
	memcpy(&head, elf, sizeof(head));
	if (head.e_machine != EM_BPF && head.e_machine != __builtin_bswap16(EM_BPF))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL,
				 "an ELF file for another machine (number %u), not for eBPF",
				 head.e_machine);
	if (head.e_ident[EI_DATA] != ELFDATA2LSB)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL,
				 "the eBPF object is big-endian, guests are little-endian (compile "
				 "it with clang --target=bpfel)");
	return 0;
}

static int open_failed(struct wbpf_error *err, int code)
{
	char text[128] = "";

	libbpf_strerror(code, text, sizeof(text));
	if (code == ENOMEM)
		return no_memory(err);
	/* libbpf has errors of its own above the kernel's. */
	return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "libbpf refuses the eBPF object: %s",
			 text);
}

/*
 * libbpf 1.7 takes the size 0x80000000 of an extern for a negative errno, which is none, and gives
 * that number as a pointer. No object lies in the upper half of the address space.
 */
static struct bpf_object *open_object(const void *elf, size_t len,
				      const struct bpf_object_open_opts *opts)
{
	struct bpf_object *obj = bpf_object__open_mem(elf, len, opts);

	if ((intptr_t)obj >= 0)
		return obj;
	errno = EINVAL;
	return NULL;
}

int cg_model_open(struct cg_model *m, const void *elf, size_t len, const char *name,
		  struct wbpf_error *err)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name);
	int ret = check_elf(elf, len, err);

	*m = (struct cg_model){ 0 };
	if (ret)
		return ret;
	m->obj = open_object(elf, len, &opts);
	if (!m->obj)
		return open_failed(err, errno);
	m->btf = bpf_object__btf(m->obj);
	if (!m->btf)
		ret = wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL,
				"the eBPF object has no BTF (compile it with clang -g)");
	else
		ret = collect(m) ? no_memory(err) : make_unique(m, err);
	if (ret)
		cg_model_close(m);
	return ret;
}

void cg_model_close(struct cg_model *m)
{
	for (uint32_t i = 0; i < m->map_cnt; i++)
		free(m->maps[i].ident);
	for (uint32_t i = 0; i < m->prog_cnt; i++)
		free(m->progs[i].ident);
	free(m->maps);
	free(m->progs);
	bpf_object__close(m->obj);
	*m = (struct cg_model){ 0 };
}
