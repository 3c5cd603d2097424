/* SPDX-License-Identifier: MIT */
#include "host/room.h"

#include <errno.h>

int host_program_fd(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_program *prog;
	int fd;

	/* Of bpf(): the kernel sees whether it is a program. */
	if (wbpf_handle_type_of(&g->handles, h) == WBPF_H_FD)
		return wbpf_arg_fd(g, h);
	prog = host_program(g, h);
	fd = prog ? kern_program_fd(prog) : -EBADF;
	if (prog && fd < 0)
		wbpf_arg_fail(g, fd, "program '%s' is not loaded", kern_program_name(prog));
	return fd;
}

static void free_object(void *ptr)
{
	kern_object_free(ptr);
}

static void free_map(void *ptr)
{
	kern_map_free(ptr);
}

static void free_link(void *ptr)
{
	kern_link_free(ptr);
}

wbpf_handle host_put_object(struct wbpf_guest *g, struct kern_object *obj)
{
	return wbpf_arg_put(g, WBPF_H_OBJECT, obj, free_object, 0);
}

wbpf_handle host_put_own_map(struct wbpf_guest *g, struct kern_map *map)
{
	return wbpf_arg_put(g, WBPF_H_MAP, map, free_map, 0);
}

wbpf_handle host_put_link(struct wbpf_guest *g, struct kern_link *link, wbpf_handle parent)
{
	return wbpf_arg_put(g, WBPF_H_LINK, link, free_link, parent);
}

wbpf_handle host_find_map(struct wbpf_guest *g, wbpf_handle h, const char *name)
{
	struct kern_object *obj = host_object(g, h);
	struct kern_map *map;

	if (!obj)
		return -EBADF;
	map = kern_object_find_map(obj, name);
	if (!map)
		return wbpf_arg_fail(g, -ENOENT, "object '%s' has no map '%s'",
				     kern_object_name(obj), name);
	return wbpf_arg_put(g, WBPF_H_MAP, map, NULL, h);
}

struct kern_program *host_find_program(struct wbpf_guest *g, struct kern_object *obj,
				       const char *name)
{
	struct kern_program *prog = kern_object_find_program(obj, name);

	if (!prog)
		wbpf_arg_fail(g, -ENOENT, "object '%s' has no program '%s'", kern_object_name(obj),
			      name);
	return prog;
}

int host_map_error(struct wbpf_guest *g, const struct kern_map *map, const char *what, int code)
{
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, code, "map '%s': %s",
			       kern_map_name(map), what);
}

void host_note_loaded(const struct wbpf_guest *g, const struct kern_object *obj)
{
	wbpf_logf(g->log, WBPF_LOG_INFO, "host", "object '%s' loaded", kern_object_name(obj));
}

void host_note_attached(const struct wbpf_guest *g, const struct kern_program *prog,
			const struct kern_attach_opts *opts)
{
	wbpf_logf(g->log, WBPF_LOG_INFO, "host", "program '%s' attached%s%s",
		  kern_program_name(prog), opts->target ? " to " : "",
		  opts->target ? opts->target : "");
}

void host_note_closed(const struct wbpf_guest *g, wbpf_handle h)
{
	const struct kern_object *obj = wbpf_handle_get(&g->handles, h, WBPF_H_OBJECT);

	if (obj)
		wbpf_logf(g->log, WBPF_LOG_INFO, "host", "object '%s' closed",
			  kern_object_name(obj));
	else if (wbpf_handle_get(&g->handles, h, WBPF_H_LINK))
		wbpf_logf(g->log, WBPF_LOG_INFO, "host", "link closed");
}
