/* SPDX-License-Identifier: MIT */
#include "kern/object.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/features.h"
#include "kern/words.h"

static uint32_t count_maps(const struct bpf_object *bpf)
{
	struct bpf_map *m;
	uint32_t n = 0;

	bpf_object__for_each_map(m, bpf)
		n++;
	return n;
}

static uint32_t count_programs(const struct bpf_object *bpf)
{
	struct bpf_program *p;
	uint32_t n = 0;

	bpf_object__for_each_program(p, bpf)
		n++;
	return n;
}

static void list_maps(struct kern_object *obj)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, obj->bpf) {
		struct kern_map *map = &obj->maps[obj->map_cnt++];

		*map = (struct kern_map){ .obj = obj, .bpf = m, .fd = -1, .inner_fd = -1 };
		snprintf(map->name, sizeof(map->name), "%s", bpf_map__name(m));
		kern_map_refresh(map);
	}
}

static void list_programs(struct kern_object *obj)
{
	struct bpf_program *p;

	bpf_object__for_each_program(p, obj->bpf)
		obj->programs[obj->program_cnt++] = (struct kern_program){ .obj = obj, .bpf = p };
}

static int list(struct kern_object *obj)
{
	obj->maps = calloc(count_maps(obj->bpf) + 1, sizeof(*obj->maps));
	obj->programs = calloc(count_programs(obj->bpf) + 1, sizeof(*obj->programs));
	if (!obj->maps || !obj->programs)
		return -ENOMEM;
	list_maps(obj);
	list_programs(obj);
	return 0;
}

static struct bpf_object *open_elf(const void *elf, size_t len, const char *name,
				   const struct kern_object_opts *o, const char *btf_path)
{
	struct bpf_object *bpf;
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name,
		    .relaxed_maps = o->relaxed_maps, .pin_root_path = o->pin_root_path,
		    .kconfig = o->kconfig, .btf_custom_path = btf_path,
		    .bpf_token_path = o->bpf_token_path, .kernel_log_level = o->log_level);

	bpf = bpf_object__open_mem(elf, len, &opts);
	if ((intptr_t)bpf >= 0)
		return bpf;
	/* libbpf 1.7 takes the offset of an absurdly large extern for an errno and hands it out. */
	errno = EINVAL;
	return NULL;
}

/*
 * An ordinary map that only claims to be of type struct_ops would make libbpf follow a NULL
 * pointer. Those that libbpf made from a .struct_ops section are as many as it said.
 */
static int check_struct_ops(const struct kern_object *obj)
{
	struct kern_words *words = kern_words_here();
	uint32_t n = 0;

	for (uint32_t i = 0; i < obj->map_cnt; i++)
		n += obj->maps[i].shape.type == BPF_MAP_TYPE_STRUCT_OPS;
	if (n == words->struct_ops_cnt)
		return 0;
	snprintf(words->note, sizeof(words->note), "a map of type struct_ops without its section");
	return -EINVAL;
}

int kern_object_open(const void *elf, size_t len, const struct kern_object_opts *opts,
		     struct kern_object **out, struct wbpf_error *err)
{
	static const struct kern_object_opts none;
	const char *name = opts && opts->name ? opts->name : "object";
	/* A copy: a guest's other threads may write to the original while libelf reads it. */
	WBPF_FREE void *copy = malloc(len ? len : 1);
	struct kern_object *obj = calloc(1, sizeof(*obj));
	char min_btf[32];
	int ret = -ENOMEM;

	KERN_LISTEN();
	*out = NULL;
	if (obj)
		obj->btf_fd = -1;
	if (!copy || !obj)
		goto fail;
	memcpy(copy, elf, len);
	obj->refs = 1;
	opts = opts ? opts : &none;
	if (opts->btf_custom_path && !kern_file_is_regular(opts->btf_custom_path)) {
		snprintf(kern_words_here()->note, sizeof(kern_words_here()->note),
			 "'%s' is no regular file", opts->btf_custom_path);
		ret = -EINVAL;
		goto fail;
	}
	obj->btf_fd = kern_min_btf(copy, len, opts->btf_custom_path, min_btf);
	obj->bpf = open_elf(copy, len, name, opts,
			    obj->btf_fd < 0 ? opts->btf_custom_path : min_btf);
	if (!obj->bpf) {
		ret = -errno;
		goto fail;
	}
	ret = list(obj);
	if (!ret)
		ret = check_struct_ops(obj);
	if (ret)
		goto fail;
	*out = obj;
	return 0;
fail:
	kern_object_free(obj);
	return kern_fail(err, ret, "object '%s': open", name);
}

static void refresh_maps(struct kern_object *obj)
{
	for (uint32_t i = 0; i < obj->map_cnt; i++)
		kern_map_refresh(&obj->maps[i]);
}

/* Global data is mapped shared: a process forked off (the guard) must not keep the map alive. */
static void keep_from_children(struct kern_object *obj)
{
	for (uint32_t i = 0; i < obj->map_cnt; i++) {
		struct kern_map *map = &obj->maps[i];
		size_t len = 0;
		void *p = NULL;

		if (map->shape.type == BPF_MAP_TYPE_ARRAY)
			p = bpf_map__initial_value(map->bpf, &len);
		if (p)
			madvise(p, len, MADV_DONTFORK);
	}
}

/* Of the program that libbpf blames; 0 (UNSPEC) when it blames none. */
static uint32_t blamed_type(const struct kern_object *obj, const char *noun)
{
	char name[sizeof(((struct kern_words *)0)->noun)];
	struct bpf_program *prog = NULL;

	if (sscanf(noun, "program '%159[^']'", name) == 1)
		prog = bpf_object__find_program_by_name(obj->bpf, name);
	return prog ? bpf_program__type(prog) : 0;
}

static int load_failed(const struct kern_object *obj, int code, struct wbpf_error *err)
{
	struct kern_words *words = kern_words_here();
	const char *name = bpf_object__name(obj->bpf);

	if ((code == -EPERM || code == -EACCES) && !words->verifier.len)
		kern_missing_privilege_of(blamed_type(obj, words->noun), words->note,
					  sizeof(words->note));
	if (words->noun[0])
		return kern_fail(err, code, "object '%s': %s: load", name, words->noun);
	return kern_fail(err, code, "object '%s': load", name);
}

static void close_min_btf(struct kern_object *obj)
{
	if (obj->btf_fd >= 0)
		close(obj->btf_fd);
	obj->btf_fd = -1;
}

/* Before libbpf makes directories. */
static int check_pins(const struct kern_object *obj, struct wbpf_error *err)
{
	for (uint32_t i = 0; i < obj->map_cnt; i++) {
		const struct bpf_map *m = obj->maps[i].bpf;
		const char *path = bpf_map__autocreate(m) ? bpf_map__pin_path(m) : NULL;
		int ret = path ? kern_pin_check(path) : 0;

		if (ret)
			return kern_fail(err, ret, "object '%s': map '%s': pin at '%s'",
					 bpf_object__name(obj->bpf), obj->maps[i].name, path);
	}
	return 0;
}

int kern_object_prepare(struct kern_object *obj, struct wbpf_error *err)
{
	struct kern_arena_hold hold = { 0 };
	int ret;

	KERN_LISTEN();
	if (obj->tried || obj->prepared)
		return kern_refuse(err, -EBUSY, "object '%s': prepare: it already was",
				   bpf_object__name(obj->bpf));
	ret = check_pins(obj, err);
	if (!ret)
		ret = kern_arena_reserve(obj, &hold, err);
	if (ret)
		return ret;
	obj->prepared = true;
	ret = bpf_object__prepare(obj->bpf);
	kern_arena_release(&hold);
	if (ret) {
		obj->prepared = false;
		obj->tried = true;
		return load_failed(obj, ret, err);
	}
	refresh_maps(obj);
	keep_from_children(obj);
	return 0;
}

int kern_object_load(struct kern_object *obj, struct wbpf_error *err)
{
	struct kern_arena_hold hold = { 0 };
	int ret;

	KERN_LISTEN();
	if (obj->tried)
		return kern_refuse(err, -EBUSY, "object '%s': load: it was already loaded once",
				   bpf_object__name(obj->bpf));
	/* What is prepared has its arena already. */
	ret = obj->prepared ? 0 : check_pins(obj, err);
	if (!ret && !obj->prepared)
		ret = kern_arena_reserve(obj, &hold, err);
	if (ret)
		return ret;
	obj->tried = true;
	ret = bpf_object__load(obj->bpf);
	kern_arena_release(&hold);
	close_min_btf(obj);
	if (ret) {
		obj->prepared = false; /* libbpf has closed the maps as well */
		refresh_maps(obj);
		return load_failed(obj, ret, err);
	}
	obj->loaded = true;
	refresh_maps(obj);
	keep_from_children(obj);
	return 0;
}

bool kern_object_loaded(const struct kern_object *obj)
{
	return obj->loaded;
}

const char *kern_object_name(const struct kern_object *obj)
{
	return bpf_object__name(obj->bpf);
}

void kern_object_hold(struct kern_object *obj)
{
	obj->refs++;
}

void kern_object_free(struct kern_object *obj)
{
	if (!obj || (obj->refs && --obj->refs))
		return;
	bpf_object__close(obj->bpf);
	for (uint32_t i = 0; i < obj->map_cnt; i++) {
		if (obj->maps[i].inner_fd >= 0)
			close(obj->maps[i].inner_fd);
		free(obj->maps[i].shown);
	}
	close_min_btf(obj);
	free(obj->maps);
	free(obj->programs);
	free(obj);
}

struct kern_map *kern_object_map(struct kern_object *obj, uint32_t index)
{
	return index < obj->map_cnt ? &obj->maps[index] : NULL;
}

struct kern_program *kern_object_program(struct kern_object *obj, uint32_t index)
{
	return index < obj->program_cnt ? &obj->programs[index] : NULL;
}

struct kern_map *kern_object_find_map(struct kern_object *obj, const char *name)
{
	struct bpf_map *bpf = bpf_object__find_map_by_name(obj->bpf, name);

	/* A reused map takes on the other's name in libbpf; ours stays findable by its own. */
	for (uint32_t i = 0; i < obj->map_cnt; i++)
		if (obj->maps[i].bpf == bpf || !strcmp(obj->maps[i].name, name))
			return &obj->maps[i];
	return NULL;
}

struct kern_program *kern_object_find_program(struct kern_object *obj, const char *name)
{
	struct bpf_program *bpf = bpf_object__find_program_by_name(obj->bpf, name);

	for (uint32_t i = 0; bpf && i < obj->program_cnt; i++)
		if (obj->programs[i].bpf == bpf)
			return &obj->programs[i];
	return NULL;
}
