/* SPDX-License-Identifier: MIT */
/* What the SDK adds to the libc, without any kernel: files, processes, numbers of errors. */
#include <fcntl.h>
#include <linux/version.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <wasm_bpf/attach.h>
#include "check.h"

static void files(const char *dir)
{
	char path[256], text[16] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/fileXXXXXX", dir);
	fd = mkstemp(path);
	YES(fd >= 0 && !strstr(path, "XXXXXX"));
	IS(write(fd, "hello", 5), 5);
	IS(close(fd), 0);
	IS(close(fd), -1);
	IS(errno, EBADF);
	fd = open(path, O_RDONLY);
	YES(fd >= 0 && fd < 1000);
	IS(read(fd, text, sizeof(text)), 5);
	YES(!strcmp(text, "hello"));
	IS(close(fd), 0);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	IS(fd, -1);
	IS(errno, EEXIST);
	IS(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/object.bpf.o", dir);
	YES(!bpf_object__open(path) && errno == ENOENT);
	strcpy(path, "noX");
	IS(mkstemp(path), -1);
	IS(errno, EINVAL);
}

/* Flags of open() and AT_FDCWD have Linux's numbers; the libc must get its own. */
static void flags(const char *dir)
{
	char path[256], other[256], text[16] = "";
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/flags", dir);
	snprintf(other, sizeof(other), "%s/other", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	YES(fd >= 0);
	IS(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK), O_WRONLY | O_APPEND);
	IS(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK), 0);
	IS(fcntl(fd, F_GETFL) & (O_APPEND | O_NONBLOCK), O_APPEND | O_NONBLOCK);
	IS(write(fd, "one", 3), 3);
	IS(lseek(fd, 0, SEEK_SET), 0);
	IS(write(fd, "two", 3), 3);
	IS(read(fd, text, 1), -1);
	IS(close(fd), 0);
	fd = openat(AT_FDCWD, path, O_RDWR);
	IS(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	IS(read(fd, text, sizeof(text)), 6);
	YES(!strcmp(text, "onetwo"));
	IS(close(fd), 0);
	IS(open(path, O_RDONLY | O_DIRECTORY), -1);
	IS(errno, ENOTDIR);
	IS(renameat(AT_FDCWD, path, AT_FDCWD, other), 0);
	IS(faccessat(AT_FDCWD, path, F_OK, 0), -1);
	IS(fstatat(AT_FDCWD, other, &st, 0), 0);
	IS(st.st_size, 6);
	fd = open(other, O_WRONLY | O_TRUNC);
	IS(close(fd), 0);
	IS(stat(other, &st), 0);
	IS(st.st_size, 0);
	IS(symlinkat("other", AT_FDCWD, path), 0);
	IS(readlinkat(AT_FDCWD, path, text, sizeof(text)), 5);
	IS(open(path, O_RDONLY | O_NOFOLLOW), -1);
	IS(unlinkat(AT_FDCWD, path, 0), 0);
	IS(unlinkat(AT_FDCWD, other, 0), 0);
	IS(mkdirat(AT_FDCWD, path, 0700), 0);
	fd = open(dir, O_RDONLY | O_DIRECTORY);
	IS(faccessat(fd, "flags", F_OK, 0), 0);
	IS(close(fd), 0);
	IS(unlinkat(AT_FDCWD, path, AT_REMOVEDIR), 0);
}

static void numbers(void)
{
	char text[64];

	IS(wbpf_errno_from_linux(4), EINTR);
	IS(wbpf_errno_from_linux(2), ENOENT);
	IS(wbpf_errno_from_linux(95), EOPNOTSUPP);
	IS(wbpf_errno_from_linux(28), ENOSPC);
	IS(wbpf_errno_from_linux(524), 524);
	IS(wbpf_errno_from_linux(0), 0);
	IS(libbpf_strerror(-ENOENT, text, sizeof(text)), 0);
	YES(!strcmp(text, strerror(ENOENT)));
	FAILS(libbpf_strerror(ENOENT, text, 4), ERANGE);
	FAILS(bpf_map_lookup_elem(3, NULL, NULL), EBADF);
	FAILS(bpf_map__fd(NULL), EINVAL);
	YES(!strncmp(libbpf_version_string(), "v1.", 3));
}

static void limits(void)
{
	struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY }, now = { 1, 1 };

	IS(setrlimit(RLIMIT_MEMLOCK, &most), 0);
	IS(getrlimit(RLIMIT_NOFILE, &now), 0);
	YES(now.rlim_cur == RLIM_INFINITY);
	now.rlim_max = 3;
	IS(setrlimit(RLIMIT_MEMLOCK, &now), -1);
}

static void jumps(void)
{
	jmp_buf env;

	IS(setjmp(env), 0);
	IS(KERNEL_VERSION(6, 1, 300), 0x601ff);
	IS(eventfd(0, EFD_CLOEXEC), -1);
	IS(errno, ENOSYS);
}

static void processes(void)
{
	YES(getpid() > 1);
	IS(getpagesize(), 4096);
	IS(fork(), -1);
	IS(errno, ENOSYS);
	IS(waitpid(-1, NULL, 0), -1);
	IS(errno, ECHILD);
	YES(!popen("true", "r") && errno == ENOSYS);
	IS(system(NULL), 0);
	IS(WEXITSTATUS(system("true")), 127);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	libbpf_set_print(NULL);
	files(argv[1]);
	flags(argv[1]);
	numbers();
	processes();
	limits();
	jumps();
	return check_end();
}
