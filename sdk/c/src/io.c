/* SPDX-License-Identifier: MIT */
/*
 * open(), read() and close() of the libc, wrapped by the linker (link.flags): read and close know the
 * library's descriptors too, and open remembers the path, because a cgroup or a network namespace is
 * named to the host by path.
 */
#include <fcntl.h>
#include <unistd.h>

#include "internal.h"

int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *buf, size_t size);
int __real_close(int fd);

struct opened {
	int fd;
	char *path;
};

static struct opened *opened;
static size_t opened_cnt;

static struct opened *find(int fd)
{
	for (size_t i = 0; i < opened_cnt; i++)
		if (opened[i].path && opened[i].fd == fd)
			return &opened[i];
	return NULL;
}

static struct opened *free_slot(void)
{
	struct opened *grown;

	for (size_t i = 0; i < opened_cnt; i++)
		if (!opened[i].path)
			return &opened[i];
	grown = realloc(opened, (opened_cnt + 8) * sizeof(*opened));
	if (!grown)
		return NULL;
	opened = grown;
	memset(opened + opened_cnt, 0, 8 * sizeof(*opened));
	opened_cnt += 8;
	return &opened[opened_cnt - 8];
}

/* Without memory the descriptor works for all but attaching. */
static void remember(int fd, const char *path)
{
	struct opened *slot = free_slot();

	if (!slot)
		return;
	slot->path = strdup(path);
	slot->fd = fd;
}

const char *wbpf_fd_path(int fd)
{
	struct opened *o = find(fd);

	return o ? o->path : NULL;
}

int __wrap_open(const char *path, int flags, ...)
{
	int fd = __real_open(path, flags);

	if (fd >= 0)
		remember(fd, path);
	return fd;
}

int __wrap_close(int fd)
{
	struct opened *o = find(fd);

	if (fd >= WBPF_FD_BASE)
		return wbpf_ret(wbpf_fd_close(fd)) < 0 ? -1 : 0;
	if (o) {
		free(o->path);
		o->path = NULL;
	}
	return __real_close(fd);
}

ssize_t __wrap_read(int fd, void *buf, size_t size)
{
	struct wbpf_fd *f;
	int n;

	if (fd < WBPF_FD_BASE)
		return __real_read(fd, buf, size);
	f = wbpf_fd_get(fd, WBPF_FD_STREAM);
	if (!f)
		return errno = EBADF, -1;
	wbpf_signals();
	n = wbpf_abi_read(f->handle, buf, (uint32_t)(size > INT32_MAX ? INT32_MAX : size));
	wbpf_signals();
	return wbpf_ret(n) < 0 ? -1 : n;
}
