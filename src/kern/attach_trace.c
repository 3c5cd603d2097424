/* SPDX-License-Identifier: MIT */
/* Tracepoints, functions by BTF, iterators, perf events. */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/link.h"
#include "kern/uapi.h"

int kern_attach_tracepoint(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_tracepoint_opts, opts, .bpf_cookie = a->opts.cookie);
	const char *target = a->opts.target ? a->opts.target : "";
	WBPF_FREE char *category = strdup(target);
	size_t len = strcspn(target, ":/");

	if (!category)
		return -ENOMEM;
	if (!len || !target[len] || !target[len + 1] || strchr(target + len + 1, '/'))
		return kern_attach_refuse(a, -EINVAL, "the target must be category:name");
	category[len] = '\0';
	return kern_attach_take(a, bpf_program__attach_tracepoint_opts(a->bpf, category,
								       target + len + 1, &opts));
}

int kern_attach_raw_tracepoint(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_raw_tracepoint_opts, opts, .cookie = a->opts.cookie);

	if (!a->opts.target || !*a->opts.target)
		return kern_attach_refuse(a, -EINVAL, "the target must be the tracepoint's name");
	return kern_attach_take(a, bpf_program__attach_raw_tracepoint_opts(a->bpf, a->opts.target,
									   &opts));
}

/* The function or tracepoint was fixed at load. */
int kern_attach_tracing(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_trace_opts, opts, .cookie = a->opts.cookie);

	return kern_attach_take(a, bpf_program__attach_trace_opts(a->bpf, &opts));
}

int kern_attach_iter(struct kern_attaching *a)
{
	union bpf_iter_link_info of_map = { 0 };
	LIBBPF_OPTS(bpf_iter_attach_opts, opts);

	if (a->opts.map) {
		of_map.map.map_fd = (uint32_t)kern_map_fd(a->opts.map);
		opts.link_info = &of_map;
		opts.link_info_len = sizeof(of_map);
	} else if (a->opts.iter_info) {
		opts.link_info = (void *)(uintptr_t)a->opts.iter_info;
		opts.link_info_len = a->opts.iter_info_len;
	}
	return kern_attach_take(a, bpf_program__attach_iter(a->bpf, &opts));
}

int kern_attach_freplace(struct kern_attaching *a)
{
	bool named = a->opts.fd > 0 && a->opts.target;

	return kern_attach_take(a, bpf_program__attach_freplace(a->bpf, named ? a->opts.fd : 0,
								named ? a->opts.target : NULL));
}

int kern_attach_perf_event(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_perf_event_opts, opts, .bpf_cookie = a->opts.cookie);
	int fd, ret;

	if (a->opts.fd <= 0)
		return kern_attach_refuse(a, -EINVAL, "a perf event must be given");
	/* libbpf closes the event with the link: it gets one of its own. */
	fd = kern_attach_open(a, 0, "perf event");
	if (fd < 0)
		return fd;
	ret = kern_attach_take(a, bpf_program__attach_perf_event_opts(a->bpf, fd, &opts));
	if (ret)
		close(fd);
	return ret;
}

/* Without BPF_F_LINK the kernel keeps the struct_ops registered until its map's element goes, whoever
 * made it may be dead. Also runs in the guard: a bare system call. */
static void unregister_struct_ops(int map_fd, const void *what)
{
	uint32_t zero = 0;
	union bpf_attr attr = { .map_fd = (uint32_t)map_fd, .key = (uintptr_t)&zero };

	(void)what;
	syscall(SYS_bpf, BPF_MAP_DELETE_ELEM, &attr, sizeof(attr));
}

static int delete_struct_ops(struct kern_link *link)
{
	uint32_t zero = 0;
	int ret = bpf_map_delete_elem(link->fd, &zero) ? -errno : 0;

	kern_guard_end(&link->guard);
	return ret;
}

/* Without BPF_F_LINK there is no kernel link, and libbpf's would borrow the map's fd. */
static int own_struct_ops(struct kern_link *link, const struct kern_map *map)
{
	bpf_link__disconnect(link->bpf);
	bpf_link__destroy(link->bpf);
	link->bpf = NULL;
	link->undo = delete_struct_ops;
	link->fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 3);
	return link->fd < 0 ? -errno : 0;
}

int kern_attach_struct_ops_map(struct kern_map *map, struct kern_link *link)
{
	int ret;

	link->kind = KERN_ATTACH_STRUCT_OPS;
	if (!map->bpf || map->fd < 0 || map->shape.type != BPF_MAP_TYPE_STRUCT_OPS)
		return -EINVAL;
	if (!(map->shape.flags & KERN_F_LINK)) {
		ret = kern_guard_start(&link->guard, map->fd, unregister_struct_ops, NULL);
		if (ret)
			return ret;
	}
	link->bpf = bpf_map__attach_struct_ops(map->bpf);
	if (!link->bpf) {
		ret = -errno;
		kern_guard_end(&link->guard);
		return ret;
	}
	return map->shape.flags & KERN_F_LINK ? 0 : own_struct_ops(link, map);
}

int kern_attach_struct_ops(struct kern_attaching *a)
{
	if (!a->opts.map)
		return kern_attach_refuse(a, -EINVAL,
					  "struct_ops programs are attached with their map");
	return kern_attach_struct_ops_map((struct kern_map *)(uintptr_t)a->opts.map, a->link);
}
