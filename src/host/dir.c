/* SPDX-License-Identifier: MIT */
#include "host/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

static int open_dir(struct wbpf_guest *g, const struct wbpf_guest_dir *dir)
{
	int fd = open(dir->host_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, -errno,
			       "cannot open the granted directory '%s'", dir->guest_path);
}

int host_dir_open_fd(struct wbpf_guest *g, int guest_fd)
{
	for (size_t i = 0; i < g->dir_cnt; i++) {
		if (g->dirs[i].guest_fd == guest_fd)
			return open_dir(g, &g->dirs[i]);
	}
	return wbpf_arg_fail(g, -EBADF, "descriptor %d is no granted directory", guest_fd);
}

/* What is left of path behind the granted directory, "" for itself; NULL: not in it. */
static const char *rest_behind(const char *dir, const char *path)
{
	size_t len = strlen(dir);

	while (len && dir[len - 1] == '/')
		len--;
	if (strncmp(dir, path, len) != 0 || (path[len] && path[len] != '/'))
		return NULL;
	return path + len + strspn(path + len, "/");
}

static const struct wbpf_guest_dir *dir_of(const struct wbpf_guest *g, const char *path,
					   const char **rest)
{
	const struct wbpf_guest_dir *best = NULL;

	for (size_t i = 0; i < g->dir_cnt; i++) {
		const char *behind = rest_behind(g->dirs[i].guest_path, path);

		/* The nearest grant has the shortest rest. */
		if (behind && (!best || behind > *rest)) {
			best = &g->dirs[i];
			*rest = behind;
		}
	}
	return best;
}

/* Where openat2 is missing (an old kernel, a strict seccomp filter): no link at all is followed. */
static int open_by_steps(int dir, const char *rest)
{
	WBPF_FREE char *copy = strdup(rest);
	WBPF_CLOSE int at = fcntl(dir, F_DUPFD_CLOEXEC, 3);
	char *state = NULL, *step, *next;

	if (!copy || at < 0)
		return copy ? -errno : -ENOMEM;
	for (step = strtok_r(copy, "/", &state); step; step = next) {
		int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW;
		int fd;

		next = strtok_r(NULL, "/", &state);
		if (strcmp(step, "..") == 0)
			return -EXDEV;
		fd = openat(at, step, next ? flags | O_DIRECTORY : flags | O_NONBLOCK);
		if (fd < 0)
			return -errno;
		close(at);
		at = fd;
	}
	return WBPF_TAKE_FD(at);
}

/* O_NONBLOCK: a FIFO in the directory must not hold the host. */
static int open_beneath(int dir, const char *rest)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, dir, *rest ? rest : ".", &how, sizeof(how));

	if (fd >= 0)
		return (int)fd;
	return errno == ENOSYS || errno == EPERM ? open_by_steps(dir, rest) : -errno;
}

int host_dir_open_path(struct wbpf_guest *g, const char *path)
{
	const char *rest = NULL;
	const struct wbpf_guest_dir *dir = dir_of(g, path, &rest);
	WBPF_CLOSE int base = -1;
	int fd;

	if (!dir)
		return HOST_DIR_NONE;
	base = open_dir(g, dir);
	if (base < 0)
		return base;
	fd = open_beneath(base, rest);
	if (fd >= 0)
		return fd;
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, fd, "cannot open '%s'", path);
}
