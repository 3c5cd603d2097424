/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <mntent.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"

void assert_ok_(int ret, const struct wbpf_error *err, const char *call, const char *file, int line)
{
	if (ret >= 0)
		return;
	print_error("%s: %d: %s\n", call, ret, err ? err->message : "");
	_fail(file, line);
}

void assert_has(const char *text, const char *part)
{
	if (text && strstr(text, part))
		return;
	print_error("'%s' is not in '%s'\n", part, text ? text : "(none)");
	fail();
}

struct kern_object *test_open(const char *name)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object_opts opts = { .name = name };
	struct wbpf_buf elf = WBPF_BUF_INIT;
	struct kern_object *obj;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.bpf.o", WBPF_TEST_BPF_DIR, name);
	assert_ok(wbpf_file_read(path, 0, &elf, &err), &err);
	assert_ok(kern_object_open(elf.data, elf.len, &opts, &obj, &err), &err);
	wbpf_buf_free(&elf);
	return obj;
}

struct kern_object *test_load(const char *name)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open(name);

	assert_ok(kern_object_load(obj, &err), &err);
	return obj;
}

struct kern_map *test_map(struct kern_object *obj, const char *name)
{
	struct kern_map *map = kern_object_find_map(obj, name);

	assert_non_null(map);
	return map;
}

struct kern_program *test_program(struct kern_object *obj, const char *name)
{
	struct kern_program *prog = kern_object_find_program(obj, name);

	assert_non_null(prog);
	return prog;
}

int test_fd_cnt(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void gone(int (*get)(uint32_t), uint32_t id, const char *what)
{
	assert_int_not_equal(id, 0);
	for (int i = 0; i < 1000; i++) {
		int fd = get(id);

		if (fd < 0 && errno == ENOENT)
			return;
		if (fd >= 0)
			close(fd);
		usleep(10000);
	}
	print_error("%s %u is still there\n", what, id);
	fail();
}

void test_program_gone(uint32_t id)
{
	gone(bpf_prog_get_fd_by_id, id, "program");
}

void test_map_gone(uint32_t id)
{
	gone(bpf_map_get_fd_by_id, id, "map");
}

void test_link_gone(uint32_t id)
{
	gone(bpf_link_get_fd_by_id, id, "link");
}

const char *test_cgroup2(void)
{
	static char path[256];
	FILE *f = setmntent("/proc/self/mounts", "re");
	struct mntent *m;

	assert_non_null(f);
	while (!path[0] && (m = getmntent(f)))
		if (!strcmp(m->mnt_type, "cgroup2"))
			snprintf(path, sizeof(path), "%s", m->mnt_dir);
	endmntent(f);
	assert_true(path[0]);
	return path;
}

void test_needs_root(void)
{
	enum { SKIPPED = 77 };

	if (!geteuid())
		return;
	fprintf(stderr, "skipped: not root\n");
	exit(SKIPPED);
}

void test_own_netns(void)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd;

	assert_int_equal(unshare(CLONE_NEWNET), 0);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &req), 0);
	close(fd);
}

void test_send_packet(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(9),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(sendto(fd, "ping", 4, 0, (struct sockaddr *)&to, sizeof(to)), 4);
	close(fd);
}

char *test_shell(const char *command)
{
	struct wbpf_buf out = WBPF_BUF_INIT;
	FILE *f = popen(command, "re");
	char line[512];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		wbpf_buf_append(&out, line, strlen(line));
	pclose(f);
	return out.data ? out.data : strdup("");
}
