/* SPDX-License-Identifier: MIT */
/* What a guest gets through WASI: arguments, environment, stdio, and directories only when granted. */
#include "capture.h"

#include <signal.h>
#include <sys/stat.h>

#define WASI(name, params) \
	"(import \"wasi_snapshot_preview1\" \"" name "\" (func $" name " (param " params ")"
#define EXIT WASI("proc_exit", "i32") "))"
#define WRITE WASI("fd_write", "i32 i32 i32 i32") "(result i32)))"

/* WASI's numbers */
enum { WASI_BADF = 8, WASI_FAULT = 21, WASI_NOENT = 44, WASI_PERM = 63, WASI_PIPE = 64 };

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

/* Writes `len` bytes of 'x' at once and exits with the errno. */
#define WRITER(len) \
	"(module " WRITE EXIT "(memory (export \"memory\") 4)" \
	"(func (export \"_start\")" \
	" (memory.fill (i32.const 64) (i32.const 120) (i32.const " len "))" \
	" (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const " len "))" \
	" (call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1)" \
	"  (i32.const 8)))))"

static void a_large_write_arrives_whole(void **state)
{
	static char out[65536];
	struct capture c = capture_begin();
	struct outcome o = run_wat(WRITER("50000"), NULL);

	(void)state;
	capture_end(&c);
	assert_status(o, 0);
	assert_int_equal(capture_read(&c, out, sizeof(out)), 50000);
	for (int i = 0; i < 50000; i++)
		assert_int_equal(out[i], 'x');
}

static void a_closed_pipe_is_an_errno(void **state)
{
	void (*old)(int) = signal(SIGPIPE, SIG_IGN);
	struct capture c = capture_begin();
	struct outcome o;

	(void)state;
	close(c.reader);
	o = run_wat(WRITER("5"), NULL);
	capture_end(&c);
	signal(SIGPIPE, old);
	assert_status(o, WASI_PIPE);
}

static void no_standard_output_at_all(void **state)
{
	struct capture c = capture_begin();
	struct outcome o;

	(void)state;
	close(STDOUT_FILENO);
	o = run_wat(WRITER("5"), NULL);
	capture_end(&c);
	close(c.reader);
	assert_status(o, WASI_BADF);
}

/* Buffers that lie outside of memory, a list that does, a place for the count that does. */
static void buffers_out_of_memory(void **state)
{
	static const char *const calls[] = {
		"(i32.store (i32.const 0) (i32.const 65535)) (i32.store (i32.const 4) (i32.const 2))"
		"(call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))",
		"(i32.store (i32.const 0) (i32.const 1)) (i32.store (i32.const 4) (i32.const -1))"
		"(call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))",
		"(call $proc_exit (call $fd_write (i32.const 1) (i32.const -8) (i32.const 2) (i32.const 8)))",
		"(call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 65533)))",
	};
	char wat[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		snprintf(wat, sizeof(wat), "(module " WRITE EXIT "(memory (export \"memory\") 1)"
			 "(func (export \"_start\") %s))", calls[i]);
		assert_status(run_wat(wat, NULL), WASI_FAULT);
	}
}

/* A call on several buffers, one of them empty and one larger than a pipe takes at once. */
static void several_buffers(void **state)
{
	static char out[20000];
	struct capture c = capture_begin();
	struct outcome o = run_wat("(module " WRITE EXIT "(memory (export \"memory\") 2)"
		"(data (i32.const 0) \"\\40\\00\\00\\00\\02\\00\\00\\00\""
		" \"\\42\\00\\00\\00\\00\\00\\00\\00\""
		" \"\\42\\00\\00\\00\\10\\27\\00\\00\") (data (i32.const 64) \"ab\")"
		"(func (export \"_start\")"
		" (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 3) (i32.const 32)))"
		" (call $proc_exit (i32.eq (i32.load (i32.const 32)) (i32.const 10002)))))", NULL);

	(void)state;
	capture_end(&c);
	assert_status(o, 1);
	assert_int_equal(capture_read(&c, out, sizeof(out)), 10002);
	assert_memory_equal(out, "ab\0", 3);
}

/* Standard output closed by the guest itself is closed for it, and not its number for ever. */
static void closed_by_the_guest(void **state)
{
	struct capture c = capture_begin();
	struct outcome o = run_wat("(module " WRITE EXIT WASI("fd_close", "i32") "(result i32)))"
		"(memory (export \"memory\") 1)"
		"(func (export \"_start\")"
		" (drop (call $fd_close (i32.const 1)))"
		" (call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1)"
		"  (i32.const 8)))))", NULL);

	(void)state;
	capture_end(&c);
	close(c.reader);
	assert_status(o, WASI_BADF);
}

/* dup2(2, 1) of the guest: what it prints goes to standard error. */
static void renumbered_by_the_guest(void **state)
{
	char out[16] = "";
	struct capture c = capture_begin();
	int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	struct outcome o;

	(void)state;
	assert_int_equal(dup2(STDOUT_FILENO, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(dup2(c.saved, STDOUT_FILENO), STDOUT_FILENO);
	o = run_wat("(module " WRITE EXIT WASI("fd_renumber", "i32 i32") "(result i32)))"
		"(memory (export \"memory\") 1)"
		"(data (i32.const 0) \"\\40\\00\\00\\00\\03\\00\\00\\00\")"
		"(data (i32.const 64) \"hi\\n\")"
		"(func (export \"_start\")"
		" (if (call $fd_renumber (i32.const 2) (i32.const 1)) (then unreachable))"
		" (call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1)"
		"  (i32.const 8)))))", NULL);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	close(saved);
	capture_end(&c);
	assert_status(o, 0);
	assert_int_equal(capture_read(&c, out, sizeof(out)), 3);
	assert_string_equal(out, "hi\n");
}

/* Copies standard input to standard output until its end; exits with the errno of the read. */
static const char cat[] =
	"(module " WRITE EXIT WASI("fd_read", "i32 i32 i32 i32") "(result i32)))"
	"(memory (export \"memory\") 1) (global $e (mut i32) (i32.const 0))"
	"(func (export \"_start\") (loop $l"
	" (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 1000))"
	" (global.set $e (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))"
	" (if (global.get $e) (then (call $proc_exit (global.get $e))))"
	" (i32.store (i32.const 4) (i32.load (i32.const 8)))"
	" (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))"
	" (br_if $l (i32.load (i32.const 8))))))";

static void standard_input(void **state)
{
	int fds[2], saved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	struct capture c;
	struct outcome o;
	char out[64] = "";

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "one\ntwo\n", 8), 8);
	close(fds[1]);
	assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	close(fds[0]);
	c = capture_begin();
	o = run_wat(cat, NULL);
	capture_end(&c);
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	close(saved);
	assert_status(o, 0);
	assert_int_equal(capture_read(&c, out, sizeof(out)), 8);
	assert_string_equal(out, "one\ntwo\n");
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
		cmocka_unit_test(a_large_write_arrives_whole),
		cmocka_unit_test(a_closed_pipe_is_an_errno),
		cmocka_unit_test(no_standard_output_at_all),
		cmocka_unit_test(buffers_out_of_memory),
		cmocka_unit_test(several_buffers),
		cmocka_unit_test(closed_by_the_guest),
		cmocka_unit_test(renumbered_by_the_guest),
		cmocka_unit_test(standard_input),
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
