/* SPDX-License-Identifier: MIT */
/*
 * Calls of the libc that take a path, wrapped by the linker (link.flags): what WASI does not find
 * may be a file that the host shows, and AT_FDCWD is Linux's number as well as WASI's.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "internal.h"

/* Linux's, WASI's. */
enum { LINUX_FDCWD = -100, WASI_FDCWD = -2 };

int __real_access(const char *path, int mode);
int __real_stat(const char *path, struct stat *st);
int __real_lstat(const char *path, struct stat *st);
ssize_t __real_readlink(const char *path, char *buf, size_t size);
int __real_faccessat(int dir, const char *path, int mode, int flags);
int __real_fstatat(int dir, const char *path, struct stat *st, int flags);
ssize_t __real_readlinkat(int dir, const char *path, char *buf, size_t size);
int __real_mkdirat(int dir, const char *path, mode_t mode);
int __real_unlinkat(int dir, const char *path, int flags);
int __real_symlinkat(const char *target, int dir, const char *path);
int __real_linkat(int from_dir, const char *from, int to_dir, const char *to, int flags);
int __real_renameat(int from_dir, const char *from, int to_dir, const char *to);
int __real_utimensat(int dir, const char *path, const struct timespec times[2], int flags);

int wbpf_dir_fd(int dir)
{
	return dir == LINUX_FDCWD ? WASI_FDCWD : dir;
}

bool wbpf_path_whole(int dir, const char *path)
{
	return path && (path[0] == '/' || wbpf_dir_fd(dir) == WASI_FDCWD);
}

static bool absolute(const char *path)
{
	return path && path[0] == '/';
}

/* Nothing that the host shows is written to. */
static int host_access(const char *path, int mode)
{
	if (!absolute(path) || wbpf_host_stat(path, NULL))
		return -1;
	return mode & W_OK ? errno = EACCES, -1 : 0;
}

int __wrap_access(const char *path, int mode)
{
	return __real_access(path, mode) ? host_access(path, mode) : 0;
}

int __wrap_faccessat(int dir, const char *path, int mode, int flags)
{
	/* Of Linux's flags only AT_EACCESS has no meaning here. */
	int ret = __real_faccessat(wbpf_dir_fd(dir), path, mode, flags & ~0x200);

	return ret ? host_access(path, mode) : 0;
}

static int host_stat(const char *path, struct stat *st)
{
	return absolute(path) ? wbpf_host_stat(path, st) : -1;
}

int __wrap_stat(const char *path, struct stat *st)
{
	return __real_stat(path, st) ? host_stat(path, st) : 0;
}

int __wrap_lstat(const char *path, struct stat *st)
{
	return __real_lstat(path, st) ? host_stat(path, st) : 0;
}

int __wrap_fstatat(int dir, const char *path, struct stat *st, int flags)
{
	return __real_fstatat(wbpf_dir_fd(dir), path, st, flags) ? host_stat(path, st) : 0;
}

static ssize_t host_link(ssize_t wasi, const char *path, char *buf, size_t size)
{
	return wasi < 0 && absolute(path) ? wbpf_host_link(path, buf, size) : wasi;
}

ssize_t __wrap_readlink(const char *path, char *buf, size_t size)
{
	return host_link(__real_readlink(path, buf, size), path, buf, size);
}

ssize_t __wrap_readlinkat(int dir, const char *path, char *buf, size_t size)
{
	return host_link(__real_readlinkat(wbpf_dir_fd(dir), path, buf, size), path, buf, size);
}

int __wrap_mkdirat(int dir, const char *path, mode_t mode)
{
	return __real_mkdirat(wbpf_dir_fd(dir), path, mode);
}

int __wrap_unlinkat(int dir, const char *path, int flags)
{
	return __real_unlinkat(wbpf_dir_fd(dir), path, flags);
}

int __wrap_symlinkat(const char *target, int dir, const char *path)
{
	return __real_symlinkat(target, wbpf_dir_fd(dir), path);
}

int __wrap_linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	return __real_linkat(wbpf_dir_fd(from_dir), from, wbpf_dir_fd(to_dir), to, flags);
}

int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return __real_renameat(wbpf_dir_fd(from_dir), from, wbpf_dir_fd(to_dir), to);
}

int __wrap_utimensat(int dir, const char *path, const struct timespec times[2], int flags)
{
	return __real_utimensat(wbpf_dir_fd(dir), path, times, flags);
}
