/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kern/features.h"
#include "support.h"

struct found {
	int cnt, stop_after;
	bool ringbuf, tracepoint, attach_tracepoint, cap_bpf;
	bool fentry, kprobe, lsm, multi;
};

static void note(struct found *s, const struct kern_feature *f)
{
	if (!strcmp(f->group, "map type") && !strcmp(f->name, "ringbuf"))
		s->ringbuf = f->available;
	if (!strcmp(f->group, "program type") && !strcmp(f->name, "tracepoint"))
		s->tracepoint = f->available;
	if (!strcmp(f->group, "privilege") && !strcmp(f->name, "CAP_BPF"))
		s->cap_bpf = f->available;
	if (strcmp(f->group, "attach"))
		return;
	if (!strcmp(f->name, "tracepoint"))
		s->attach_tracepoint = f->available;
	if (!strcmp(f->name, "fentry"))
		s->fentry = f->available;
	if (!strcmp(f->name, "LSM"))
		s->lsm = f->available;
	if (!strcmp(f->name, "kprobe"))
		s->kprobe = f->available;
	if (!strcmp(f->name, "kprobe.multi"))
		s->multi = f->available;
}

static bool on_feature(void *ctx, const struct kern_feature *f)
{
	struct found *s = ctx;

	assert_non_null(f->group);
	assert_non_null(f->name);
	/* What is missing has a reason, what is there has none. */
	assert_int_equal(f->available, !f->why[0]);
	note(s, f);
	return ++s->cnt != s->stop_after;
}

static void every_feature_has_an_answer(void **state)
{
	struct found s = { 0 };
	int fds = test_fd_cnt();

	(void)state;
	kern_features(on_feature, &s);
	assert_true(s.cnt > 80);
	assert_true(s.ringbuf && s.tracepoint && s.attach_tracepoint && s.cap_bpf);
	assert_int_equal(test_fd_cnt(), fds);
}

static void it_stops_when_told(void **state)
{
	(void)state;
	for (int n = 1; n < 90; n += 11) {
		struct found s = { .stop_after = n };

		kern_features(on_feature, &s);
		assert_int_equal(s.cnt, n);
	}
}

/* Only that program of the object. */
static int load_one(const char *name, struct kern_object **obj, struct wbpf_error *err)
{
	struct kern_program *p;

	*obj = test_open("refused");
	for (uint32_t i = 0; (p = kern_object_program(*obj, i)); i++)
		assert_ok(kern_program_set(p, KERN_PROGRAM_AUTOLOAD,
					   !strcmp(kern_program_name(p), name), err),
			  err);
	return kern_object_load(*obj, err);
}

/* Attached when the kernel can, refused in words that name the program when it cannot. */
static void check_kind(const char *name, bool available)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_link *link = NULL;
	struct kern_object *obj;
	int fds = test_fd_cnt(), ret = load_one(name, &obj, &err);
	char noun[64];

	if (!ret)
		ret = kern_attach(test_program(obj, name), NULL, &link, &err);
	assert_int_equal(!ret, available);
	assert_int_equal(ret, err.code);
	snprintf(noun, sizeof(noun), "program '%s': ", name);
	if (ret)
		assert_has(err.message, noun);
	kern_link_free(link);
	kern_object_free(obj);
	wbpf_error_clear(&err);
	assert_int_equal(test_fd_cnt(), fds);
}

static void what_is_said_is_so(void **state)
{
	struct found s = { 0 };

	(void)state;
	kern_features(on_feature, &s);
	check_kind("on_fentry", s.fentry);
	check_kind("on_fexit", s.fentry);
	check_kind("on_lsm", s.lsm);
	check_kind("on_kprobe", s.kprobe);
	check_kind("on_kprobe_multi", s.multi);
}

static void a_function_that_does_not_exist(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj;

	(void)state;
	assert_int_equal(load_one("on_nothing", &obj, &err), -ESRCH);
	assert_has(err.message, "object 'refused': program 'on_nothing': load: ");
	assert_has(err.message, "wbpf_no_such_function");
	kern_object_free(obj);
	wbpf_error_clear(&err);
}

/* ---- without privileges, in a child ---- */

static void drop(int keep)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (keep >= 0)
		data[keep / 32].effective = data[keep / 32].permitted = 1u << (keep % 32);
	if (syscall(SYS_capset, &head, data))
		_exit(100);
}

static void in_child(void (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		fn();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void expect_load(const char *part)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("maps");
	int ret = kern_object_load(obj, &err);

	if (ret != -EPERM || !strstr(err.message, part)) {
		fprintf(stderr, "%d: %s\n", ret, err.message);
		_exit(1);
	}
}

static void load_without_any(void)
{
	drop(-1);
	expect_load("needs CAP_BPF");
}

static void the_missing_capability_is_named(void **state)
{
	char buf[128];

	(void)state;
	assert_null(kern_missing_privilege(buf, sizeof(buf)));
	in_child(load_without_any);
}

static void perfmon(void)
{
	char buf[128];

	drop(39 /* CAP_BPF */);
	if (!kern_missing_privilege(buf, sizeof(buf)) || !strstr(buf, "CAP_PERFMON"))
		_exit(2);
}

static void of_its_type(void)
{
	char buf[128];

	drop(39 /* CAP_BPF */);
	if (kern_missing_privilege_of(BPF_PROG_TYPE_SYSCALL, buf, sizeof(buf)))
		_exit(2);
	if (!kern_missing_privilege_of(BPF_PROG_TYPE_XDP, buf, sizeof(buf)) ||
	    !strstr(buf, "CAP_NET_ADMIN"))
		_exit(3);
	if (!kern_missing_privilege_of(BPF_PROG_TYPE_TRACEPOINT, buf, sizeof(buf)) ||
	    !strstr(buf, "CAP_PERFMON"))
		_exit(4);
}

static void the_next_one_too(void **state)
{
	(void)state;
	in_child(perfmon);
	in_child(of_its_type);
}

static bool count(void *ctx, const struct kern_feature *f)
{
	int *n = ctx;

	*n += !f->available;
	return true;
}

static void features_without_any(void)
{
	int missing = 0;

	drop(-1);
	kern_features(count, &missing);
	if (missing < 50)
		_exit(3);
}

static void features_of_an_ordinary_user(void **state)
{
	(void)state;
	in_child(features_without_any);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_feature_has_an_answer),
		cmocka_unit_test(it_stops_when_told),
		cmocka_unit_test(what_is_said_is_so),
		cmocka_unit_test(a_function_that_does_not_exist),
		cmocka_unit_test(the_missing_capability_is_named),
		cmocka_unit_test(the_next_one_too),
		cmocka_unit_test(features_of_an_ordinary_user),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
