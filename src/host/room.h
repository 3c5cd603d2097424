/* SPDX-License-Identifier: MIT */
/* What the files of this room share. */
#ifndef WBPF_HOST_ROOM_H
#define WBPF_HOST_ROOM_H

#include "guest/arg.h"
#include "kern/kern.h"

/* NULL after -EBADF was set. */
static inline struct kern_object *host_object(struct wbpf_guest *g, wbpf_handle h)
{
	return wbpf_arg_handle(g, h, WBPF_H_OBJECT);
}

static inline struct kern_map *host_map(struct wbpf_guest *g, wbpf_handle h)
{
	return wbpf_arg_handle(g, h, WBPF_H_MAP);
}

static inline struct kern_program *host_program(struct wbpf_guest *g, wbpf_handle h)
{
	return wbpf_arg_handle(g, h, WBPF_H_PROGRAM);
}

static inline struct kern_link *host_link(struct wbpf_guest *g, wbpf_handle h)
{
	return wbpf_arg_handle(g, h, WBPF_H_LINK);
}

/* The fd of a loaded program, of an object or from bpf(); negative errno with words. */
int host_program_fd(struct wbpf_guest *g, wbpf_handle h);

/* A new handle that owns what it names; on failure that is freed. */
wbpf_handle host_put_object(struct wbpf_guest *g, struct kern_object *obj);
wbpf_handle host_put_own_map(struct wbpf_guest *g, struct kern_map *map);
/* parent 0: the link lives until it is closed. */
wbpf_handle host_put_link(struct wbpf_guest *g, struct kern_link *link, wbpf_handle parent);

/* The handle of something of the object by name; -ENOENT. */
wbpf_handle host_find_map(struct wbpf_guest *g, wbpf_handle obj, const char *name);
struct kern_program *host_find_program(struct wbpf_guest *g, struct kern_object *obj,
				       const char *name);

/* What -v shows: things as they come and go. */
void host_note_loaded(const struct wbpf_guest *g, const struct kern_object *obj);
void host_note_attached(const struct wbpf_guest *g, const struct kern_program *prog,
			const struct kern_attach_opts *opts);
/* Before the handle is closed. */
void host_note_closed(const struct wbpf_guest *g, wbpf_handle h);

/* Words for the kern calls that set none: "map 'x': lookup: Invalid argument". */
int host_map_error(struct wbpf_guest *g, const struct kern_map *map, const char *what, int code);

#endif
