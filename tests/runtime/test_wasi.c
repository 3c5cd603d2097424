/* SPDX-License-Identifier: MIT */
/* What a guest gets through WASI: arguments, environment, and directories only when granted. */
#include "capture.h"

#include <sys/stat.h>

#define WASI(name, params) \
	"(import \"wasi_snapshot_preview1\" \"" name "\" (func $" name " (param " params ")"
#define EXIT WASI("proc_exit", "i32") "))"
#define WRITE WASI("fd_write", "i32 i32 i32 i32") "(result i32)))"

/* WASI's numbers */
enum { WASI_BADF = 8, WASI_NOENT = 44, WASI_PERM = 63 };

/* Writes the buffer that `name`_get fills (the strings, each with its NUL) to standard output. */
#define SHOW(name) \
	"(module " WASI(name "_sizes_get", "i32 i32") "(result i32)))" \
	WASI(name "_get", "i32 i32") "(result i32)))" WRITE EXIT \
	"(memory (export \"memory\") 1)" \
	"(func (export \"_start\")" \
	" (drop (call $" name "_sizes_get (i32.const 0) (i32.const 20)))" \
	" (drop (call $" name "_get (i32.const 1024) (i32.const 8192)))" \
	" (i32.store (i32.const 16) (i32.const 8192))" \
	" (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32)))" \
	" (call $proc_exit (i32.load (i32.const 0)))))"

static void assert_shows(const char *wat, const struct wbpf_instance_opts *opts, int cnt,
			 const char *expected, size_t len)
{
	struct capture c = capture_begin();
	struct outcome o = run_wat(wat, opts);
	char out[256];

	capture_end(&c);
	assert_status(o, cnt);
	assert_int_equal(capture_read(&c, out, sizeof(out)), len);
	assert_memory_equal(out, expected, len);
}

static void arguments(void **state)
{
	const char *argv[] = { "tool", "-p", "x y", "" };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .argv = argv, .argc = 4 };

	(void)state;
	assert_shows(SHOW("args"), &opts, 4, "tool\0-p\0x y\0", 13);
	assert_shows(SHOW("args"), NULL, 1, "t.wasm", 7);
}

static void environment(void **state)
{
	const char *env[] = { "A=1", "EMPTY=", "EQ=a=b" };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .env = env, .env_cnt = 3 };

	(void)state;
	assert_shows(SHOW("environ"), &opts, 3, "A=1\0EMPTY=\0EQ=a=b", 18);
	assert_shows(SHOW("environ"), NULL, 0, "", 0);
}

static void strings_that_wasi_cannot_carry(void **state)
{
	const char *bad[] = { "ok", "\xff\xfe" }, *no_value[] = { "NAME" }, *bad_env[] = { "A=\xff" };
	struct wbpf_instance_opts opts = { .sz = sizeof(opts), .argv = bad, .argc = 2 };
	struct outcome o = run_wat(SHOW("args"), &opts);

	(void)state;
	assert_failed(&o, -EILSEQ, WBPF_STAGE_START,
		      "module 't.wasm': argument 1 is not valid UTF-8");
	wbpf_error_clear(&o.err);
	opts = (struct wbpf_instance_opts){ .sz = sizeof(opts), .env = no_value, .env_cnt = 1 };
	o = run_wat(SHOW("args"), &opts);
	assert_failed(&o, -EINVAL, WBPF_STAGE_START,
		      "module 't.wasm': environment 'NAME' is not of the form NAME=value");
	wbpf_error_clear(&o.err);
	opts.env = bad_env;
	o = run_wat(SHOW("args"), &opts);
	assert_failed(&o, -EILSEQ, WBPF_STAGE_START,
		      "module 't.wasm': environment 'A' is not valid UTF-8");
	wbpf_error_clear(&o.err);
}

/* Opens `path` under fd `dir` and exits with the errno; oflags 1: create. */
static struct outcome open_in(int dir, const char *path, int oflags,
			      const struct wbpf_instance_opts *opts)
{
	char wat[1024];

	snprintf(wat, sizeof(wat),
		 "(module " WASI("path_open", "i32 i32 i32 i32 i32 i64 i64 i32 i32")
		 "(result i32)))" EXIT "(memory (export \"memory\") 1)"
		 "(data (i32.const 64) \"%s\")"
		 "(func (export \"_start\") (call $proc_exit (call $path_open (i32.const %d)"
		 " (i32.const 1) (i32.const 64) (i32.const %zu) (i32.const %d)"
		 " (i64.const %d) (i64.const 0) (i32.const 0) (i32.const 0)))))",
		 path, dir, strlen(path), oflags, oflags ? 64 : 2);
	return run_wat(wat, opts);
}

static char root[] = "/tmp/wbpf-wasi-XXXXXX";

/* root/a/file, root/b, root/secret, root/a/out -> ../secret */
static int make_tree(void **state)
{
	char cmd[256];

	if (!mkdtemp(root) || start_runtime(state))
		return -1;
	snprintf(cmd, sizeof(cmd),
		 "cd %s && mkdir a b && touch a/file secret && ln -s ../secret a/out", root);
	return system(cmd);
}

static int remove_tree(void **state)
{
	char cmd[256];

	snprintf(cmd, sizeof(cmd), "rm -r %s", root);
	end_runtime(state);
	return system(cmd);
}

static bool exists(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return access(path, F_OK) == 0;
}

static void no_directory_without_a_grant(void **state)
{
	(void)state;
	assert_status(open_in(3, "tmp", 0, NULL), WASI_BADF);
	assert_status(open_in(3, "/etc/passwd", 0, NULL), WASI_BADF);
}

static void granted_directories(void **state)
{
	char a[64], b[64];
	struct wbpf_dir dirs[] = { { .host_path = a, .guest_path = "/first" },
				   { .host_path = b } };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .dirs = dirs, .dir_cnt = 2 };

	(void)state;
	snprintf(a, sizeof(a), "%s/a", root);
	snprintf(b, sizeof(b), "%s/b", root);
	assert_status(open_in(3, "file", 0, &opts), 0);
	assert_status(open_in(4, "file", 0, &opts), WASI_NOENT);
	assert_status(open_in(4, "made", 1, &opts), 0);
	assert_true(exists("b/made"));
	assert_status(open_in(5, "file", 0, &opts), WASI_BADF);
}

/* Reads and writes of files are the engine's: makes a file, writes, reads back, exits with it. */
static void files(void **state)
{
	char a[64];
	struct wbpf_dir dirs[] = { { .host_path = a, .guest_path = "/" } };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .dirs = dirs, .dir_cnt = 1 };

	(void)state;
	snprintf(a, sizeof(a), "%s/a", root);
	assert_status(run_wat("(module "
		WASI("path_open", "i32 i32 i32 i32 i32 i64 i64 i32 i32") "(result i32)))"
		WASI("fd_seek", "i32 i64 i32 i32") "(result i32)))"
		WASI("fd_read", "i32 i32 i32 i32") "(result i32)))"
		WASI("fd_close", "i32") "(result i32)))" WRITE EXIT
		"(memory (export \"memory\") 1) (data (i32.const 64) \"new\")"
		"(data (i32.const 0) \"\\80\\00\\00\\00\\01\\00\\00\\00\""
		" \"\\81\\00\\00\\00\\01\\00\\00\\00\")"
		"(func $ok (param i32) (if (local.get 0) (then (call $proc_exit (local.get 0)))))"
		"(func (export \"_start\")"
		" (call $ok (call $path_open (i32.const 3) (i32.const 1) (i32.const 64) (i32.const 3)"
		"  (i32.const 1) (i64.const 0x66) (i64.const 0) (i32.const 0) (i32.const 32)))"
		" (i32.store8 (i32.const 128) (i32.const 99))"
		" (call $ok (call $fd_write (i32.load (i32.const 32)) (i32.const 0) (i32.const 1)"
		"  (i32.const 40)))"
		" (call $ok (call $fd_seek (i32.load (i32.const 32)) (i64.const 0) (i32.const 0)"
		"  (i32.const 48)))"
		" (call $ok (call $fd_read (i32.load (i32.const 32)) (i32.const 8) (i32.const 1)"
		"  (i32.const 40)))"
		" (call $ok (call $fd_close (i32.load (i32.const 32))))"
		" (call $proc_exit (i32.load8_u (i32.const 129)))))", &opts), 99);
	assert_true(exists("a/new"));
}

/* A trap of the engine's own WASI shows the guest's functions and not our glue. */
static void a_trap_in_wasi(void **state)
{
	char a[64];
	struct wbpf_dir dirs[] = { { .host_path = a, .guest_path = "/" } };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .dirs = dirs, .dir_cnt = 1 };
	struct outcome o;

	(void)state;
	snprintf(a, sizeof(a), "%s/a", root);
	o = run_wat("(module " WRITE "(memory (export \"memory\") 1)"
		    "(func $main (export \"_start\") (drop (call $fd_write (i32.const 3)"
		    " (i32.const -8) (i32.const 1) (i32.const 0)))))", &opts);
	assert_int_equal(o.ret, -EFAULT);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	assert_contains(o.err.detail, "main");
	assert_null(strstr(o.err.detail, "glue"));
	assert_null(strstr(o.err.detail, "fd_write"));
	wbpf_error_clear(&o.err);
}

static void nothing_outside_of_a_grant(void **state)
{
	char a[64];
	struct wbpf_dir dirs[] = { { .host_path = a, .guest_path = "/" } };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .dirs = dirs, .dir_cnt = 1 };

	(void)state;
	snprintf(a, sizeof(a), "%s/a", root);
	assert_status(open_in(3, "../secret", 0, &opts), WASI_PERM);
	assert_status(open_in(3, "out", 0, &opts), WASI_PERM);
	assert_status(open_in(3, "/etc/passwd", 0, &opts), WASI_PERM);
	assert_status(open_in(3, "../made", 1, &opts), WASI_PERM);
	assert_false(exists("made"));
}

static void read_only(void **state)
{
	char a[64];
	struct wbpf_dir dirs[] = { { .host_path = a, .guest_path = "/", .read_only = true } };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .dirs = dirs, .dir_cnt = 1 };

	(void)state;
	snprintf(a, sizeof(a), "%s/a", root);
	assert_status(open_in(3, "file", 0, &opts), 0);
	assert_status(open_in(3, "none", 1, &opts), WASI_PERM);
	assert_false(exists("a/none"));
}

static void directories_that_cannot_be_granted(void **state)
{
	struct wbpf_dir dirs[] = { { .host_path = "/nonexistent" } };
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .dirs = dirs, .dir_cnt = 1 };
	struct outcome o = open_in(3, "x", 0, &opts);

	(void)state;
	assert_failed(&o, -ENOENT, WBPF_STAGE_START,
		      "module 't.wasm': directory '/nonexistent': No such file or directory");
	wbpf_error_clear(&o.err);
	dirs[0].host_path = "/etc/passwd";
	o = open_in(3, "x", 0, &opts);
	assert_failed(&o, -ENOTDIR, WBPF_STAGE_START,
		      "module 't.wasm': directory '/etc/passwd': Not a directory");
	wbpf_error_clear(&o.err);
	dirs[0].host_path = NULL;
	o = open_in(3, "x", 0, &opts);
	assert_failed(&o, -EINVAL, WBPF_STAGE_USAGE,
		      "module 't.wasm': host path of directory 0 is NULL");
	wbpf_error_clear(&o.err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments),
		cmocka_unit_test(environment),
		cmocka_unit_test(strings_that_wasi_cannot_carry),
		cmocka_unit_test(no_directory_without_a_grant),
		cmocka_unit_test(granted_directories),
		cmocka_unit_test(files),
		cmocka_unit_test(a_trap_in_wasi),
		cmocka_unit_test(nothing_outside_of_a_grant),
		cmocka_unit_test(read_only),
		cmocka_unit_test(directories_that_cannot_be_granted),
	};

	return cmocka_run_group_tests_name("wasi", tests, make_tree, remove_tree);
}
