/* SPDX-License-Identifier: MIT */
/* Tracing attachments, links, iterators, struct_ops. */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hits.h"
#include "support.h"

static struct kern_object *obj;
static struct wbpf_error err;

static int load(void **state)
{
	(void)state;
	prctl(PR_SET_NAME, "kern-attach-test");
	obj = test_load("attach");
	return 0;
}

static int unload(void **state)
{
	(void)state;
	kern_object_free(obj);
	wbpf_error_clear(&err);
	return 0;
}

static struct kern_link *attach(const char *prog, struct kern_attach_opts opts)
{
	return test_attach(obj, prog, opts);
}

static int refuse(const char *prog, struct kern_attach_opts opts)
{
	struct kern_link *link;
	int ret = kern_attach(test_program(obj, prog), &opts, &link, &err);

	assert_true(ret < 0);
	assert_int_equal(ret, err.code);
	assert_null(link);
	return ret;
}

/* Attached it counts, detached it does not; detach is idempotent; the kernel's link goes. */
static void check_life(struct kern_link *link, uint32_t index, void (*cause)(void))
{
	uint64_t before = test_hits(obj, index);
	struct kern_link_info info;

	cause();
	assert_true(test_hits(obj, index) > before);
	kern_link_info(link, &info);
	assert_true(info.attached);
	assert_ok(kern_link_detach(link, &err), &err);
	assert_ok(kern_link_detach(link, &err), &err);
	before = test_hits(obj, index);
	cause();
	assert_int_equal(test_hits(obj, index), before);
	if (info.id)
		test_link_gone(info.id);
	kern_link_info(link, &info);
	assert_false(info.attached);
	assert_int_equal(info.id, 0);
	kern_link_free(link);
}

static void call(void)
{
	getpgid(0);
}

__attribute__((noinline)) int wbpf_test_function(int x);
__attribute__((noinline)) int wbpf_test_function(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + 1;
}

static void call_function(void)
{
	wbpf_test_function(1);
}

static void tracepoint(void **state)
{
	struct kern_link *link;

	(void)state;
	check_life(attach("on_tp", (struct kern_attach_opts){ 0 }), 0, call);
	link = attach("on_tp", (struct kern_attach_opts){ .kind = KERN_ATTACH_TRACEPOINT,
							  .target = "syscalls:sys_enter_getpgid",
							  .cookie = 0x1122334455667788 });
	call();
	assert_int_equal(test_cookie(obj, 0), 0x1122334455667788);
	check_life(link, 0, call);
	check_life(attach("on_tp",
			  (struct kern_attach_opts){ .target = "syscalls:sys_enter_getpgid" }),
		   0, call);
}

static void raw_tracepoint(void **state)
{
	(void)state;
	check_life(attach("on_raw_tp", (struct kern_attach_opts){ 0 }), 1, call);
	check_life(attach("on_raw_tp",
			  (struct kern_attach_opts){ .kind = KERN_ATTACH_RAW_TRACEPOINT,
						     .target = "sys_exit" }),
		   1, call);
}

static void tracing(void **state)
{
	(void)state;
	check_life(attach("on_tp_btf", (struct kern_attach_opts){ 0 }), 2, call);
	check_life(attach("on_tp_btf", (struct kern_attach_opts){ .kind = KERN_ATTACH_TRACING }), 2,
		   call);
}

static void uprobe(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_UPROBE,
					 .target = "/proc/self/exe",
					 .symbol = "wbpf_test_function",
					 .pid = -1 };

	(void)state;
	check_life(attach("on_uprobe", opts), 3, call_function);
	check_life(attach("on_uprobe",
			  (struct kern_attach_opts){
				  .target = "/proc/self/exe:wbpf_test_function" }),
		   3, call_function);
	check_life(attach("on_uretprobe", opts), 4, call_function);
	opts.retprobe = true;
	check_life(attach("on_uprobe", opts), 3, call_function);
	opts.retprobe = false;
	opts.pid = getpid();
	check_life(attach("on_uprobe", opts), 3, call_function);
}

static void uprobe_of_another_process(void **state)
{
	struct kern_link *link = attach("on_uprobe",
					(struct kern_attach_opts){ .kind = KERN_ATTACH_UPROBE,
								   .target = "/proc/self/exe",
								   .symbol = "wbpf_test_function",
								   .pid = 1 });
	uint64_t before = test_hits(obj, 3);

	(void)state;
	call_function();
	assert_int_equal(test_hits(obj, 3), before);
	kern_link_free(link);
}

static void uprobe_multi(void **state)
{
	const char *names[] = { "wbpf_test_function" };
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_UPROBE_MULTI,
					 .target = "/proc/self/exe",
					 .symbol = "wbpf_test_func*",
					 .pid = -1 };

	(void)state;
	check_life(attach("on_uprobe_multi", opts), 16, call_function);
	opts.symbol = NULL;
	opts.symbols = names;
	opts.symbol_cnt = 1;
	check_life(attach("on_uprobe_multi", opts), 16, call_function);
}

/* A static probe as <sys/sdt.h> makes it: a nop, and a note that says where. */
__attribute__((noinline)) static void usdt_probe(void)
{
	__asm__ volatile(
		"990:	nop\n"
		"	.pushsection .note.stapsdt,\"\",\"note\"\n"
		"	.balign 4\n"
		"	.4byte 992f-991f, 994f-993f, 3\n"
		"991:	.asciz \"stapsdt\"\n"
		"992:	.balign 4\n"
		"993:	.8byte 990b\n"
		"	.8byte wbpf_stapsdt_base\n"
		"	.8byte 0\n"
		"	.asciz \"wbpf\"\n"
		"	.asciz \"probe\"\n"
		"	.asciz \"\"\n"
		"994:	.balign 4\n"
		"	.popsection\n"
		"	.pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"
		"	.weak wbpf_stapsdt_base\n"
		"wbpf_stapsdt_base: .space 1\n"
		"	.popsection\n");
}

static void usdt(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_USDT,
					 .target = "/proc/self/exe",
					 .symbol = "wbpf:probe",
					 .pid = -1 };

	(void)state;
	check_life(attach("on_usdt", opts), 5, usdt_probe);
	check_life(attach("on_usdt",
			  (struct kern_attach_opts){ .target = "/proc/self/exe:wbpf:probe" }),
		   5, usdt_probe);
	opts.symbol = "wbpf:nosuch";
	assert_int_equal(refuse("on_usdt", opts), -ENOENT);
	assert_has(err.message, "program 'on_usdt': attach usdt '/proc/self/exe': No such file");
}

/* libbpf's USDT link points into its object, which must therefore outlive it. */
static void a_usdt_link_outlives_its_object(void **state)
{
	struct kern_object *own = test_load("attach");
	struct kern_program_info info;
	struct kern_link *link = test_attach(own, "on_usdt",
					     (struct kern_attach_opts){
						     .target = "/proc/self/exe:wbpf:probe" });

	(void)state;
	kern_program_info(test_program(own, "on_usdt"), &info, NULL);
	kern_object_free(own);
	usdt_probe();
	kern_link_free(link);
	test_program_gone(info.id);
}

static void spin(void)
{
	for (volatile long i = 0; i < 100 * 1000 * 1000; i++)
		;
}

static void perf_event(void **state)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.size = sizeof(attr),
					.config = PERF_COUNT_SW_CPU_CLOCK,
					.freq = 1,
					.sample_freq = 997 };
	int fd = kern_perf_event_open(&attr, sizeof(attr), 0, -1, 0, &err);
	struct kern_link *link;

	(void)state;
	assert_ok(fd, &err);
	link = attach("on_perf",
		      (struct kern_attach_opts){ .kind = KERN_ATTACH_PERF_EVENT, .fd = fd });
	check_life(link, 6, spin);
	/* The caller's event is still the caller's. */
	assert_int_equal(close(fd), 0);
}

static void perf_events_that_are_not_for_guests(void **state)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_MAX + 1, .size = sizeof(attr) };
	uint8_t longer[sizeof(attr) + 8] = { 0 };

	(void)state;
	assert_int_equal(kern_perf_event_open(&attr, sizeof(attr), 0, -1, 0, &err), -EINVAL);
	assert_has(err.message, "perf event: type 7 is no generic one");
	attr.type = PERF_TYPE_BREAKPOINT;
	assert_int_equal(kern_perf_event_open(&attr, sizeof(attr), 0, -1, 0, &err), -EPERM);
	attr.type = PERF_TYPE_SOFTWARE;
	attr.sigtrap = 1;
	assert_int_equal(kern_perf_event_open(&attr, sizeof(attr), 0, -1, 0, &err), -EPERM);
	assert_int_equal(kern_perf_event_open(&attr, 8, 0, -1, 0, &err), -EINVAL);
	longer[sizeof(attr) + 7] = 1;
	assert_int_equal(kern_perf_event_open(longer, sizeof(longer), 0, -1, 0, &err), -E2BIG);
	assert_int_equal(kern_perf_event_open(longer, sizeof(longer), 0, -1, 1, &err), -E2BIG);
}

static void read_all(int fd, struct wbpf_buf *out)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		wbpf_buf_append(out, buf, (size_t)n);
	assert_int_equal(n, 0);
	close(fd);
}

static void iterator(void **state)
{
	struct kern_link *link = attach("on_task", (struct kern_attach_opts){ 0 });
	struct wbpf_buf out = WBPF_BUF_INIT;
	char pid[16];
	int fd = kern_iter_create(link, &err);

	(void)state;
	assert_ok(fd, &err);
	read_all(fd, &out);
	snprintf(pid, sizeof(pid), "\n%d\n", getpid());
	assert_has(out.data, pid);
	wbpf_buf_free(&out);
	kern_link_free(link);
	link = attach("on_elem", (struct kern_attach_opts){ .kind = KERN_ATTACH_ITER,
							    .map = test_map(obj, "hits") });
	fd = kern_iter_create(link, &err);
	assert_ok(fd, &err);
	read_all(fd, &out);
	assert_int_equal(out.len, 32 * strlen("elem\n"));
	wbpf_buf_free(&out);
	kern_link_free(link);
	link = attach("on_raw_tp", (struct kern_attach_opts){ 0 });
	assert_true(kern_iter_create(link, &err) < 0);
	assert_has(err.message, "iterator: create: ");
	kern_link_free(link);
}

static bool congestion_control_exists(const char *name)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), ret;

	assert_true(fd >= 0);
	ret = setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, (socklen_t)strlen(name));
	close(fd);
	return !ret;
}

static void struct_ops(void **state)
{
	static const char *const names[] = { "wbpf_plain", "wbpf_linked" };
	int fds;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct kern_object *own = test_load("attach");
		struct kern_link *link;

		assert_ok(kern_attach_map(test_map(own, names[i]), &link, &err), &err);
		assert_true(congestion_control_exists(names[i]));
		kern_object_free(own); /* the link lives on */
		assert_true(congestion_control_exists(names[i]));
		fds = test_fd_cnt();
		assert_ok(kern_link_detach(link, &err), &err);
		assert_false(congestion_control_exists(names[i]));
		/* The link; or the map's fd and the line to the guard. */
		assert_int_equal(test_fd_cnt(), fds - (i ? 1 : 2));
		kern_link_free(link);
	}
	assert_int_equal(kern_attach_map(test_map(obj, "hits"), &(struct kern_link *){ NULL },
					 &err),
			 -EINVAL);
	assert_has(err.message, "map 'hits': attach: Invalid argument");
	refuse("wbpf_ssthresh", (struct kern_attach_opts){ 0 });
	assert_has(err.message, "attach the map");
}

/* To open a FIFO waits for a writer, whom the host would never see. */
static void what_is_no_file_is_not_opened(void **state)
{
	char fifo[] = "/tmp/wbpf-fifo-XXXXXX/f", whole[64];
	char *slash = strrchr(fifo, '/');
	struct kern_object_opts opts = { .btf_custom_path = fifo };
	struct kern_object *out;

	(void)state;
	*slash = '\0';
	assert_non_null(mkdtemp(fifo));
	*slash = '/';
	assert_int_equal(mkfifo(fifo, 0600), 0);
	refuse("on_uprobe", (struct kern_attach_opts){ .kind = KERN_ATTACH_UPROBE, .pid = -1,
						       .target = fifo, .symbol = "main" });
	assert_has(err.message, "is no regular file");
	refuse("on_usdt", (struct kern_attach_opts){ .kind = KERN_ATTACH_USDT, .pid = -1,
						     .target = fifo, .symbol = "a:b" });
	assert_has(err.message, "is no regular file");
	snprintf(whole, sizeof(whole), "%s!/lib.so:main", fifo);
	refuse("on_uprobe", (struct kern_attach_opts){ .pid = -1, .target = whole });
	assert_has(err.message, "is no regular file");
	refuse("on_lookup", (struct kern_attach_opts){ .kind = KERN_ATTACH_NETNS, .target = fifo });
	assert_has(err.message, "is no network namespace");
	assert_int_equal(kern_object_open("", 0, &opts, &out, &err), -EINVAL);
	assert_has(err.message, "is no regular file");
	unlink(fifo);
	*slash = '\0';
	rmdir(fifo);
}

static void a_link_outlives_its_object(void **state)
{
	struct kern_object *own = test_load("attach");
	struct kern_link *link = test_attach(own, "on_raw_tp", (struct kern_attach_opts){ 0 });
	struct kern_link_info info;

	(void)state;
	kern_object_free(own);
	kern_link_info(link, &info);
	assert_true(info.attached && info.id && info.prog_id);
	assert_int_equal(info.type, BPF_LINK_TYPE_RAW_TRACEPOINT);
	kern_link_free(link);
	test_link_gone(info.id);
	test_program_gone(info.prog_id);
}

static void a_pinned_link_stays(void **state)
{
	static const char path[] = "/sys/fs/bpf/wbpf-kern-link";
	struct kern_link *link = attach("on_tp", (struct kern_attach_opts){ 0 }), *again;
	uint64_t before;

	(void)state;
	unlink(path);
	assert_ok(kern_link_pin(link, path, &err), &err);
	kern_link_free(link);
	before = test_hits(obj, 0);
	call();
	assert_int_equal(test_hits(obj, 0), before + 1);
	assert_ok(kern_link_open_pinned(path, &again, &err), &err);
	/* This kind cannot be detached while a pin holds it: that is said, and nothing is half done. */
	assert_true(kern_link_detach(again, &err) < 0);
	assert_has(err.message, "link: detach: the kernel cannot detach this kind while pinned");
	assert_ok(kern_link_unpin(again, &err), &err);
	check_life(again, 0, call);
	assert_int_equal(kern_link_open_pinned(path, &again, &err), -ENOENT);
	assert_has(err.message, "open pinned link '/sys/fs/bpf/wbpf-kern-link': No such file");
}

static void what_does_not_exist_is_named(void **state)
{
	(void)state;
	assert_int_equal(refuse("on_tp", (struct kern_attach_opts){ .target = "sched:nosuch" }),
			 -ENOENT);
	assert_has(
		err.message,
		"program 'on_tp': attach tracepoint 'sched:nosuch': No such file or directory: ");
	assert_int_equal(refuse("on_tp", (struct kern_attach_opts){ .target = "nosuch" }), -EINVAL);
	assert_has(err.message, "the target must be category:name");
	assert_int_equal(refuse("on_tp", (struct kern_attach_opts){ .target = "a:../../x" }),
			 -EINVAL);
	assert_int_equal(refuse("on_raw_tp", (struct kern_attach_opts){ .target = "nosuch" }),
			 -ENOENT);
	assert_has(err.message, "program 'on_raw_tp': attach raw tracepoint 'nosuch': ");
	assert_int_equal(refuse("on_uprobe",
				(struct kern_attach_opts){ .target = "/proc/self/exe:no" }),
			 -ENOENT);
	assert_has(err.message, "attach uprobe '/proc/self/exe:no': No such file or directory");
	assert_int_equal(refuse("on_uprobe", (struct kern_attach_opts){ .target = "/nosuch:main" }),
			 -ENOENT);
	assert_has(err.message, "'/nosuch:main'");
	assert_int_equal(refuse("on_uprobe", (struct kern_attach_opts){ 0 }), -EINVAL);
	assert_has(err.message, "section 'uprobe' does not say where: it needs ");
	refuse("on_kprobe", (struct kern_attach_opts){ .target = "wbpf_nosuch" });
	assert_has(err.message, "program 'on_kprobe': attach kprobe 'wbpf_nosuch': ");
	assert_int_equal(refuse("on_kprobe", (struct kern_attach_opts){ .kind = 999 }), -EINVAL);
	assert_has(err.message, "program 'on_kprobe': attach: no kind 999");
}

static void failures_leave_nothing(void **state)
{
	int fds = test_fd_cnt();

	what_does_not_exist_is_named(state);
	assert_int_equal(test_fd_cnt(), fds);
}

static void nothing_attaches_before_load(void **state)
{
	struct kern_object *own = test_open("attach");
	struct kern_link *link;

	(void)state;
	assert_int_equal(kern_attach(test_program(own, "on_tp"), NULL, &link, &err), -EINVAL);
	assert_has(err.message, "program 'on_tp': attach: it is not loaded");
	kern_object_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tracepoint),
		cmocka_unit_test(raw_tracepoint),
		cmocka_unit_test(tracing),
		cmocka_unit_test(uprobe),
		cmocka_unit_test(uprobe_of_another_process),
		cmocka_unit_test(uprobe_multi),
		cmocka_unit_test(usdt),
		cmocka_unit_test(a_usdt_link_outlives_its_object),
		cmocka_unit_test(perf_event),
		cmocka_unit_test(perf_events_that_are_not_for_guests),
		cmocka_unit_test(iterator),
		cmocka_unit_test(what_is_no_file_is_not_opened),
		cmocka_unit_test(struct_ops),
		cmocka_unit_test(a_link_outlives_its_object),
		cmocka_unit_test(a_pinned_link_stays),
		cmocka_unit_test(what_does_not_exist_is_named),
		cmocka_unit_test(failures_leave_nothing),
		cmocka_unit_test(nothing_attaches_before_load),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, load, unload);
}
