/* SPDX-License-Identifier: MIT */
/* The variables of a section. */
#include <errno.h>
#include <stdlib.h>

#include "codegen/model.h"

static int add(struct cg_types *ts, const struct btf_var_secinfo *info, struct cg_vars *vars)
{
	struct cg_var *var = &vars->v[vars->cnt];
	const struct btf_type *t;
	int ret;

	t = cg_type(ts, info->type, &ret);
	if (!t)
		return ret;
	if (!btf_is_var(t))
		return cg_bad_type(ts, info->type, "an entry of a section is no variable");
	if (btf_var(t)->linkage == BTF_VAR_STATIC)
		return 0;
	var->name = cg_type_name(ts, t);
	var->ident = cg_ident(var->name);
	if (!var->ident)
		return wbpf_fail(ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	vars->cnt++;
	var->type = t->type;
	var->offset = info->offset;
	return cg_size(ts, var->type, &var->size);
}

static int make_unique(struct cg_types *ts, struct cg_vars *vars)
{
	char ***idents = calloc(vars->cnt + 1, sizeof(*idents));
	int ret;

	if (!idents)
		return wbpf_fail(ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	for (size_t i = 0; i < vars->cnt; i++)
		idents[i] = &vars->v[i].ident;
	ret = cg_unique(idents, vars->cnt, ts->err);
	free(idents);
	return ret;
}

int cg_vars_read(struct cg_types *ts, const struct cg_map *map, struct cg_vars *vars)
{
	const struct btf_type *sec;
	int ret;

	*vars = (struct cg_vars){ 0 };
	if (!map->datasec)
		return 0;
	sec = cg_type(ts, map->datasec, &ret);
	if (!sec)
		return ret;
	vars->v = calloc(btf_vlen(sec) + 1u, sizeof(*vars->v));
	if (!vars->v)
		return wbpf_fail(ts->err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	for (uint32_t i = 0; !ret && i < btf_vlen(sec); i++)
		ret = add(ts, &btf_var_secinfos(sec)[i], vars);
	return ret ? ret : make_unique(ts, vars);
}

void cg_vars_free(struct cg_vars *vars)
{
	for (size_t i = 0; i < vars->cnt; i++)
		free(vars->v[i].ident);
	free(vars->v);
	*vars = (struct cg_vars){ 0 };
}
