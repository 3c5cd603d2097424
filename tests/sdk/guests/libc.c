/* SPDX-License-Identifier: MIT */
/* What the SDK adds to the libc, without any kernel: files, processes, numbers of errors. */
#include <fcntl.h>
#include <stdlib.h>
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
	numbers();
	processes();
	return check_end();
}
