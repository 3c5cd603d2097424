/* SPDX-License-Identifier: MIT */
/* The functions behind generated skeletons. Their arrays grow with versions: each has its stride. */
#include "internal.h"

static struct bpf_map_skeleton *map_at(struct bpf_map_skeleton *maps, int stride, int i)
{
	return (struct bpf_map_skeleton *)((char *)maps + (ptrdiff_t)stride * i);
}

static struct bpf_prog_skeleton *prog_at(struct bpf_prog_skeleton *progs, int stride, int i)
{
	return (struct bpf_prog_skeleton *)((char *)progs + (ptrdiff_t)stride * i);
}

/* Skeletons older than struct_ops links have no such field. */
static struct bpf_link **map_link(struct bpf_object_skeleton *s, int i)
{
	size_t need = offsetof(struct bpf_map_skeleton, link) + sizeof(struct bpf_link **);

	if ((size_t)s->map_skel_sz < need)
		return NULL;
	return map_at(s->maps, s->map_skel_sz, i)->link;
}

static int find_maps(const struct bpf_object *obj, struct bpf_map_skeleton *maps, int cnt,
		     int stride)
{
	for (int i = 0; i < cnt; i++) {
		struct bpf_map_skeleton *m = map_at(maps, stride, i);

		*m->map = bpf_object__find_map_by_name(obj, m->name);
		if (!*m->map) {
			wbpf_print(LIBBPF_WARN, "libbpf: failed to find skeleton map '%s'\n",
				   m->name);
			return wbpf_err(ESRCH);
		}
		if (m->mmaped)
			*m->mmaped = bpf_map__initial_value(*m->map, NULL);
	}
	return 0;
}

static int find_programs(const struct bpf_object *obj, struct bpf_prog_skeleton *progs, int cnt,
			 int stride)
{
	for (int i = 0; i < cnt; i++) {
		struct bpf_prog_skeleton *p = prog_at(progs, stride, i);

		*p->prog = bpf_object__find_program_by_name(obj, p->name);
		if (!*p->prog) {
			wbpf_print(LIBBPF_WARN, "libbpf: failed to find skeleton program '%s'\n",
				   p->name);
			return wbpf_err(ESRCH);
		}
	}
	return 0;
}

int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
			      const struct bpf_object_open_opts *opts)
{
	LIBBPF_OPTS(bpf_object_open_opts, named);
	int ret;

	if (OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	if (opts)
		memcpy(&named, opts, opts->sz < sizeof(named) ? opts->sz : sizeof(named));
	named.sz = sizeof(named);
	if (!named.object_name)
		named.object_name = s->name;
	*s->obj = bpf_object__open_mem(s->data, s->data_sz, &named);
	if (!*s->obj) {
		wbpf_print(LIBBPF_WARN,
			   "libbpf: failed to initialize skeleton BPF object '%s': %s\n", s->name,
			   strerror(errno));
		return -errno;
	}
	(*s->obj)->elf = s->data;
	(*s->obj)->elf_size = s->data_sz;
	ret = find_maps(*s->obj, s->maps, s->map_cnt, s->map_skel_sz);
	return ret ? ret : find_programs(*s->obj, s->progs, s->prog_cnt, s->prog_skel_sz);
}

int bpf_object__load_skeleton(struct bpf_object_skeleton *s)
{
	int ret = bpf_object__load(*s->obj);

	if (ret < 0) {
		wbpf_print(LIBBPF_WARN, "libbpf: failed to load BPF skeleton '%s': %s\n", s->name,
			   strerror(-ret));
		return wbpf_err(-ret);
	}
	return 0;
}

/* A section that does not say where to attach is left to the tool, as is one it attached already. */
static int attach_program(struct bpf_prog_skeleton *p)
{
	struct bpf_program *prog = *p->prog;
	struct wbpf_program_info info;

	if (!p->link || *p->link || wbpf_program_info(prog, &info) < 0)
		return 0;
	if (!info.autoload || !info.autoattach || !wbpf_section_attaches(prog->section))
		return 0;
	*p->link = bpf_program__attach(prog);
	if (*p->link)
		return 0;
	wbpf_print(LIBBPF_WARN, "libbpf: prog '%s': failed to auto-attach: %s\n", prog->name,
		   strerror(errno));
	return -errno;
}

static int attach_map(struct bpf_map *map, struct bpf_link **link)
{
	struct wbpf_map_info info;

	if (!link || *link || wbpf_map_info(map, &info) < 0)
		return 0;
	if (info.type != BPF_MAP_TYPE_STRUCT_OPS || !info.autocreate || !info.autoattach)
		return 0;
	*link = bpf_map__attach_struct_ops(map);
	return *link ? 0 : -errno;
}

int bpf_object__attach_skeleton(struct bpf_object_skeleton *s)
{
	int ret = 0;

	for (int i = 0; i < s->prog_cnt && !ret; i++)
		ret = attach_program(prog_at(s->progs, s->prog_skel_sz, i));
	for (int i = 0; i < s->map_cnt && !ret; i++)
		ret = attach_map(*map_at(s->maps, s->map_skel_sz, i)->map, map_link(s, i));
	return ret < 0 ? wbpf_err(-ret) : 0;
}

static void drop_link(struct bpf_link **link)
{
	if (!link)
		return;
	bpf_link__destroy(*link);
	*link = NULL;
}

void bpf_object__detach_skeleton(struct bpf_object_skeleton *s)
{
	for (int i = 0; i < s->prog_cnt; i++)
		drop_link(prog_at(s->progs, s->prog_skel_sz, i)->link);
	for (int i = 0; i < s->map_cnt; i++)
		drop_link(map_link(s, i));
}

void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s)
{
	if (!s)
		return;
	bpf_object__detach_skeleton(s);
	if (s->obj)
		bpf_object__close(*s->obj);
	free(s->maps);
	free(s->progs);
	free(s);
}
