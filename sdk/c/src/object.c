/* SPDX-License-Identifier: MIT */
/* bpf_object: open, load, close, and what it consists of. */
#include <stdio.h>

#include "internal.h"

static void set_str(uint32_t *addr, uint32_t *len, const char *s)
{
	*addr = (uint32_t)(uintptr_t)s;
	*len = s ? (uint32_t)strlen(s) : 0;
}

static void object_opts(struct wbpf_object_opts *to, const struct bpf_object_open_opts *from)
{
	memset(to, 0, sizeof(*to));
	to->sz = sizeof(*to);
	set_str(&to->name, &to->name_len, OPT(from, object_name, NULL));
	set_str(&to->pin_root_path, &to->pin_root_path_len, OPT(from, pin_root_path, NULL));
	set_str(&to->kconfig, &to->kconfig_len, OPT(from, kconfig, NULL));
	set_str(&to->btf_custom_path, &to->btf_custom_path_len, OPT(from, btf_custom_path, NULL));
	to->log_level = OPT(from, kernel_log_level, 0);
	to->relaxed_maps = OPT(from, relaxed_maps, false);
}

/* An array that grows by one zeroed element of `size` bytes; NULL and errno when it cannot. */
static void *append(void **array, size_t *cnt, size_t size)
{
	char *grown = realloc(*array, (*cnt + 1) * size);

	if (!grown)
		return wbpf_null(ENOMEM);
	*array = grown;
	return memset(grown + (*cnt)++ * size, 0, size);
}

static int add_map(struct bpf_object *obj, int32_t handle)
{
	struct wbpf_map_info info = { .sz = sizeof(info) };
	struct bpf_map *map = append((void **)&obj->maps, &obj->map_cnt, sizeof(*map));

	if (!map)
		return -ENOMEM;
	map->obj = obj;
	map->handle = handle;
	if (wbpf_fail(wbpf_abi_map_info(handle, &info)) < 0)
		return -errno;
	map->name = strdup(info.name);
	map->pinned = info.pinned;
	return map->name ? 0 : wbpf_err(ENOMEM);
}

static int add_program(struct bpf_object *obj, int32_t handle)
{
	struct wbpf_program_info info = { .sz = sizeof(info) };
	struct bpf_program *prog = append((void **)&obj->programs, &obj->program_cnt,
					  sizeof(*prog));

	if (!prog)
		return -ENOMEM;
	prog->obj = obj;
	prog->handle = handle;
	if (wbpf_fail(wbpf_abi_program_info(handle, &info)) < 0)
		return -errno;
	prog->name = strdup(info.name);
	prog->section = strdup(info.section);
	return prog->name && prog->section ? 0 : wbpf_err(ENOMEM);
}

/* The order is the object's; the host says -ENOENT after the last. */
static int enumerate(struct bpf_object *obj, int32_t (*at)(int32_t, uint32_t),
		     int (*add)(struct bpf_object *, int32_t))
{
	int32_t handle;
	int ret = 0;

	for (uint32_t i = 0; !ret && (handle = at(obj->handle, i)) >= 0; i++)
		ret = add(obj, handle);
	return ret;
}

static int fill(struct bpf_object *obj, const struct bpf_object_open_opts *opts)
{
	const char *name = OPT(opts, object_name, NULL);
	int ret = enumerate(obj, wbpf_abi_object_map, add_map);

	if (!ret)
		ret = enumerate(obj, wbpf_abi_object_program, add_program);
	if (ret)
		return ret;
	obj->name = strdup(name ? name : "object");
	obj->log_buf = OPT(opts, kernel_log_buf, NULL);
	obj->log_size = OPT(opts, kernel_log_size, 0);
	return obj->name ? 0 : wbpf_err(ENOMEM);
}

struct bpf_object *bpf_object__open_mem(const void *buf, size_t size,
					const struct bpf_object_open_opts *opts)
{
	struct wbpf_object_opts host_opts;
	struct bpf_object *obj;
	int saved;

	if (!buf || !size || OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	obj = calloc(1, sizeof(*obj));
	if (!obj)
		return wbpf_null(ENOMEM);
	object_opts(&host_opts, opts);
	obj->handle = wbpf_fail(wbpf_abi_object_open(buf, (uint32_t)size, &host_opts));
	if (obj->handle >= 0 && !fill(obj, opts))
		return obj;
	saved = errno;
	bpf_object__close(obj);
	return wbpf_null(saved);
}

static void fill_log(char *buf, size_t size, const char *text)
{
	if (buf && size)
		snprintf(buf, size, "%s", text);
}

/* For callers that brought a buffer: the verifier's and the kernel's words. */
static void fill_logs(const struct bpf_object *obj)
{
	char *text = wbpf_last_error();

	if (!text)
		return;
	fill_log(obj->log_buf, obj->log_size, text);
	for (size_t i = 0; i < obj->program_cnt; i++) {
		const struct bpf_program *p = &obj->programs[i];
		char quoted[160];

		/* The host names the program that it speaks of. */
		snprintf(quoted, sizeof(quoted), "program '%s'", p->name);
		if (strstr(text, quoted))
			fill_log(p->log_buf, p->log_size, text);
	}
	free(text);
}

int bpf_object__prepare(struct bpf_object *obj)
{
	int ret;

	if (!obj || obj->loaded || obj->prepared)
		return wbpf_err(EINVAL);
	ret = wbpf_object_push_initial(obj);
	if (ret >= 0)
		ret = wbpf_fail(wbpf_abi_object_prepare(obj->handle));
	obj->prepared = ret >= 0;
	return ret;
}

int bpf_object__load(struct bpf_object *obj)
{
	int ret;

	if (!obj || obj->loaded)
		return wbpf_err(EINVAL);
	ret = obj->prepared ? 0 : wbpf_object_push_initial(obj);
	if (ret < 0)
		return ret;
	ret = wbpf_abi_object_load(obj->handle);
	if (ret < 0) {
		fill_logs(obj);
		return wbpf_fail(ret);
	}
	obj->loaded = true;
	wbpf_object_map_initial(obj);
	return 0;
}

void bpf_object__close(struct bpf_object *obj)
{
	if (!obj)
		return;
	for (size_t i = 0; i < obj->map_cnt; i++)
		wbpf_map_release(&obj->maps[i]);
	for (size_t i = 0; i < obj->program_cnt; i++)
		wbpf_program_release(&obj->programs[i]);
	if (obj->handle > 0)
		wbpf_abi_close(obj->handle);
	free(obj->maps);
	free(obj->programs);
	free(obj->name);
	if (obj->btf) /* not by name: most tools need nothing of BTF */
		obj->free_btf(obj->btf);
	free(obj);
}

const char *bpf_object__name(const struct bpf_object *obj)
{
	return obj ? obj->name : wbpf_null(EINVAL);
}

int bpf_object__token_fd(const struct bpf_object *obj)
{
	(void)obj;
	return -1;
}

unsigned int bpf_object__kversion(const struct bpf_object *obj)
{
	(void)obj;
	return 0;
}
