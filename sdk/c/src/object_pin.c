/* SPDX-License-Identifier: MIT */
/* All maps or programs of an object to or from a directory of a bpffs. */
#include <stdio.h>

#include "internal.h"

char *wbpf_pin_path(const char *dir, const char *name)
{
	char *path, *c;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return wbpf_null(ENOMEM);
	/* bpffs refuses dots in names. */
	for (c = path + strlen(dir) + 1; *c; c++)
		if (*c == '.')
			*c = '_';
	return path;
}

static int map_at(struct bpf_map *map, const char *dir,
		  int (*apply)(struct bpf_map *, const char *))
{
	char *path;
	int ret;

	if (!dir)
		return map->pin_path ? apply(map, NULL) : 0;
	path = wbpf_pin_path(dir, map->name);
	ret = path ? apply(map, path) : -ENOMEM;
	free(path);
	return ret;
}

static int program_at(struct bpf_program *prog, const char *dir,
		      int (*apply)(struct bpf_program *, const char *))
{
	char *path = wbpf_pin_path(dir, prog->name);
	int ret = path ? apply(prog, path) : -ENOMEM;

	free(path);
	return ret;
}

/* Pinning is all or nothing. */
int bpf_object__pin_maps(struct bpf_object *obj, const char *path)
{
	int ret = 0;
	size_t i;

	if (!obj || !obj->loaded)
		return wbpf_err(obj ? ENOENT : EINVAL);
	for (i = 0; i < obj->map_cnt && ret >= 0; i++)
		if (bpf_map__autocreate(&obj->maps[i]))
			ret = map_at(&obj->maps[i], path, bpf_map__pin);
	for (i = ret < 0 ? i - 1 : 0; i-- > 0;)
		map_at(&obj->maps[i], path, bpf_map__unpin);
	return ret < 0 ? wbpf_err(-ret) : 0;
}

int bpf_object__unpin_maps(struct bpf_object *obj, const char *path)
{
	int ret = 0;

	if (!obj)
		return wbpf_err(EINVAL);
	for (size_t i = 0; i < obj->map_cnt && ret >= 0; i++)
		ret = map_at(&obj->maps[i], path, bpf_map__unpin);
	return ret;
}

int bpf_object__pin_programs(struct bpf_object *obj, const char *path)
{
	int ret = 0;
	size_t i;

	if (!obj || !path || !obj->loaded)
		return wbpf_err(obj && path ? ENOENT : EINVAL);
	for (i = 0; i < obj->program_cnt && ret >= 0; i++)
		ret = program_at(&obj->programs[i], path, bpf_program__pin);
	for (i = ret < 0 ? i - 1 : 0; i-- > 0;)
		program_at(&obj->programs[i], path, bpf_program__unpin);
	return ret < 0 ? wbpf_err(-ret) : 0;
}

int bpf_object__unpin_programs(struct bpf_object *obj, const char *path)
{
	int ret = 0;

	if (!obj || !path)
		return wbpf_err(EINVAL);
	for (size_t i = 0; i < obj->program_cnt && ret >= 0; i++)
		ret = program_at(&obj->programs[i], path, bpf_program__unpin);
	return ret;
}

int bpf_object__pin(struct bpf_object *obj, const char *path)
{
	int ret = bpf_object__pin_maps(obj, path);

	if (ret < 0)
		return ret;
	ret = bpf_object__pin_programs(obj, path);
	if (ret < 0)
		bpf_object__unpin_maps(obj, path);
	return ret < 0 ? wbpf_err(-ret) : 0;
}

int bpf_object__unpin(struct bpf_object *obj, const char *path)
{
	int ret = bpf_object__unpin_programs(obj, path);

	return ret < 0 ? ret : bpf_object__unpin_maps(obj, path);
}
