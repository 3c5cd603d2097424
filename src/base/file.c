/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

enum { CHUNK_BYTES = 64 * 1024 };

static int read_all(int fd, size_t max_bytes, struct wbpf_buf *buf)
{
	size_t start = buf->len;

	for (;;) {
		ssize_t n;

		if (!wbpf_buf_reserve(buf, CHUNK_BYTES))
			return -ENOMEM;
		n = read(fd, buf->data + buf->len, CHUNK_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		buf->len += (size_t)n;
		buf->data[buf->len] = '\0';
		if (n == 0)
			return 0;
		if (max_bytes && buf->len - start > max_bytes)
			return -EFBIG;
	}
}

int wbpf_file_read(const char *path, size_t max_bytes, struct wbpf_buf *buf, struct wbpf_error *err)
{
	WBPF_CLOSE int owned = -1;
	int fd = STDIN_FILENO, ret;

	if (strcmp(path, "-") != 0) {
		owned = fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return wbpf_fail_errno(err, WBPF_STAGE_READ, -errno, "cannot open '%s'",
					       path);
	}
	ret = read_all(fd, max_bytes, buf);
	if (ret < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, ret, "cannot read '%s'", path);
	return 0;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A device or pipe must not be replaced by a file. */
static int write_into(const char *path, const void *data, size_t len)
{
	WBPF_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd < 0 ? -errno : write_all(fd, data, len);
}

/* A new file beside `path`; not mkstemp(), so that the umask decides about the permissions. */
static int open_beside(const char *path, mode_t mode, char *tmp, size_t size)
{
	static _Atomic unsigned int count;
	int fd;

	do {
		if (snprintf(tmp, size, "%s.%d.%u.tmp", path, getpid(), count++) >= (int)size)
			return -ENAMETOOLONG;
		fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	} while (fd < 0 && errno == EEXIST);
	return fd < 0 ? -errno : fd;
}

/* Nothing may be left behind, and no reader may see half a file. */
static int write_renamed(const char *path, const void *data, size_t len, mode_t mode)
{
	char tmp[4096];
	int fd = open_beside(path, mode, tmp, sizeof(tmp));
	int ret;

	if (fd < 0)
		return fd;
	ret = write_all(fd, data, len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	if (!ret && rename(tmp, path) < 0)
		ret = -errno;
	if (ret)
		unlink(tmp);
	return ret;
}

int wbpf_file_write(const char *path, const void *data, size_t len, mode_t mode,
		    struct wbpf_error *err)
{
	struct stat st;
	int ret;

	if (strcmp(path, "-") == 0)
		ret = write_all(STDOUT_FILENO, data, len);
	else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		ret = write_into(path, data, len);
	else
		ret = write_renamed(path, data, len, mode);
	if (ret < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, ret, "cannot write '%s'", path);
	return 0;
}
