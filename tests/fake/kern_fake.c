/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake/kern_fake_priv.h"

struct fake_kern fake;

void fake_reset(void)
{
	memset(&fake, 0, sizeof(fake));
}

int fake_fails(struct wbpf_error *err, const char *what)
{
	if (!fake.fail_at || --fake.fail_at)
		return 0;
	return wbpf_fail(err, WBPF_STAGE_KERNEL, fake.fail_code, "fake: %s", what);
}

void kern_init(void)
{
}

void kern_set_store(const struct wbpf_store *store, const struct wbpf_trace *trace)
{
	(void)store;
	(void)trace;
}

void kern_set_log(const struct wbpf_log *log)
{
	(void)log;
}

static const struct {
	const char *name, *section;
} programs[FAKE_PROGRAMS] = {
	{ "tp_exec", "tp/sched/sched_process_exec" },
	{ "iter_task", "iter/task" },
	{ "iter_map", "iter/bpf_map_elem" },
	{ "iter_any", "iter" },
	{ "xdp_pass", "xdp.frags" },
};

static void init_parts(struct kern_object *obj)
{
	for (uint32_t i = 0; i < FAKE_MAPS; i++)
		fake_map_init(&obj->maps[i], obj, i);
	for (uint32_t i = 0; i < FAKE_PROGRAMS; i++)
		obj->programs[i] = (struct kern_program){
			.obj = obj,
			.name = programs[i].name,
			.section = programs[i].section,
			.autoload = true,
			.autoattach = true,
			.number = (int)i,
		};
}

int kern_object_open(const void *elf, size_t len, const struct kern_object_opts *opts,
		     struct kern_object **out, struct wbpf_error *err)
{
	struct kern_object *obj;
	int ret = fake_fails(err, "open");

	if (ret)
		return ret;
	if (len < 4 || (memcmp(elf, "FAKE", 4) != 0 && memcmp(elf, "EVIL", 4) != 0))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: no object");
	obj = calloc(1, sizeof(*obj));
	if (!obj)
		return -ENOMEM;
	obj->evil = memcmp(elf, "EVIL", 4) == 0;
	snprintf(obj->name, sizeof(obj->name), "%s", opts->name ? opts->name : "object");
	init_parts(obj);
	fake.objects++;
	*out = obj;
	return 0;
}

int kern_object_load(struct kern_object *obj, struct wbpf_error *err)
{
	int ret = fake_fails(err, "load");

	if (ret)
		return ret;
	if (obj->loaded)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EBUSY, "fake: loaded already");
	if (!obj->evil) {
		obj->loaded = true;
		return 0;
	}
	ret = wbpf_fail(err, WBPF_STAGE_KERNEL, -EACCES,
			"object '%s': program 'tp_exec': load: Permission denied: R2 !read_ok",
			obj->name);
	wbpf_error_set_detail(err, "0: (79) r1 = *(u64 *)(r2 +0)\nR2 !read_ok\n", 44);
	return ret;
}

int kern_object_prepare(struct kern_object *obj, struct wbpf_error *err)
{
	int ret = fake_fails(err, "prepare");

	if (ret)
		return ret;
	return obj->loaded ? wbpf_fail(err, WBPF_STAGE_KERNEL, -EBUSY, "fake: loaded already") : 0;
}

bool kern_object_loaded(const struct kern_object *obj)
{
	return obj->loaded;
}

const char *kern_object_name(const struct kern_object *obj)
{
	return obj->name;
}

void kern_object_free(struct kern_object *obj)
{
	if (!obj)
		return;
	for (uint32_t i = 0; i < FAKE_MAPS; i++)
		fake_map_fini(&obj->maps[i]);
	free(obj);
	fake.objects--;
}

struct kern_map *kern_object_map(struct kern_object *obj, uint32_t index)
{
	return index < FAKE_MAPS ? &obj->maps[index] : NULL;
}

struct kern_program *kern_object_program(struct kern_object *obj, uint32_t index)
{
	return index < FAKE_PROGRAMS ? &obj->programs[index] : NULL;
}

struct kern_map *kern_object_find_map(struct kern_object *obj, const char *name)
{
	for (uint32_t i = 0; i < FAKE_MAPS; i++) {
		if (strcmp(obj->maps[i].name, name) == 0)
			return &obj->maps[i];
	}
	return NULL;
}

struct kern_program *kern_object_find_program(struct kern_object *obj, const char *name)
{
	for (uint32_t i = 0; i < FAKE_PROGRAMS; i++) {
		if (strcmp(obj->programs[i].name, name) == 0)
			return &obj->programs[i];
	}
	return NULL;
}

uint32_t kern_possible_cpus(void)
{
	return FAKE_CPUS;
}

int kern_ifindex(const char *name)
{
	return strcmp(name, "lo") == 0 ? 1 : -ENODEV;
}
