/* SPDX-License-Identifier: MIT */
/*
 * Descriptors of the libc, wrapped by the linker (link.flags). read, close and lseek know the
 * library's own too. open remembers the path, because a cgroup or a network namespace is named to
 * the host by path; and a file that no granted directory has may be one that the host shows.
 *
 * <fcntl.h> of the SDK has Linux's O_* (tools compare them with what BPF programs saw). The libc's
 * own callers pass WASI's: these always have a bit of WASI_ACCMODE, which Linux's never have.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>

#include "files.h"
#include "internal.h"

enum {
	WASI_NOFOLLOW = 0x01000000,
	WASI_RDONLY = 0x04000000,
	WASI_SEARCH = 0x08000000,
	WASI_WRONLY = 0x10000000,
	WASI_ACCMODE = WASI_RDONLY | WASI_SEARCH | WASI_WRONLY,
};

static const struct {
	int ours, wasi;
} flag_pairs[] = {
	{ O_APPEND, __WASI_FDFLAGS_APPEND },
	{ O_NONBLOCK, __WASI_FDFLAGS_NONBLOCK },
	{ O_DSYNC, __WASI_FDFLAGS_DSYNC },
	{ O_CREAT, __WASI_OFLAGS_CREAT << 12 },
	{ O_EXCL, __WASI_OFLAGS_EXCL << 12 },
	{ O_TRUNC, __WASI_OFLAGS_TRUNC << 12 },
	{ O_DIRECTORY, __WASI_OFLAGS_DIRECTORY << 12 },
	{ O_NOFOLLOW, WASI_NOFOLLOW },
};

enum { FLAG_PAIRS = sizeof(flag_pairs) / sizeof(flag_pairs[0]) };

int __real_open(const char *path, int flags, ...);
int __real_openat(int dir, const char *path, int flags, ...);
ssize_t __real_read(int fd, void *buf, size_t size);
int __real_close(int fd);
off_t __real_lseek(int fd, off_t offset, int whence);
int __real_fstat(int fd, struct stat *st);

static int to_wasi(int flags)
{
	static const int access[] = { WASI_RDONLY, WASI_WRONLY, WASI_RDONLY | WASI_WRONLY, 0 };
	int wasi = flags & O_PATH ? WASI_SEARCH : access[flags & 3];

	if (flags & WASI_ACCMODE)
		return flags;
	for (int i = 0; i < FLAG_PAIRS; i++)
		if (flags & flag_pairs[i].ours)
			wasi |= flag_pairs[i].wasi;
	return wasi;
}

/* F_GETFL gives rights and flags of descriptors in WASI's numbers. */
static int from_wasi(int wasi)
{
	int flags = wasi & WASI_WRONLY ? (wasi & WASI_RDONLY ? O_RDWR : O_WRONLY) : O_RDONLY;

	for (int i = 0; i < FLAG_PAIRS; i++)
		if (wasi & flag_pairs[i].wasi)
			flags |= flag_pairs[i].ours;
	return flags;
}

static bool only_reads(int wasi)
{
	return (wasi & WASI_ACCMODE) == WASI_RDONLY &&
	       !(wasi & ((__WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC) << 12));
}

static int opened(int fd, const char *path, int wasi)
{
	if (fd < 0 && path && path[0] == '/' && only_reads(wasi))
		return wbpf_host_open(path);
	if (fd >= 0)
		wbpf_fd_remember(fd, path);
	return fd;
}

int __wrap_open(const char *path, int flags, ...)
{
	int wasi = to_wasi(flags);

	return opened(__real_open(path, wasi), path, wasi);
}

int __wrap_openat(int dir, const char *path, int flags, ...)
{
	int wasi = to_wasi(flags), fd = __real_openat(wbpf_dir_fd(dir), path, wasi);

	return wbpf_path_whole(dir, path) ? opened(fd, path, wasi) : fd;
}

int __wrap_close(int fd)
{
	wbpf_fd_forget_path(fd);
	if (fd >= WBPF_FD_BASE)
		return wbpf_ret(wbpf_fd_close(fd)) < 0 ? -1 : 0;
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

off_t __wrap_lseek(int fd, off_t offset, int whence)
{
	if (fd < WBPF_FD_BASE)
		return __real_lseek(fd, offset, whence);
	if (offset || whence != SEEK_SET)
		return errno = wbpf_fd_any(fd) ? ESPIPE : EBADF, -1;
	return wbpf_host_rewind(fd);
}

int __wrap_fstat(int fd, struct stat *st)
{
	const char *path;

	if (fd < WBPF_FD_BASE)
		return __real_fstat(fd, st);
	if (!wbpf_fd_any(fd))
		return errno = EBADF, -1;
	path = wbpf_fd_path(fd);
	if (path)
		return wbpf_host_stat(path, st);
	memset(st, 0, sizeof(*st));
	st->st_mode = 0600;
	st->st_nlink = 1;
	return 0;
}

/* What <fcntl.h> of the SDK calls fcntl(); the libc's own callers mean the libc's. */
int wbpf_libc_fcntl(int fd, int command, ...) __asm__("fcntl");

int wbpf_fcntl(int fd, int command, ...)
{
	va_list args;
	int arg, ret;

	va_start(args, command);
	arg = command == F_SETFL || command == F_SETFD ? va_arg(args, int) : 0;
	va_end(args);
	if (fd >= WBPF_FD_BASE)
		return wbpf_fd_any(fd) ? 0 : (errno = EBADF, -1);
	if (command == F_SETFL)
		arg = to_wasi(arg) & ~WASI_ACCMODE;
	ret = wbpf_libc_fcntl(fd, command, arg);
	return command == F_GETFL && ret >= 0 ? from_wasi(ret) : ret;
}
