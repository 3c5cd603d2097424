/* SPDX-License-Identifier: MIT */
/* The functions behind generated subskeletons: a library's view of a program's object. */
#include <bpf/btf.h>

#include "internal.h"

static int missing(const char *what, const char *name)
{
	wbpf_print(LIBBPF_WARN, "libbpf: failed to find subskeleton %s '%s'\n", what, name);
	return wbpf_err(ESRCH);
}

static int find_maps(const struct bpf_object_subskeleton *s)
{
	for (int i = 0; i < s->map_cnt; i++) {
		struct bpf_map_skeleton *m = (struct bpf_map_skeleton *)((char *)s->maps +
									 i * s->map_skel_sz);

		*m->map = bpf_object__find_map_by_name(s->obj, m->name);
		if (!*m->map)
			return missing("map", m->name);
	}
	return 0;
}

static int find_programs(const struct bpf_object_subskeleton *s)
{
	for (int i = 0; i < s->prog_cnt; i++) {
		struct bpf_prog_skeleton *p = (struct bpf_prog_skeleton *)((char *)s->progs +
									   i * s->prog_skel_sz);

		*p->prog = bpf_object__find_program_by_name(s->obj, p->name);
		if (!*p->prog)
			return missing("program", p->name);
	}
	return 0;
}

static const struct btf_var_secinfo *find_in(const struct btf *btf, const struct btf_type *sec,
					     const char *name)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(sec);

	for (int i = 0; i < btf_vlen(sec); i++, info++) {
		const struct btf_type *var = btf__type_by_id(btf, info->type);
		const char *its = var ? btf__name_by_offset(btf, var->name_off) : NULL;

		if (its && !strcmp(its, name))
			return info;
	}
	return NULL;
}

static int find_variable(const struct btf *btf, const struct bpf_var_skeleton *v)
{
	const struct btf_type *sec = btf__type_by_id(btf, bpf_map__btf_value_type_id(*v->map));
	const struct btf_var_secinfo *info;
	size_t size;
	char *value;

	if (!sec || !btf_is_datasec(sec))
		return wbpf_err(EINVAL);
	info = find_in(btf, sec, v->name);
	value = bpf_map__initial_value(*v->map, &size);
	if (!info || !value || info->offset > size || info->size > size - info->offset)
		return missing("variable", v->name);
	*v->addr = value + info->offset;
	return 0;
}

static int find_variables(const struct bpf_object_subskeleton *s)
{
	const struct btf *btf = s->var_cnt ? bpf_object__btf(s->obj) : NULL;
	int ret = s->var_cnt && !btf ? wbpf_err(EINVAL) : 0;

	for (int i = 0; i < s->var_cnt && !ret; i++)
		ret = find_variable(btf, (struct bpf_var_skeleton *)((char *)s->vars +
								     i * s->var_skel_sz));
	return ret;
}

int bpf_object__open_subskeleton(struct bpf_object_subskeleton *s)
{
	int ret;

	if (!s || !s->obj)
		return wbpf_err(EINVAL);
	ret = find_maps(s);
	if (!ret)
		ret = find_programs(s);
	return ret ? ret : find_variables(s);
}

void bpf_object__destroy_subskeleton(struct bpf_object_subskeleton *s)
{
	if (!s)
		return;
	free(s->maps);
	free(s->progs);
	free(s->vars);
	free(s);
}
