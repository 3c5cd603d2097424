/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "support.h"

static void load_and_close_leaves_nothing(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	int fds = test_fd_cnt();
	struct kern_object *obj = test_load("maps");
	struct kern_program_info prog;
	struct kern_map_info map;

	(void)state;
	assert_true(kern_object_loaded(obj));
	assert_string_equal(kern_object_name(obj), "maps");
	assert_ok(kern_program_info(test_program(obj, "twice"), &prog, &err), &err);
	assert_ok(kern_map_info(test_map(obj, "hash"), &map, &err), &err);
	assert_true(prog.loaded && map.loaded);
	assert_string_equal(prog.section, "socket");
	kern_object_free(obj);
	test_program_gone(prog.id);
	test_map_gone(map.id);
	assert_int_equal(test_fd_cnt(), fds);
	kern_object_free(NULL);
}

static void opening_needs_no_kernel(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("maps");
	struct kern_program *prog = test_program(obj, "twice");
	struct kern_program_info info;

	(void)state;
	assert_false(kern_object_loaded(obj));
	assert_int_equal(kern_program_fd(prog), -EINVAL);
	assert_int_equal(kern_map_fd(test_map(obj, "hash")), -EINVAL);
	assert_ok(kern_program_info(prog, &info, &err), &err);
	assert_false(info.loaded);
	assert_int_equal(info.id, 0);
	kern_object_free(obj);
}

static void everything_is_enumerated_once(void **state)
{
	struct kern_object *obj = test_open("maps");
	uint32_t maps = 0, programs = 0;

	(void)state;
	for (struct kern_map *m; (m = kern_object_map(obj, maps)); maps++)
		assert_ptr_equal(kern_object_find_map(obj, kern_map_name(m)), m);
	for (struct kern_program *p; (p = kern_object_program(obj, programs)); programs++)
		assert_ptr_equal(kern_object_find_program(obj, kern_program_name(p)), p);
	assert_int_equal(programs, 2);
	assert_int_equal(maps, 10); /* eight declared, .rodata and .bss */
	assert_null(kern_object_find_map(obj, "nosuch"));
	assert_null(kern_object_find_program(obj, "nosuch"));
	assert_null(kern_object_map(obj, UINT32_MAX));
	kern_object_free(obj);
}

static void a_refusal_carries_the_verifiers_words(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("reject");
	int fds = test_fd_cnt(), ret = kern_object_load(obj, &err);

	(void)state;
	assert_int_equal(ret, -EACCES);
	assert_int_equal(err.code, ret);
	assert_int_equal(err.stage, WBPF_STAGE_KERNEL);
	assert_has(err.message, "object 'reject': program 'bad': load: Permission denied: R");
	assert_has(err.message, "invalid mem access 'map_value_or_null'");
	assert_null(strstr(err.message, "processed "));
	assert_has(err.detail, "r0 = *(u32 *)(r0 +0)");
	assert_has(err.detail, "processed ");
	assert_false(kern_object_loaded(obj));
	/* Halfway loaded: the good program and the map are gone again. */
	assert_int_equal(test_fd_cnt(), fds);
	assert_int_equal(kern_program_fd(test_program(obj, "good")), -EINVAL);
	assert_int_equal(kern_map_fd(test_map(obj, "kept")), -EINVAL);
	assert_int_equal(kern_object_load(obj, &err), -EBUSY);
	kern_object_free(obj);
	wbpf_error_clear(&err);
}

static void what_is_refused_can_be_left_out(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("reject");
	struct kern_program *bad = test_program(obj, "bad");
	struct kern_program_info info;

	(void)state;
	assert_ok(kern_program_set(bad, KERN_PROGRAM_AUTOLOAD, 0, &err), &err);
	assert_ok(kern_object_load(obj, &err), &err);
	assert_true(kern_program_fd(test_program(obj, "good")) >= 0);
	assert_int_equal(kern_program_fd(bad), -EINVAL);
	assert_ok(kern_program_info(bad, &info, &err), &err);
	assert_false(info.autoload || info.loaded);
	assert_int_equal(kern_program_set(bad, KERN_PROGRAM_AUTOLOAD, 1, &err), -EBUSY);
	assert_has(err.message, "program 'bad': the object is loaded already");
	kern_object_free(obj);
}

static void bytes_that_are_no_elf(void **state)
{
	static const char *const junk[] = { "", "x", "\177ELF",
					    "\0asm\1\0\0\0 this is WebAssembly" };
	struct kern_object_opts opts = { .name = "junk" };
	struct kern_object *obj;

	(void)state;
	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		struct wbpf_error err = WBPF_ERROR_INIT;
		int ret = kern_object_open(junk[i], strlen(junk[i]), &opts, &obj, &err);

		assert_true(ret < 0 && ret > -4000);
		assert_int_equal(ret, err.code);
		assert_null(obj);
		assert_has(err.message, "object 'junk': open: ");
		wbpf_error_clear(&err);
	}
}

/* libbpf would follow a NULL pointer later. */
static void a_map_that_is_no_struct_ops(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf elf = WBPF_BUF_INIT;
	struct kern_object *obj;

	(void)state;
	assert_ok(wbpf_file_read(WBPF_TEST_BPF_DIR "/false_ops.bpf.o", 0, &elf, &err), &err);
	assert_int_equal(kern_object_open(elf.data, elf.len, NULL, &obj, &err), -EINVAL);
	assert_has(err.message,
		   "object 'object': open: Invalid argument: a map of type struct_ops");
	assert_null(obj);
	wbpf_buf_free(&elf);
}

static void truncated_objects(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf elf = WBPF_BUF_INIT;
	struct kern_object *obj;

	(void)state;
	assert_ok(wbpf_file_read(WBPF_TEST_BPF_DIR "/maps.bpf.o", 0, &elf, &err), &err);
	for (size_t len = 0; len < elf.len; len += 61) {
		int ret = kern_object_open(elf.data, len, NULL, &obj, &err);

		/* A cut that only misses debug sections may open; it must do so cleanly. */
		if (!ret)
			kern_object_free(obj);
		else
			assert_int_equal(ret, err.code);
		wbpf_error_clear(&err);
	}
	wbpf_buf_free(&elf);
}

static void initial_values(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("maps");
	struct kern_map *rodata = test_map(obj, ".rodata");
	uint8_t packet[64] = { 0 };
	struct kern_test_run run = { .data_in = packet,
				     .data_in_len = sizeof(packet),
				     .repeat = 1 };
	struct kern_map_info info;
	uint32_t factor = 3;
	size_t len;

	(void)state;
	assert_ok(kern_map_info(rodata, &info, &err), &err);
	assert_int_equal(info.initial_value_size, 4);
	assert_true(info.internal);
	assert_int_equal(*(const uint32_t *)kern_map_initial(rodata, &len), 2);
	assert_int_equal(kern_map_set_initial(rodata, &factor, 3, &err), -EINVAL);
	assert_has(err.message, "map 'maps.rodata': initial value is 4 bytes, not 3");
	assert_int_equal(kern_map_set_initial(test_map(obj, "hash"), &factor, 4, &err), -EINVAL);
	assert_ok(kern_map_set_initial(rodata, &factor, 4, &err), &err);
	assert_ok(kern_object_load(obj, &err), &err);
	assert_int_equal(kern_map_set_initial(rodata, &factor, 4, &err), -EBUSY);
	assert_null(kern_map_initial(rodata, &len));
	assert_ok(kern_program_test_run(test_program(obj, "twice"), &run, &err), &err);
	/* A socket filter sees the packet without its Ethernet header. */
	assert_int_equal(run.retval, (64 - 14) * 3);
	kern_object_free(obj);
}

/* The kernel's struct is longer than the object's: to read that much would be too far. */
/* libbpf keeps host pointers in it: a guest sees none, and what it gives back changes none. */
static void struct_ops_show_no_host_pointer(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("attach");
	struct kern_map *map = test_map(obj, "wbpf_plain");
	uint64_t words[64] = { 0 };
	size_t len;
	const void *value = kern_map_initial(map, &len);

	(void)state;
	assert_non_null(value);
	assert_true(len > 8 && len <= sizeof(words));
	memcpy(words, value, len);
	for (size_t i = 0; i < len / 8; i++)
		assert_false(words[i] >> 40 == 0x7f || words[i] >> 40 == 0x55 ||
			     words[i] >> 40 == 0x56);
	assert_ok(kern_map_set_initial(map, words, len, &err), &err);
	assert_ok(kern_object_load(obj, &err), &err);
	kern_object_free(obj);
}

static void struct_ops_have_no_initial_value_once_prepared(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("attach");
	struct kern_map *ops = test_map(obj, "wbpf_linked");
	struct kern_map_info info;
	size_t len;

	(void)state;
	assert_non_null(kern_map_initial(ops, &len));
	assert_ok(kern_object_prepare(obj, &err), &err);
	assert_null(kern_map_initial(ops, &len));
	assert_ok(kern_map_info(ops, &info, &err), &err);
	assert_int_equal(info.initial_value_size, 0);
	kern_object_free(obj);
}

static void a_test_run_that_the_kernel_refuses(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_load("maps");
	struct kern_test_run run = { .repeat = 1 };

	(void)state;
	assert_int_equal(kern_program_test_run(test_program(obj, "twice"), &run, &err), -EINVAL);
	assert_has(err.message, "program 'twice': test run: Invalid argument");
	kern_object_free(obj);
}

struct syscall_ctx {
	int32_t fd, ret;
};

static struct syscall_ctx run_syscall(const struct kern_program *prog, int fd)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct syscall_ctx ctx = { fd, -1 };
	struct kern_test_run run = { .ctx_in = &ctx, .ctx_in_len = sizeof(ctx),
				     .ctx_out = &ctx, .ctx_out_len = sizeof(ctx) };

	assert_ok(kern_program_test_run(prog, &run, &err), &err);
	return ctx;
}

static int bpf_syscall(const struct kern_program *prog, struct syscall_ctx *ctx)
{
	union bpf_attr attr = { .test = { .prog_fd = (uint32_t)kern_program_fd(prog),
					  .ctx_in = (uintptr_t)ctx,
					  .ctx_size_in = sizeof(*ctx) } };
	struct wbpf_error err = WBPF_ERROR_INIT;

	return kern_bpf(BPF_PROG_TEST_RUN, "test_run", &attr, sizeof(attr), &err);
}

static void a_syscall_program_has_no_descriptors_of_ours(void **state)
{
	struct kern_object *obj = test_load("syscall");
	struct kern_program *closer = test_program(obj, "closer");
	struct syscall_ctx ctx;
	int fds = test_fd_cnt(), ours = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(run_syscall(closer, ours).ret, -EBADF);
	ctx = (struct syscall_ctx){ ours, -1 };
	assert_int_equal(bpf_syscall(closer, &ctx), 0);
	assert_int_equal(ctx.ret, -EBADF);
	assert_true(fcntl(ours, F_GETFD) >= 0);
	close(ours);
	/* What it makes is gone with it. */
	assert_true(run_syscall(test_program(obj, "maker"), 0).ret >= 0);
	assert_int_equal(test_fd_cnt(), fds);
	kern_object_free(obj);
}

/* An arena is mapped where the object says: never over memory that is in use. */
static void an_arena_over_our_memory(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("arena");
	struct kern_map *arena = test_map(obj, "arena");
	size_t len = 4 * (size_t)sysconf(_SC_PAGESIZE);
	char *mine = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(mine != MAP_FAILED);
	strcpy(mine, "precious");
	assert_ok(kern_map_set(arena, KERN_MAP_EXTRA, (uintptr_t)mine, &err), &err);
	assert_int_equal(kern_object_load(obj, &err), -EEXIST);
	assert_has(err.message, "map 'arena': arena: addresses 0x");
	assert_string_equal(mine, "precious");
	/* Once the range is free, it may be had. */
	munmap(mine, len);
	assert_ok(kern_object_load(obj, &err), &err);
	kern_object_free(obj);
	mine = mmap(mine, len, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	assert_true(mine != MAP_FAILED);
	munmap(mine, len);
}

static void note_line(void *ctx, enum wbpf_log_level level, const char *component, const char *line)
{
	int *seen = ctx;

	assert_string_equal(component, "libbpf");
	assert_null(strchr(line, '\n'));
	if (level == WBPF_LOG_WARN && strstr(line, "BPF program load failed"))
		(*seen)++;
}

static void libbpfs_lines_go_to_the_log(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open("reject");
	int seen = 0;
	struct wbpf_log log = { .fn = note_line, .ctx = &seen, .level = WBPF_LOG_DEBUG };

	(void)state;
	kern_set_log(&log);
	assert_int_equal(kern_object_load(obj, &err), -EACCES);
	kern_set_log(NULL);
	assert_int_equal(seen, 1);
	kern_object_free(obj);
	wbpf_error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load_and_close_leaves_nothing),
		cmocka_unit_test(opening_needs_no_kernel),
		cmocka_unit_test(everything_is_enumerated_once),
		cmocka_unit_test(a_refusal_carries_the_verifiers_words),
		cmocka_unit_test(what_is_refused_can_be_left_out),
		cmocka_unit_test(bytes_that_are_no_elf),
		cmocka_unit_test(a_map_that_is_no_struct_ops),
		cmocka_unit_test(truncated_objects),
		cmocka_unit_test(initial_values),
		cmocka_unit_test(a_test_run_that_the_kernel_refuses),
		cmocka_unit_test(struct_ops_show_no_host_pointer),
		cmocka_unit_test(struct_ops_have_no_initial_value_once_prepared),
		cmocka_unit_test(a_syscall_program_has_no_descriptors_of_ours),
		cmocka_unit_test(an_arena_over_our_memory),
		cmocka_unit_test(libbpfs_lines_go_to_the_log),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
