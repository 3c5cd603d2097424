/* SPDX-License-Identifier: MIT */
/* Maps and programs of an object, by name and one after the other. */
#include "internal.h"

struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name)
{
	int32_t handle;

	if (!obj || !name)
		return wbpf_null(EINVAL);
	/* The host knows both names of global data, ".bss" and that with the object's name. */
	handle = wbpf_ret(wbpf_abi_object_find_map(obj->handle, name, (uint32_t)strlen(name)));
	for (size_t i = 0; handle > 0 && i < obj->map_cnt; i++)
		if (obj->maps[i].handle == handle)
			return &obj->maps[i];
	return wbpf_null(ENOENT);
}

int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, name);

	return map ? bpf_map__fd(map) : -errno;
}

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj, const char *name)
{
	if (!obj || !name)
		return wbpf_null(EINVAL);
	for (size_t i = 0; i < obj->program_cnt; i++)
		if (!strcmp(obj->programs[i].name, name))
			return &obj->programs[i];
	return wbpf_null(ENOENT);
}

struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	size_t next;

	if (!obj || (map && map->obj != obj))
		return wbpf_null(EINVAL);
	next = map ? (size_t)(map - obj->maps) + 1 : 0;
	return next < obj->map_cnt ? &obj->maps[next] : NULL;
}

struct bpf_map *bpf_object__prev_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	size_t next;

	if (!obj || (map && map->obj != obj))
		return wbpf_null(EINVAL);
	next = map ? (size_t)(map - obj->maps) : obj->map_cnt;
	return next ? &obj->maps[next - 1] : NULL;
}

struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct bpf_program *prog)
{
	size_t next;

	if (!obj || (prog && prog->obj != obj))
		return wbpf_null(EINVAL);
	next = prog ? (size_t)(prog - obj->programs) + 1 : 0;
	return next < obj->program_cnt ? &obj->programs[next] : NULL;
}

struct bpf_program *bpf_object__prev_program(const struct bpf_object *obj, struct bpf_program *prog)
{
	size_t next;

	if (!obj || (prog && prog->obj != obj))
		return wbpf_null(EINVAL);
	next = prog ? (size_t)(prog - obj->programs) : obj->program_cnt;
	return next ? &obj->programs[next - 1] : NULL;
}
