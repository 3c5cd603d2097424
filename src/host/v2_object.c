/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/room.h"

/* Strings of the guest's options, copied. */
struct open_strings {
	char *name, *pin_root_path, *kconfig, *btf_custom_path;
};

static void strings_free(struct open_strings *s)
{
	free(s->name);
	free(s->pin_root_path);
	free(s->kconfig);
	free(s->btf_custom_path);
}

static int strings_read(struct wbpf_guest *g, const struct wbpf2_object_opts *o,
			struct open_strings *s)
{
	int ret = wbpf_arg_opt_str(g, o->name, o->name_len, "object name", &s->name);

	if (!ret)
		ret = wbpf_arg_opt_str(g, o->pin_root_path, o->pin_root_path_len, "pin root path",
				       &s->pin_root_path);
	if (!ret)
		ret = wbpf_arg_opt_text(g, o->kconfig, o->kconfig_len, "kconfig", &s->kconfig);
	if (!ret)
		ret = wbpf_arg_opt_str(g, o->btf_custom_path, o->btf_custom_path_len, "BTF path",
				       &s->btf_custom_path);
	return ret;
}

static int open_object(struct wbpf_guest *g, const void *elf, uint32_t len,
		       const struct wbpf2_object_opts *o, struct kern_object **obj)
{
	WBPF_CLEANUP(strings_free) struct open_strings s = { 0 };
	struct kern_object_opts opts = {
		.log_level = o->log_level,
		.relaxed_maps = o->relaxed_maps != 0,
	};
	int ret = strings_read(g, o, &s);

	if (ret)
		return ret;
	opts.name = s.name;
	opts.pin_root_path = s.pin_root_path;
	opts.kconfig = s.kconfig;
	opts.btf_custom_path = s.btf_custom_path;
	return kern_object_open(elf, len, &opts, obj, &g->last_error);
}

int32_t wbpf2_object_open(struct wbpf_guest *g, wbpf_gaddr elf, uint32_t elf_len, wbpf_gaddr opts)
{
	struct wbpf2_object_opts o;
	struct kern_object *obj;
	const void *bytes;
	int ret;

	if (elf_len > WBPF_ARG_ELF_MAX)
		return wbpf_arg_fail(g, -E2BIG, "object: %u bytes, more than %d", elf_len,
				     WBPF_ARG_ELF_MAX);
	ret = wbpf_arg_own(g, elf, elf_len, "object", &bytes);
	if (!ret)
		ret = wbpf_arg_opts(g, opts, &o, sizeof(o));
	if (!ret)
		ret = open_object(g, bytes, elf_len, &o, &obj);
	return ret ? ret : host_put_object(g, obj);
}

int32_t wbpf2_object_load(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_object *obj = host_object(g, h);
	int ret = obj ? kern_object_load(obj, &g->last_error) : -EBADF;

	if (!ret)
		host_note_loaded(g, obj);
	return ret;
}

int32_t wbpf2_object_prepare(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_object *obj = host_object(g, h);

	return obj ? kern_object_prepare(obj, &g->last_error) : -EBADF;
}

int32_t wbpf2_object_map(struct wbpf_guest *g, wbpf_handle h, uint32_t index)
{
	struct kern_object *obj = host_object(g, h);
	struct kern_map *map = obj ? kern_object_map(obj, index) : NULL;

	if (map)
		return wbpf_arg_put(g, WBPF_H_MAP, map, NULL, h);
	/* How an enumeration ends: no need for a name. */
	return obj ? wbpf_arg_quick(g, -ENOENT, "the object has no more maps") : -EBADF;
}

int32_t wbpf2_object_program(struct wbpf_guest *g, wbpf_handle h, uint32_t index)
{
	struct kern_object *obj = host_object(g, h);
	struct kern_program *prog = obj ? kern_object_program(obj, index) : NULL;

	if (prog)
		return wbpf_arg_put(g, WBPF_H_PROGRAM, prog, NULL, h);
	return obj ? wbpf_arg_quick(g, -ENOENT, "the object has no more programs") : -EBADF;
}

int32_t wbpf2_object_find_map(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr name,
			      uint32_t name_len)
{
	WBPF_FREE char *text = NULL;
	int ret = wbpf_arg_str(g, name, name_len, "map name", &text);

	return ret ? ret : host_find_map(g, h, text);
}

int32_t wbpf2_object_find_program(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr name,
				  uint32_t name_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_object *obj = host_object(g, h);
	struct kern_program *prog;
	int ret = obj ? wbpf_arg_str(g, name, name_len, "program name", &text) : -EBADF;

	if (ret)
		return ret;
	prog = host_find_program(g, obj, text);
	return prog ? wbpf_arg_put(g, WBPF_H_PROGRAM, prog, NULL, h) : -ENOENT;
}
