/* SPDX-License-Identifier: MIT */
/* Every call that makes an fd fails once: nothing leaks, nothing crashes, each says so. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "support.h"

/* Enough for the greediest of the paths below; each succeeds well before. */
enum { ROOM_MAX = 80 };

static struct wbpf_buf elf_events, elf_attach;

static int read_objects(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	(void)state;
	test_own_netns();
	assert_ok(wbpf_file_read(WBPF_TEST_BPF_DIR "/events.bpf.o", 0, &elf_events, &err), &err);
	assert_ok(wbpf_file_read(WBPF_TEST_BPF_DIR "/attach.bpf.o", 0, &elf_attach, &err), &err);
	return 0;
}

static int free_objects(void **state)
{
	(void)state;
	wbpf_buf_free(&elf_events);
	wbpf_buf_free(&elf_attach);
	return 0;
}

static int load(const struct wbpf_buf *elf, struct kern_object **obj, struct wbpf_error *err)
{
	int ret = kern_object_open(elf->data, elf->len, NULL, obj, err);

	return ret ? ret : kern_object_load(*obj, err);
}

static int source(const char *map, struct wbpf_error *err)
{
	struct kern_object *obj = NULL;
	struct kern_source *src = NULL;
	int ret = load(&elf_events, &obj, err);

	if (!ret)
		ret = kern_source_open(kern_object_find_map(obj, map), NULL, &src, err);
	kern_source_free(src);
	kern_object_free(obj);
	return ret;
}

static int ring(struct wbpf_error *err)
{
	return source("ring_a", err);
}

static int perf(struct wbpf_error *err)
{
	return source("perf", err);
}

static int user_ring(struct wbpf_error *err)
{
	return source("from_user", err);
}

static int attach(const char *prog, const struct kern_attach_opts *opts, struct wbpf_error *err)
{
	struct kern_object *obj = NULL;
	struct kern_link *link = NULL;
	int ret = load(&elf_attach, &obj, err);

	if (!ret)
		ret = kern_attach(kern_object_find_program(obj, prog), opts, &link, err);
	kern_link_free(link);
	kern_object_free(obj);
	return ret;
}

static int tracepoint(struct wbpf_error *err)
{
	return attach("on_tp", NULL, err);
}

static int tc(struct wbpf_error *err)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_TC, .target = "lo" };

	return attach("on_tc", &opts, err);
}

static int xdp(struct wbpf_error *err)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_XDP, .target = "lo" };

	return attach("on_xdp", &opts, err);
}

static int socket_filter(struct wbpf_error *err)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_SOCKET_FILTER, .target = "lo" };

	return attach("on_packet", &opts, err);
}

static void limit_fds(rlim_t n)
{
	struct rlimit lim;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &lim), 0);
	lim.rlim_cur = n;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &lim), 0);
}

static void check(int (*path)(struct wbpf_error *))
{
	struct wbpf_error once = WBPF_ERROR_INIT;
	/* libbpf asks once per process what the kernel can, and remembers a failed answer as a no. */
	int fds = test_fd_cnt(), failures = 0, ret = path(&once);
	int first = dup(0); /* the lowest free number */

	close(first);
	assert_ok(ret, &once);
	ret = -1;
	for (int room = 0; room < ROOM_MAX && ret; room++) {
		struct wbpf_error err = WBPF_ERROR_INIT;

		limit_fds((rlim_t)(first + room));
		ret = path(&err);
		limit_fds(1024);
		assert_int_equal(test_fd_cnt(), fds);
		assert_int_equal(ret, err.code);
		if (ret) {
			failures++;
			assert_true(err.message[0]);
		}
		wbpf_error_clear(&err);
	}
	assert_int_equal(ret, 0);
	assert_true(failures > 3);
}

static void sources(void **state)
{
	(void)state;
	check(ring);
	check(perf);
	check(user_ring);
}

static void attachments(void **state)
{
	char *out;

	(void)state;
	check(tracepoint);
	check(xdp);
	check(socket_filter);
	check(tc);
	out = test_shell("tc qdisc show dev lo");
	assert_null(strstr(out, "clsact"));
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources),
		cmocka_unit_test(attachments),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, read_objects, free_objects);
}
