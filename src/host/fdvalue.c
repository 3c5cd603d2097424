/* SPDX-License-Identifier: MIT */
#include "host/fdvalue.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/dir.h"
#include "host/room.h"

enum { MAP_TYPE_CGRP_STORAGE = 32 }; /* of enum bpf_map_type, since Linux 6.2 */

static int map_fd(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_map *map = host_map(g, h);
	int fd = map ? kern_map_fd(map) : -EBADF;

	if (map && fd < 0)
		wbpf_arg_fail(g, fd, "map '%s' is not loaded", kern_map_name(map));
	return fd;
}

/* Kernel 6.9 knows pidfds of single threads, too. */
static int open_pid(struct wbpf_guest *g, int pid)
{
	long fd = syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0 && (errno == EINVAL || errno == ENOENT))
		fd = syscall(SYS_pidfd_open, pid, O_EXCL);
	if (fd >= 0)
		return (int)fd;
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, -errno, "no task %d", pid);
}

static int host_fd(struct wbpf_guest *g, enum kern_map_carries carries, uint32_t word,
		   struct host_fdvalue *v)
{
	switch (carries) {
	case KERN_CARRIES_PROGRAM_FD:
		return host_program_fd(g, (wbpf_handle)word);
	case KERN_CARRIES_MAP_FD:
		return map_fd(g, (wbpf_handle)word);
	case KERN_CARRIES_EVENT_FD:
		return wbpf_arg_fd(g, (wbpf_handle)word);
	default: /* a cgroup */
		return v->fd = host_dir_open_fd(g, (int)word);
	}
}

/* {ifindex or queue size, optional program}: without the second word nothing is to be done. */
static int pair_value(struct wbpf_guest *g, uint32_t size, const void **value,
		      struct host_fdvalue *v)
{
	int fd;

	if (size < sizeof(v->word))
		return 0;
	memcpy(v->word, *value, sizeof(v->word));
	*value = v->word;
	if (!v->word[1])
		return 0;
	fd = host_program_fd(g, (wbpf_handle)v->word[1]);
	v->word[1] = (uint32_t)fd;
	return fd < 0 ? fd : 0;
}

static int fd_value(struct wbpf_guest *g, const struct kern_map *map, const void **value,
		    struct host_fdvalue *v)
{
	int fd;

	if (kern_map_user_value_size(map) < sizeof(uint32_t))
		return host_map_error(g, map, "value too small for a handle", -EINVAL);
	memcpy(v->word, *value, sizeof(uint32_t));
	fd = host_fd(g, kern_map_carries(map), v->word[0], v);
	v->word[0] = (uint32_t)fd;
	*value = v->word;
	return fd < 0 ? fd : 0;
}

int host_fdvalue_value(struct wbpf_guest *g, const struct kern_map *map, const void **value,
		       struct host_fdvalue *v)
{
	switch (kern_map_carries(map)) {
	case KERN_CARRIES_BYTES:
	case KERN_CARRIES_TASK_KEY:
	case KERN_CARRIES_OWNER_KEY:
		return 0;
	case KERN_CARRIES_DEVMAP:
	case KERN_CARRIES_CPUMAP:
		return pair_value(g, kern_map_user_value_size(map), value, v);
	case KERN_CARRIES_OPS:
		/* What is registered so outlives the guest. */
		return host_map_error(g, map, "struct_ops are for map_attach()", -EOPNOTSUPP);
	case KERN_CARRIES_SOCKET_FD:
		return host_map_error(g, map, "a guest has no sockets to put in", -EOPNOTSUPP);
	default:
		return fd_value(g, map, value, v);
	}
}

int host_fdvalue_key(struct wbpf_guest *g, const struct kern_map *map, const void **key,
		     struct host_fdvalue *v)
{
	enum kern_map_carries carries = kern_map_carries(map);
	int32_t number;

	if (carries != KERN_CARRIES_TASK_KEY && carries != KERN_CARRIES_OWNER_KEY)
		return 0;
	if (kern_map_key_size(map) != sizeof(number))
		return host_map_error(g, map, "key too small for a number", -EINVAL);
	memcpy(&number, *key, sizeof(number));
	if (carries == KERN_CARRIES_TASK_KEY)
		v->fd = open_pid(g, number);
	else if (kern_map_type(map) == MAP_TYPE_CGRP_STORAGE)
		v->fd = host_dir_open_fd(g, number);
	else
		return host_map_error(g, map, "a guest cannot name its owners", -EOPNOTSUPP);
	v->word[0] = (uint32_t)v->fd;
	*key = v->word;
	return v->fd < 0 ? v->fd : 0;
}

void host_fdvalue_done(struct host_fdvalue *v)
{
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
}
