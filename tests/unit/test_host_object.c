/* SPDX-License-Identifier: MIT */
#include "unit/host_v2.h"

#include <unistd.h>

static void version_cpus_pid(void **state)
{
	(void)state;
	assert_int_equal(wbpf2_abi_version(&fg.g), 2 << 16 | 1);
	assert_int_equal(wbpf2_possible_cpus(&fg.g), FAKE_CPUS);
	assert_int_equal(wbpf2_process_id(&fg.g), getpid());
}

static void interface_index(void **state)
{
	(void)state;
	assert_int_equal(wbpf2_ifindex(&fg.g, fake_text(&fg, "lo"), 2), 1);
	check_error(wbpf2_ifindex(&fg.g, fake_text(&fg, "xx0"), 3), -ENODEV, "interface 'xx0'");
	check_error(wbpf2_ifindex(&fg.g, WBPF_GADDR(MEMORY - 1), 2), -EFAULT, "interface name");
	check_error(wbpf2_ifindex(&fg.g, fake_text(&fg, "l\0o"), 3), -EINVAL, "NUL");
	check_error(wbpf2_ifindex(&fg.g, WBPF_GADDR(8), 5000), -ENAMETOOLONG, "4096");
	check_error(wbpf2_ifindex(&fg.g, none, 0), -ENODEV, "interface ''");
}

static void last_error_text(void **state)
{
	wbpf_gaddr buf = fake_alloc(&fg, 256);
	char *text = fake_at(&fg, buf, 256);
	const char *want = "object 'object': program 'tp_exec': load: Permission denied: "
			   "R2 !read_ok\n0: (79) r1 = *(u64 *)(r2 +0)\nR2 !read_ok\n";
	int32_t len = (int32_t)strlen(want);
	wbpf_handle evil = open_with("EVIL");

	(void)state;
	assert_int_equal(wbpf2_object_load(&fg.g, evil), -EACCES);
	assert_int_equal(wbpf2_last_error(&fg.g, buf, 256), len);
	assert_string_equal(text, want);
	memset(text, 'x', 256);
	assert_int_equal(wbpf2_last_error(&fg.g, buf, 7), len);
	assert_string_equal(text, "object");
	assert_int_equal(text[7], 'x');
	assert_int_equal(wbpf2_last_error(&fg.g, buf, 1), len);
	assert_string_equal(text, "");
	assert_int_equal(wbpf2_last_error(&fg.g, none, 0), len);
	/* its own failures leave the text alone */
	assert_int_equal(wbpf2_last_error(&fg.g, WBPF_GADDR(MEMORY - 8), 9), -EFAULT);
	assert_int_equal(wbpf2_last_error(&fg.g, WBPF_GADDR(8), 0xffffffff), -EFAULT);
	assert_int_equal(wbpf2_last_error(&fg.g, buf, 256), len);
}

static void last_error_at_first(void **state)
{
	(void)state;
	wbpf_error_clear(&fg.g.last_error);
	assert_int_equal(wbpf2_last_error(&fg.g, none, 0), 0);
}

static void open_ranges(void **state)
{
	(void)state;
	check_error(wbpf2_object_open(&fg.g, WBPF_GADDR(8), 64 << 20, none), -EFAULT, "object");
	check_error(wbpf2_object_open(&fg.g, WBPF_GADDR(8), (64 << 20) + 1, none), -E2BIG, "more");
	check_error(wbpf2_object_open(&fg.g, WBPF_GADDR(8), 0xffffffff, none), -E2BIG, "more");
	check_error(wbpf2_object_open(&fg.g, WBPF_GADDR(MEMORY - 3), 4, none), -EFAULT, "0xfffd");
	check_error(wbpf2_object_open(&fg.g, none, 0, none), -EINVAL, "no object");
}

static void open_options(void **state)
{
	struct wbpf2_object_opts o = { .sz = sizeof(o), .name_len = 4 };
	wbpf_gaddr elf = fake_text(&fg, "FAKE"), at;
	wbpf_handle h;

	(void)state;
	o.name = fake_text(&fg, "mine").v;
	h = wbpf2_object_open(&fg.g, elf, 4, fake_put(&fg, &o, sizeof(o)));
	assert_true(h > 0);
	assert_string_equal(kern_object_name(wbpf_handle_get(&fg.g.handles, h, WBPF_H_OBJECT)),
			    "mine");
	o.kconfig = 8;
	o.kconfig_len = 0x7fffffff;
	at = fake_put(&fg, &o, sizeof(o));
	check_error(wbpf2_object_open(&fg.g, elf, 4, at), -ENAMETOOLONG, "kconfig");
	o.kconfig_len = 0;
	o.pin_root_path = MEMORY;
	o.pin_root_path_len = 1;
	at = fake_put(&fg, &o, sizeof(o));
	check_error(wbpf2_object_open(&fg.g, elf, 4, at), -EFAULT, "pin root path");
	o.sz = 3;
	at = fake_put(&fg, &o, sizeof(o));
	check_error(wbpf2_object_open(&fg.g, elf, 4, at), -EINVAL, "size");
	o.sz = sizeof(o) + 8;
	at = fake_alloc(&fg, sizeof(o) + 8);
	memcpy(fake_at(&fg, at, sizeof(o)), &o, sizeof(o));
	memset(fake_at(&fg, WBPF_GADDR(at.v + sizeof(o)), 8), 1, 8);
	check_error(wbpf2_object_open(&fg.g, elf, 4, at), -E2BIG, "does not know");
	check_error(wbpf2_object_open(&fg.g, elf, 4, WBPF_GADDR(MEMORY - 2)), -EFAULT, "options");
}

static void load_once(void **state)
{
	(void)state;
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	assert_int_equal(wbpf2_object_load(&fg.g, obj), -EBUSY);
	check_error(wbpf2_object_load(&fg.g, 0), -EBADF, "0 is no handle of an object");
	check_error(wbpf2_object_load(&fg.g, find_map("counts")), -EBADF, "is a map and not a");
}

static void enumerate(void **state)
{
	wbpf_handle first = wbpf2_object_map(&fg.g, obj, 0);

	(void)state;
	assert_true(first > 0);
	assert_int_equal(wbpf2_object_map(&fg.g, obj, 0), first);
	assert_int_equal(find_map("counts"), first);
	check_error(wbpf2_object_map(&fg.g, obj, 99), -ENOENT, "no more maps");
	check_error(wbpf2_object_map(&fg.g, obj, 0xffffffff), -ENOENT, "no more maps");
	assert_int_equal(wbpf2_object_map(&fg.g, first, 0), -EBADF);
	first = wbpf2_object_program(&fg.g, obj, 0);
	assert_true(first > 0);
	assert_int_equal(find_program("tp_exec"), first);
	check_error(wbpf2_object_program(&fg.g, obj, 99), -ENOENT, "no more programs");
	check_error(find_map("absent"), -ENOENT, "object 'object' has no map 'absent'");
	check_error(find_program("absent"), -ENOENT, "has no program 'absent'");
	assert_int_equal(wbpf2_object_find_map(&fg.g, 0, fake_text(&fg, "counts"), 6), -EBADF);
	assert_int_equal(wbpf2_object_find_program(&fg.g, 0, fake_text(&fg, "a"), 1), -EBADF);
	assert_int_equal(wbpf2_object_find_program(&fg.g, obj, WBPF_GADDR(MEMORY), 1), -EFAULT);
}

static void children_go_with_the_object(void **state)
{
	wbpf_handle map = find_map("counts"), prog = find_program("tp_exec");
	wbpf_handle link;

	(void)state;
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	link = wbpf2_program_attach(&fg.g, prog, none);
	assert_true(link > 0);
	assert_int_equal(wbpf2_close(&fg.g, obj), 0);
	assert_int_equal(wbpf2_map_freeze(&fg.g, map), -EBADF);
	assert_int_equal(wbpf2_program_attach(&fg.g, prog, none), -EBADF);
	check_error(wbpf2_close(&fg.g, obj), -EBADF, "no handle");
	/* links live on */
	assert_int_equal(fake.attached, 1);
	assert_int_equal(wbpf2_close(&fg.g, link), 0);
	assert_int_equal(fake.attached, 0);
	assert_int_equal(wbpf2_close(&fg.g, 0), -EBADF);
	assert_int_equal(wbpf2_close(&fg.g, -1), -EBADF);
	assert_int_equal(wbpf2_close(&fg.g, INT32_MAX), -EBADF);
}

static void kernel_failures_pass_through(void **state)
{
	wbpf_handle prog = find_program("tp_exec");

	(void)state;
	fake.fail_at = 1;
	fake.fail_code = -EPERM;
	check_error(open_with("FAKE"), -EPERM, "fake: open");
	fake.fail_at = 1;
	check_error(wbpf2_object_load(&fg.g, obj), -EPERM, "fake: load");
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	fake.fail_at = 1;
	check_error(wbpf2_program_attach(&fg.g, prog, none), -EPERM, "fake: attach");
	assert_int_equal(fake.links, 0);
}

static void handles_run_out(void **state)
{
	wbpf_handle map = find_map("counts"), prog = find_program("tp_exec"), h = 0;
	struct wbpf2_map_create_opts o = { .sz = sizeof(o), .type = 1, .key_size = 4 };
	wbpf_gaddr at = fake_put(&fg, &o, sizeof(o));

	(void)state;
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	while (h >= 0)
		h = wbpf_handle_put(&fg.g.handles, WBPF_H_LINK, &fg, NULL, 0);
	check_error(wbpf2_map_create(&fg.g, at), -EMFILE, "no handle left for a map");
	check_error(wbpf2_program_attach(&fg.g, prog, none), -EMFILE, "a link");
	check_error(wbpf2_map_attach(&fg.g, map), -EMFILE, "a link");
	check_error(wbpf2_source_open(&fg.g, find_map("counts"), none), -EINVAL, "no ring");
	check_error(open_with("FAKE"), -EMFILE, "object");
	assert_int_equal(find_map("counts"), map);
	assert_int_equal(find_map("percpu"), -EMFILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OPENED(version_cpus_pid),
		OPENED(interface_index),
		OPENED(last_error_text),
		OPENED(last_error_at_first),
		OPENED(open_ranges),
		OPENED(open_options),
		OPENED(load_once),
		OPENED(enumerate),
		OPENED(children_go_with_the_object),
		OPENED(kernel_failures_pass_through),
		OPENED(handles_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
