/* SPDX-License-Identifier: MIT */
/* fopen() and fdopen() of the libc, wrapped by the linker, over descriptors of the library. */
#define _GNU_SOURCE /* fopencookie */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "files.h"
#include "internal.h"

FILE *__real_fopen(const char *path, const char *mode);
FILE *__real_fdopen(int fd, const char *mode);

static ssize_t stream_read(void *fd, char *buf, size_t size)
{
	return read((int)(intptr_t)fd, buf, size);
}

static int stream_seek(void *fd, off_t *offset, int whence)
{
	off_t at = lseek((int)(intptr_t)fd, *offset, whence);

	*offset = at;
	return at < 0 ? -1 : 0;
}

static int stream_close(void *fd)
{
	return close((int)(intptr_t)fd);
}

static FILE *stream_of(int fd)
{
	cookie_io_functions_t functions = {
		.read = stream_read,
		.seek = stream_seek,
		.close = stream_close,
	};

	return fopencookie((void *)(intptr_t)fd, "r", functions);
}

static bool only_reads(const char *mode)
{
	return mode[0] == 'r' && !strchr(mode, '+');
}

FILE *__wrap_fdopen(int fd, const char *mode)
{
	if (fd < WBPF_FD_BASE)
		return __real_fdopen(fd, mode);
	if (!wbpf_fd_get(fd, WBPF_FD_STREAM) || !only_reads(mode))
		return wbpf_null(wbpf_fd_any(fd) ? EINVAL : EBADF);
	return stream_of(fd);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	FILE *f = __real_fopen(path, mode);
	int fd;

	if (f || path[0] != '/' || !only_reads(mode))
		return f;
	fd = wbpf_host_open(path);
	if (fd < 0)
		return NULL;
	f = stream_of(fd);
	if (!f)
		close(fd);
	return f;
}
