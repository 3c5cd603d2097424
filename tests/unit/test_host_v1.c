/* SPDX-License-Identifier: MIT */
/* The v1 calls of the host room, and the faults that existing hosts have in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fake/fake_guest.h"
#include "fake/kern_fake.h"
#include "host/host.h"

static struct fake_guest fg;
static const struct wbpf_guest_dir tmp_dir = { 3, "/cg", "/tmp", false };

#define NARROW "iiiiil:i"
#define WIDE   "iillll:i"

static int64_t call_as(const char *module, const char *name, const char *type, const int64_t *args)
{
	union wbpf_val r;

	assert_int_equal(fake_call(&fg, wbpf_host_v1_imports, wbpf_host_v1_import_cnt, module, name,
				   type, args, &r),
			 WBPF_CALL_OK);
	return strstr(type, ":l") ? r.i64 : r.i32;
}

#define CALL(name, type, ...) call_as("wasm_bpf", name, type, (const int64_t[]){ __VA_ARGS__ })

static int64_t load(const char *bytes)
{
	wbpf_gaddr at = fake_text(&fg, bytes);

	return CALL("wasm_load_bpf_object", "ii:l", at.v, (int64_t)strlen(bytes));
}

static int find(int64_t obj, const char *name)
{
	return (int)CALL("wasm_bpf_map_fd_by_name", "li:i", obj, fake_text(&fg, name).v);
}

static int operate(int map, int cmd, wbpf_gaddr key, wbpf_gaddr value, wbpf_gaddr next,
		   int64_t flags)
{
	return (int)CALL("wasm_bpf_map_operate", NARROW, map, cmd, key.v, value.v, next.v, flags);
}

static int setup(void **state)
{
	(void)state;
	fake_reset();
	fake_guest_init(&fg, 65536);
	fg.g.dirs = &tmp_dir;
	fg.g.dir_cnt = 1;
	return 0;
}

/* Nothing is ever left behind. */
static int teardown(void **state)
{
	(void)state;
	fake_guest_fini(&fg);
	return fake.objects || fake.links || fake.sources || fake.maps || fake.attached;
}

static void load_and_close(void **state)
{
	int64_t obj = load("FAKE");

	(void)state;
	assert_true(obj > 0);
	assert_int_equal(fake.objects, 1);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", obj), 0);
	assert_int_equal(fake.objects, 0);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", obj), -EBADF);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", 0), -EBADF);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", obj | 1ll << 32), -EBADF);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", -1), -EBADF);
}

static void load_bad_ranges(void **state)
{
	wbpf_gaddr at = fake_text(&fg, "FAKE");

	(void)state;
	assert_int_equal(CALL("wasm_load_bpf_object", "ii:l", at.v, 0), 0);
	assert_int_equal(CALL("wasm_load_bpf_object", "ii:l", at.v, 0xffffffff), 0);
	assert_int_equal(CALL("wasm_load_bpf_object", "ii:l", 0xfffffff0, 0x20), 0);
	assert_int_equal(CALL("wasm_load_bpf_object", "ii:l", 65536 - 2, 4), 0);
	assert_int_equal(CALL("wasm_load_bpf_object", "ii:l", 0, 64 << 20), 0);
	fg.no_memory = true;
	assert_int_equal(CALL("wasm_load_bpf_object", "ii:l", at.v, 4), 0);
	assert_int_equal(fake.objects, 0);
}

/* Existing hosts throw libbpf's and the verifier's words away. */
static void refused_object_says_why(void **state)
{
	(void)state;
	assert_int_equal(load("FAIL"), 0);
	assert_true(fake_logged(&fg, "host: fake: no object"));
	assert_int_equal(load("EVIL"), 0);
	assert_true(fake_logged(&fg, "program 'tp_exec': load: Permission denied"));
	assert_true(fake_logged(&fg, "  0: (79) r1 = *(u64 *)(r2 +0)"));
	assert_true(fake_logged(&fg, "  R2 !read_ok"));
	assert_int_equal(fake.objects, 0);
}

static void both_modules(void **state)
{
	wbpf_gaddr at = fake_text(&fg, "FAKE");
	int64_t obj = call_as("env", "wasm_load_bpf_object", "ii:l", (int64_t[]){ at.v, 4 });

	(void)state;
	assert_true(obj > 0);
	assert_true(call_as("env", "wasm_bpf_map_fd_by_name", "li:i",
			    (int64_t[]){ obj, fake_text(&fg, "counts").v }) > 0);
	assert_int_equal(call_as("env", "wasm_attach_bpf_program", "lii:i",
				 (int64_t[]){ obj, fake_text(&fg, "tp_exec").v, 0 }),
			 0);
	assert_int_equal(call_as("env", "wasm_close_bpf_object", "l:i", (int64_t[]){ obj }), 0);
}

/* Existing hosts leak links on close, or drop them at attach. */
static void links_live_as_long_as_the_object(void **state)
{
	int64_t obj = load("FAKE");
	int64_t name = fake_text(&fg, "tp_exec").v;

	(void)state;
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, name, 0), 0);
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, name, fake_text(&fg, "").v),
			 0);
	assert_int_equal(fake.attached, 2);
	assert_int_equal(fake.attach.kind, KERN_ATTACH_AUTO);
	assert_string_equal(fake.attach_target, "(null)");
	assert_int_equal(fake.attach.fd, -1);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", obj), 0);
	assert_int_equal(fake.attached, 0);
	assert_int_equal(fake.links, 0);
}

static void attach_to_target(void **state)
{
	int64_t obj = load("FAKE");
	int64_t name = fake_text(&fg, "xdp_pass").v;

	(void)state;
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, name,
			      fake_text(&fg, "lo").v),
			 0);
	assert_string_equal(fake.attach_target, "lo");
	assert_string_equal(fake.attach_program, "xdp_pass");
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, name,
			      fake_text(&fg, "nowhere").v),
			 -ENODEV);
	assert_true(fake_logged(&fg, "no interface 'nowhere'"));
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, fake_text(&fg, "absent").v,
			      0),
			 -ENOENT);
	assert_true(fake_logged(&fg, "object 'object' has no program 'absent'"));
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, 0, 0), -EINVAL);
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, 65536, 0), -EFAULT);
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, name, 0xffffffff), -EFAULT);
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj + 1, name, 0), -EBADF);
	assert_int_equal(fake.links, 1);
}

static void string_without_end(void **state)
{
	int64_t obj = load("FAKE");

	(void)state;
	memset(fg.memory + 65536 - 10, 'a', 10);
	assert_int_equal(CALL("wasm_bpf_map_fd_by_name", "li:i", obj, 65536 - 10), -EFAULT);
	memset(fg.memory + 32768, 'a', 5000);
	assert_int_equal(CALL("wasm_bpf_map_fd_by_name", "li:i", obj, 32768), -ENAMETOOLONG);
}

/* Existing hosts take any fd number of the host process. */
static void attach_fd_takes_granted_directories_only(void **state)
{
	int64_t obj = load("FAKE");
	int64_t name = fake_text(&fg, "tp_exec").v;

	(void)state;
	assert_int_equal(CALL("wasm_attach_bpf_program_fd", "lii:i", obj, name, 3), 0);
	assert_int_equal(fake.attach.kind, KERN_ATTACH_CGROUP);
	assert_true(fake.attach_fd_is_dir);
	for (int fd = 0; fd < 20; fd++) {
		if (fd != 3)
			assert_int_equal(CALL("wasm_attach_bpf_program_fd", "lii:i", obj, name, fd),
					 -EBADF);
	}
	assert_int_equal(CALL("wasm_attach_bpf_program_fd", "lii:i", obj, name, -1), 0);
	assert_int_equal(fake.attach.kind, KERN_ATTACH_AUTO);
	assert_int_equal(fake.attach.fd, -1);
	assert_int_equal(fake.links, 2);
}

static void maps_are_handles(void **state)
{
	int64_t obj = load("FAKE");
	int counts = find(obj, "counts");

	(void)state;
	assert_true(counts > 0);
	assert_int_equal(find(obj, "counts"), counts);
	assert_int_not_equal(find(obj, "percpu"), counts);
	assert_int_equal(find(obj, "absent"), -ENOENT);
	assert_int_equal(find(0, "counts"), -EBADF);
	assert_int_equal(CALL("wasm_close_bpf_object", "l:i", obj), 0);
	assert_int_equal(operate(counts, 4, WBPF_GADDR(0), WBPF_GADDR(0), fake_alloc(&fg, 4), 0),
			 -EBADF);
}

static void map_operations(void **state)
{
	int64_t obj = load("FAKE");
	int map = find(obj, "counts");
	uint32_t one = 1;
	uint64_t ten = 10;
	wbpf_gaddr key = fake_put(&fg, &one, 4), value = fake_put(&fg, &ten, 8);
	wbpf_gaddr out = fake_alloc(&fg, 8), next = fake_alloc(&fg, 4), none = WBPF_GADDR(0);

	(void)state;
	assert_int_equal(operate(map, 4, none, none, next, 0), -ENOENT);
	assert_int_equal(operate(map, 1, key, out, none, 0), -ENOENT);
	assert_int_equal(operate(map, 2, key, value, none, 0), 0);
	assert_int_equal(operate(map, 2, key, value, none, 1), -EEXIST);
	assert_int_equal(operate(map, 2, key, value, none, 1ll << 40), -EINVAL);
	assert_int_equal(operate(map, 1, key, out, none, 0), 0);
	assert_memory_equal(fake_at(&fg, out, 8), &ten, 8);
	assert_int_equal(operate(map, 4, none, none, next, 0), 0);
	assert_memory_equal(fake_at(&fg, next, 4), &one, 4);
	assert_int_equal(operate(map, 4, key, none, next, 0), -ENOENT);
	assert_int_equal(operate(map, 3, key, none, none, 0), 0);
	assert_int_equal(operate(map, 3, key, none, none, 0), -ENOENT);
}

/* Existing hosts answer 0, -1, +22 or -22 at random. */
static void every_failure_is_a_negative_errno(void **state)
{
	int64_t obj = load("FAKE");
	int map = find(obj, "counts");
	wbpf_gaddr key = fake_alloc(&fg, 4), value = fake_alloc(&fg, 8), none = WBPF_GADDR(0);

	(void)state;
	assert_int_equal(operate(map, 0, key, value, none, 0), -EINVAL);
	assert_int_equal(operate(map, 5, key, value, none, 0), -EINVAL);
	assert_int_equal(operate(map, -1, key, value, none, 0), -EINVAL);
	assert_int_equal(operate(0, 1, key, value, none, 0), -EBADF);
	assert_int_equal(operate(-ENOENT, 1, key, value, none, 0), -EBADF);
	assert_int_equal(operate((int)obj, 1, key, value, none, 0), -EBADF);
	/* fds of the host process, of maps above all, are not the guest's to name */
	for (int fd = 1000; fd < 1020; fd++)
		assert_int_equal(operate(fd, 1, key, value, none, 0), -EBADF);
}

/* Existing hosts check value_size, and the kernel writes round_up(value_size, 8) for each CPU. */
static void per_cpu_values_are_checked_whole(void **state)
{
	int64_t obj = load("FAKE");
	int map = find(obj, "percpu");
	uint32_t whole = 16 * FAKE_CPUS;
	wbpf_gaddr key = fake_alloc(&fg, 4), value = fake_alloc(&fg, whole), none = WBPF_GADDR(0);

	(void)state;
	assert_int_equal(operate(map, 2, key, value, none, 0), 0);
	assert_int_equal(operate(map, 1, key, WBPF_GADDR(65536 - whole), none, 0), 0);
	assert_int_equal(operate(map, 1, key, WBPF_GADDR(65536 - whole + 1), none, 0), -EFAULT);
	assert_int_equal(operate(map, 1, key, WBPF_GADDR(65536 - 12), none, 0), -EFAULT);
	assert_int_equal(operate(map, 2, key, WBPF_GADDR(65536 - 12), none, 0), -EFAULT);
}

static void ranges_at_the_end(void **state)
{
	int64_t obj = load("FAKE");
	int map = find(obj, "counts");
	wbpf_gaddr key = fake_alloc(&fg, 4), value = fake_alloc(&fg, 8), none = WBPF_GADDR(0);

	(void)state;
	assert_int_equal(operate(map, 2, WBPF_GADDR(65536 - 4), WBPF_GADDR(65536 - 8), none, 0), 0);
	assert_int_equal(operate(map, 2, WBPF_GADDR(65536 - 3), value, none, 0), -EFAULT);
	assert_int_equal(operate(map, 2, WBPF_GADDR(0xfffffffe), value, none, 0), -EFAULT);
	assert_int_equal(operate(map, 2, key, WBPF_GADDR(0xfffffff9), none, 0), -EFAULT);
	assert_int_equal(operate(map, 4, none, none, WBPF_GADDR(65533), 0), -EFAULT);
	assert_int_equal(operate(map, 3, WBPF_GADDR(65533), none, none, 0), -EFAULT);
}

static int wide(int map, int cmd, int64_t key, int64_t value, int64_t next, int64_t flags)
{
	return (int)call_as("env", "wasm_bpf_map_operate", WIDE,
			    (int64_t[]){ map, cmd, key, value, next, flags });
}

static void wide_signature(void **state)
{
	int64_t obj = load("FAKE");
	int map = find(obj, "counts");
	uint64_t seven = 7;
	int64_t key = fake_alloc(&fg, 4).v, value = fake_put(&fg, &seven, 8).v;
	wbpf_gaddr out = fake_alloc(&fg, 8);

	(void)state;
	assert_int_equal(wide(map, 2, key, value, 0, 0), 0);
	assert_int_equal(wide(map, 1, key, out.v, 0, 0), 0);
	assert_memory_equal(fake_at(&fg, out, 8), &seven, 8);
	assert_int_equal(wide(map, 1, key | 1ll << 32, out.v, 0, 0), -EFAULT);
	assert_int_equal(wide(map, 1, INT64_MIN, out.v, 0, 0), -EFAULT);
	assert_int_equal(wide(map, 1, key, INT64_MAX, 0, 0), -EFAULT);
	/* a pointer above 2 GiB that was widened with its sign is an address, though none of ours */
	assert_int_equal(wide(map, 4, (int32_t)0x80000000, 0, out.v, 0), -EFAULT);
	assert_int_equal(wide(map, 4, 0, 0, out.v, 0), 0);
}

/* Existing hosts put raw fd numbers of the guest's choice into the kernel. */
static void values_that_name_fds_are_handles(void **state)
{
	int64_t obj = load("FAKE");
	int outer = find(obj, "maps"), counts = find(obj, "counts"), progs = find(obj, "progs");
	wbpf_gaddr key = fake_alloc(&fg, 4), none = WBPF_GADDR(0);
	uint32_t raw = FAKE_FD_BASE;

	(void)state;
	assert_int_equal(operate(outer, 2, key, fake_put(&fg, &counts, 4), none, 0), 0);
	assert_int_equal(fake.last_word[0], FAKE_FD_BASE);
	assert_int_equal(operate(outer, 2, key, fake_put(&fg, &raw, 4), none, 0), -EBADF);
	assert_int_equal(operate(progs, 2, key, fake_put(&fg, &raw, 4), none, 0), -EBADF);
	assert_int_equal(operate(progs, 2, key, fake_put(&fg, &counts, 4), none, 0), -EBADF);
	assert_int_equal(operate(find(obj, "socks"), 2, key, fake_put(&fg, &raw, 4), none, 0),
			 -EOPNOTSUPP);
}

static void stop_unwinds_every_call(void **state)
{
	union wbpf_val r;
	int64_t args[6] = { 0 };

	(void)state;
	wbpf_wake_stop(&fg.wake);
	for (size_t i = 0; i < wbpf_host_v1_import_cnt; i++) {
		const struct wbpf_import *row = &wbpf_host_v1_imports[i];

		assert_int_equal(fake_call(&fg, row, 1, row->module, row->name, row->type, args,
					   &r),
				 WBPF_CALL_UNWIND);
	}
}

static void no_handle_left(void **state)
{
	int64_t obj = load("FAKE");
	int64_t name = fake_text(&fg, "tp_exec").v;
	wbpf_handle h = 0;

	(void)state;
	while (h >= 0)
		h = wbpf_handle_put(&fg.g.handles, WBPF_H_FD, &fg, NULL, 0);
	assert_int_equal(h, -EMFILE);
	assert_int_equal(CALL("wasm_attach_bpf_program", "lii:i", obj, name, 0), -EMFILE);
	assert_int_equal(fake.links, 0);
	assert_int_equal(find(obj, "counts"), -EMFILE);
	assert_int_equal(load("FAKE"), 0);
	assert_int_equal(fake.objects, 1);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(load_and_close),
		T(load_bad_ranges),
		T(refused_object_says_why),
		T(both_modules),
		T(links_live_as_long_as_the_object),
		T(attach_to_target),
		T(string_without_end),
		T(attach_fd_takes_granted_directories_only),
		T(maps_are_handles),
		T(map_operations),
		T(every_failure_is_a_negative_errno),
		T(per_cpu_values_are_checked_whole),
		T(ranges_at_the_end),
		T(wide_signature),
		T(values_that_name_fds_are_handles),
		T(stop_unwinds_every_call),
		T(no_handle_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
