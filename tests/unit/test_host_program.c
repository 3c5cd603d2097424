/* SPDX-License-Identifier: MIT */
/* Programs, links, perf events, test runs. */
#include "unit/host_v2.h"

static void info_and_set(void **state)
{
	struct wbpf2_program_info in = { .sz = sizeof(in) };
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in));
	const struct wbpf2_program_info *out = fake_at(&fg, at, sizeof(in));
	wbpf_handle prog = find_program("iter_task");

	(void)state;
	assert_int_equal(wbpf2_program_set(&fg.g, prog, WBPF2_PROGRAM_ATTR_AUTOLOAD, 0), 0);
	assert_int_equal(wbpf2_program_info(&fg.g, prog, at), 0);
	assert_string_equal(out->name, "iter_task");
	assert_string_equal(out->section, "iter/task");
	assert_int_equal(out->insn_cnt, 2);
	assert_int_equal(out->autoload, 0);
	assert_int_equal(out->loaded, 0);
	check_error(wbpf2_program_set(&fg.g, prog, 0, 0), -EINVAL, "'iter_task': there is no");
	check_error(wbpf2_program_set(&fg.g, prog, 8, 0), -EINVAL, "no attribute 8");
	check_error(wbpf2_program_set(&fg.g, prog, 5, 1ull << 32), -EINVAL, "too large");
	assert_int_equal(wbpf2_program_set(&fg.g, obj, 5, 1), -EBADF);
	check_error(wbpf2_program_info(&fg.g, prog, none), -EFAULT, "options");
	assert_int_equal(wbpf2_program_info(&fg.g, find_map("counts"), at), -EBADF);
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	check_error(wbpf2_program_set(&fg.g, prog, 5, 1), -EBUSY, "loaded");
}

static void instructions(void **state)
{
	wbpf_handle prog = find_program("tp_exec");
	wbpf_gaddr end = WBPF_GADDR(MEMORY - 12);

	(void)state;
	assert_int_equal(wbpf2_program_insns(&fg.g, prog, none, 0), 16);
	assert_int_equal(wbpf2_program_insns(&fg.g, prog, end, 12), 16);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(MEMORY - 4), 1), 0x95);
	check_error(wbpf2_program_insns(&fg.g, prog, end, 16), -EFAULT, "buf");
	assert_int_equal(wbpf2_program_insns(&fg.g, obj, end, 8), -EBADF);
	assert_int_equal(wbpf2_object_prepare(&fg.g, obj), 0);
	assert_int_equal(wbpf2_object_prepare(&fg.g, prog), -EBADF);
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	check_error(wbpf2_object_prepare(&fg.g, obj), -EBUSY, "loaded");
}

static void attach_target(void **state)
{
	wbpf_handle prog = find_program("tp_exec"), other = open_with("FAKE"), target;
	wbpf_gaddr name = fake_text(&fg, "do_it");

	(void)state;
	target = wbpf2_object_find_program(&fg.g, other, fake_text(&fg, "tp_exec"), 7);
	assert_int_equal(wbpf2_program_set_attach_target(&fg.g, prog, 0, name, 5), 0);
	assert_int_equal(fake.attach.fd, 0);
	assert_string_equal(fake.attach_target, "do_it");
	check_error(wbpf2_program_set_attach_target(&fg.g, prog, target, name, 5), -EINVAL,
		    "program 'tp_exec' is not loaded");
	assert_int_equal(wbpf2_object_load(&fg.g, other), 0);
	assert_int_equal(wbpf2_program_set_attach_target(&fg.g, prog, target, name, 5), 0);
	assert_int_equal(fake.attach.fd, 2 * FAKE_FD_BASE);
	assert_int_equal(wbpf2_program_set_attach_target(&fg.g, prog, 2000, name, 5), -EBADF);
	assert_int_equal(wbpf2_program_set_attach_target(&fg.g, 0, 0, name, 5), -EBADF);
	check_error(wbpf2_program_set_attach_target(&fg.g, prog, 0, name, MEMORY), -ENAMETOOLONG,
		    "attach target");
	check_error(wbpf2_program_set_attach_target(&fg.g, find_program("iter_task"), 0, name, 5),
		    -EINVAL, "its section names the iterator");
	assert_int_equal(wbpf2_program_set_attach_target(&fg.g, find_program("iter_any"), 0, name,
							 5),
			 0);
}

static int pin(int32_t (*fn)(struct wbpf_guest *, wbpf_handle, wbpf_gaddr, uint32_t), wbpf_handle h,
	       const char *path)
{
	return fn(&fg.g, h, fake_text(&fg, path), (uint32_t)strlen(path));
}

static void pins(void **state)
{
	wbpf_handle prog = find_program("tp_exec"), link;

	(void)state;
	assert_int_equal(pin(wbpf2_program_pin, prog, "/sys/fs/bpf/p"), 0);
	assert_string_equal(fake.path, "/sys/fs/bpf/p");
	check_error(pin(wbpf2_program_pin, prog, ""), -EINVAL, "pin");
	assert_int_equal(pin(wbpf2_program_pin, 0, "/x"), -EBADF);
	check_error(pin(wbpf2_program_unpin, prog, "/x"), -ENOENT, "not pinned");
	assert_int_equal(pin(wbpf2_program_unpin, 0, "/x"), -EBADF);
	assert_int_equal(wbpf2_program_pin(&fg.g, prog, WBPF_GADDR(MEMORY), 1), -EFAULT);
	link = wbpf2_link_open_pinned(&fg.g, fake_text(&fg, "/sys/fs/bpf/link"), 16);
	assert_true(link > 0);
	assert_int_equal(wbpf2_link_unpin(&fg.g, link), -ENOENT);
	assert_int_equal(pin(wbpf2_link_pin, link, "/sys/fs/bpf/other"), 0);
	assert_int_equal(wbpf2_link_unpin(&fg.g, link), 0);
	check_error(pin(wbpf2_link_pin, link, "relative"), -EINVAL, "pin");
	assert_int_equal(pin(wbpf2_link_pin, prog, "/x"), -EBADF);
	assert_int_equal(wbpf2_link_unpin(&fg.g, prog), -EBADF);
	check_error(wbpf2_link_open_pinned(&fg.g, fake_text(&fg, "/x"), 2), -ENOENT, "'/x'");
	assert_int_equal(wbpf2_link_open_pinned(&fg.g, WBPF_GADDR(MEMORY), 2), -EFAULT);
}

static wbpf_handle attach(const char *prog, struct wbpf2_attach_opts *o)
{
	o->sz = sizeof(*o);
	return wbpf2_program_attach(&fg.g, find_program(prog), fake_put(&fg, o, sizeof(*o)));
}

static void links(void **state)
{
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_XDP };
	struct wbpf2_link_info in = { .sz = sizeof(in) };
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in));
	const struct wbpf2_link_info *out = fake_at(&fg, at, sizeof(in));
	wbpf_handle link = attach("xdp_pass", &o), prog = find_program("iter_task");
	wbpf_handle map = find_map("counts");

	(void)state;
	assert_int_equal(wbpf2_link_info(&fg.g, link, at), 0);
	assert_int_equal(out->kind, WBPF2_ATTACH_KIND_XDP);
	assert_int_equal(out->prog_id, 5);
	assert_int_equal(out->attached, 1);
	assert_int_equal(wbpf2_link_update(&fg.g, link, prog, 0), 0);
	assert_int_equal(wbpf2_link_info(&fg.g, link, at), 0);
	assert_int_equal(out->prog_id, 2);
	assert_int_equal(wbpf2_link_update(&fg.g, link, 0, map), 0);
	check_error(wbpf2_link_update(&fg.g, link, 0, 0), -EINVAL, "either a program or a map");
	check_error(wbpf2_link_update(&fg.g, link, prog, map), -EINVAL, "either");
	assert_int_equal(wbpf2_link_update(&fg.g, link, map, 0), -EBADF);
	assert_int_equal(wbpf2_link_update(&fg.g, link, 0, prog), -EBADF);
	assert_int_equal(wbpf2_link_update(&fg.g, prog, prog, 0), -EBADF);
	assert_int_equal(wbpf2_link_detach(&fg.g, link), 0);
	assert_int_equal(fake.attached, 0);
	assert_int_equal(wbpf2_link_detach(&fg.g, link), 0);
	assert_int_equal(wbpf2_link_info(&fg.g, link, at), 0);
	assert_int_equal(out->attached, 0);
	check_error(wbpf2_link_info(&fg.g, link, none), -EFAULT, "options");
	assert_int_equal(wbpf2_link_info(&fg.g, prog, at), -EBADF);
	assert_int_equal(wbpf2_link_detach(&fg.g, prog), -EBADF);
	assert_int_equal(wbpf2_close(&fg.g, link), 0);
	assert_int_equal(wbpf2_link_detach(&fg.g, link), -EBADF);
}

static void perf_events(void **state)
{
	wbpf_gaddr attr = fake_text(&fg, "PERFATTR");
	wbpf_handle h = wbpf2_perf_event_open(&fg.g, attr, 8, -1, 0, 0);

	(void)state;
	assert_true(h > 0);
	assert_int_equal(wbpf2_close(&fg.g, h), 0);
	check_error(wbpf2_perf_event_open(&fg.g, attr, 7, 0, 0, 0), -EINVAL, "perf attr");
	check_error(wbpf2_perf_event_open(&fg.g, attr, 4097, 0, 0, 0), -E2BIG, "4097");
	check_error(wbpf2_perf_event_open(&fg.g, WBPF_GADDR(MEMORY - 7), 8, 0, 0, 0), -EFAULT,
		    "perf event attr");
}

static int test_run(struct wbpf2_test_run_opts *o)
{
	wbpf_gaddr at;
	int ret;

	o->sz = sizeof(*o);
	at = fake_put(&fg, o, sizeof(*o));
	ret = wbpf2_program_test_run(&fg.g, find_program("xdp_pass"), at);
	memcpy(o, fake_at(&fg, at, sizeof(*o)), sizeof(*o));
	return ret;
}

static void test_runs(void **state)
{
	struct wbpf2_test_run_opts o = { .data_in_len = 8, .data_out_len = 16 };

	(void)state;
	o.data_in = fake_text(&fg, "packet..").v;
	o.data_out = fake_alloc(&fg, 16).v;
	assert_int_equal(test_run(&o), 0);
	assert_int_equal(o.retval, 2);
	assert_int_equal(o.data_out_len, 8);
	assert_memory_equal(fake_at(&fg, WBPF_GADDR(o.data_out), 8), "packet..", 8);
	assert_int_equal(fake.test_runs, 1);
	o.repeat = 5000;
	fake.test_runs = 0;
	assert_int_equal(test_run(&o), 0);
	assert_int_equal(fake.test_runs, 5000);
	assert_true(fake.test_runs_at_once <= 1024); /* it can be stopped between */
	assert_int_equal(o.duration_ns, 7);
	o.data_out_len = 4;
	assert_int_equal(test_run(&o), -ENOSPC);
	assert_int_equal(o.data_out_len, 8);
	o.data_out = MEMORY - 7;
	check_error(test_run(&o), -EFAULT, "data_out");
	o.data_in_len = 0xffffffff;
	check_error(test_run(&o), -EFAULT, "data_in");
	o = (struct wbpf2_test_run_opts){ .ctx_in = 8, .ctx_in_len = MEMORY };
	check_error(test_run(&o), -EFAULT, "ctx_in");
	o = (struct wbpf2_test_run_opts){ .ctx_out = 0xffffffff, .ctx_out_len = 1 };
	check_error(test_run(&o), -EFAULT, "ctx_out");
	assert_int_equal(wbpf2_program_test_run(&fg.g, obj, none), -EBADF);
	check_error(wbpf2_program_test_run(&fg.g, find_program("xdp_pass"), none), -EFAULT,
		    "options");
}

static void long_test_run_can_be_interrupted(void **state)
{
	struct wbpf2_test_run_opts o = { .repeat = 0xffffffff };

	(void)state;
	wbpf_wake_signal(&fg.wake, 2);
	assert_int_equal(test_run(&o), -EINTR);
	wbpf_wake_stop(&fg.wake);
	assert_int_equal(test_run(&o), -ECANCELED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OPENED(info_and_set),  OPENED(instructions),
		OPENED(attach_target), OPENED(pins),
		LOADED(links),	       LOADED(perf_events),
		LOADED(test_runs),     LOADED(long_test_run_can_be_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
