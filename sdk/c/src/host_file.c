/* SPDX-License-Identifier: MIT */
#include "files.h"

#include "internal.h"

/* The host: not in the list. */
enum { LINUX_EXDEV = 18 };

static int answer(int ret, int wasi_errno)
{
	if (ret == -LINUX_EXDEV)
		errno = wasi_errno;
	else if (ret < 0)
		wbpf_ret(ret);
	return ret < 0 ? -1 : ret;
}

int wbpf_host_open(const char *path)
{
	int handle = answer(wbpf_abi_host_file_open(path, (uint32_t)strlen(path)), errno);
	int fd = handle < 0 ? -1 : wbpf_fd_new(WBPF_FD_STREAM, handle, true);

	if (fd < 0)
		return -1;
	wbpf_fd_remember(fd, path);
	return fd;
}

int wbpf_host_stat(const char *path, struct stat *st)
{
	struct wbpf_host_file_info info = { .sz = sizeof(info) };
	int ret = answer(wbpf_abi_host_file_stat(path, (uint32_t)strlen(path), &info), errno);

	if (ret < 0 || !st)
		return ret;
	memset(st, 0, sizeof(*st));
	st->st_dev = info.dev;
	st->st_ino = info.ino;
	st->st_mode = info.mode;
	st->st_nlink = 1;
	st->st_size = (off_t)info.size;
	return 0;
}

ssize_t wbpf_host_link(const char *path, char *buf, size_t size)
{
	uint32_t most = size > INT32_MAX ? INT32_MAX : (uint32_t)size;

	return answer(wbpf_abi_host_file_link(path, (uint32_t)strlen(path), buf, most), errno);
}

int wbpf_host_rewind(int fd)
{
	struct wbpf_fd *f = wbpf_fd_get(fd, WBPF_FD_STREAM);
	const char *path = wbpf_fd_path(fd);
	int handle;

	if (!f || !path)
		return errno = f ? ESPIPE : EBADF, -1;
	handle = answer(wbpf_abi_host_file_open(path, (uint32_t)strlen(path)), ESPIPE);
	if (handle < 0)
		return -1;
	wbpf_abi_close(f->handle);
	f->handle = handle;
	return 0;
}
