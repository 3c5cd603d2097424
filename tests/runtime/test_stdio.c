/* SPDX-License-Identifier: MIT */
/* Standard input and output of a guest. */
#include "capture.h"

#include <signal.h>

#define WASI(name, params) \
	"(import \"wasi_snapshot_preview1\" \"" name "\" (func $" name " (param " params ")"
#define EXIT WASI("proc_exit", "i32") "))"
#define WRITE WASI("fd_write", "i32 i32 i32 i32") "(result i32)))"

/* WASI's numbers */
enum { WASI_BADF = 8, WASI_FAULT = 21, WASI_PIPE = 64 };

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

/* Exits with the file type that fd_fdstat_get tells for standard output. */
static struct outcome type_of_output(void)
{
	return run_wat("(module " EXIT WASI("fd_fdstat_get", "i32 i32") "(result i32)))"
		       "(memory (export \"memory\") 1) (func (export \"_start\")"
		       " (if (call $fd_fdstat_get (i32.const 1) (i32.const 32)) (then unreachable))"
		       " (if (i64.ne (i64.load (i32.const 40)) (i64.const 64)) (then unreachable))"
		       " (call $proc_exit (i32.load8_u (i32.const 32)))))", NULL);
}

/* A C library buffers by lines when it is told of a terminal, which only a character device is. */
static void terminal_or_not(void **state)
{
	enum { UNKNOWN = 0, CHARACTER_DEVICE = 2 };
	struct capture c = capture_begin();
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave;
	struct outcome o = type_of_output();

	(void)state;
	assert_int_equal(grantpt(master) | unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(slave >= 0);
	assert_int_equal(dup2(slave, STDOUT_FILENO), STDOUT_FILENO);
	close(slave);
	close(c.reader);
	assert_status(o, UNKNOWN);
	o = type_of_output();
	capture_end(&c);
	close(master);
	assert_status(o, CHARACTER_DEVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_large_write_arrives_whole),
		cmocka_unit_test(a_closed_pipe_is_an_errno),
		cmocka_unit_test(no_standard_output_at_all),
		cmocka_unit_test(buffers_out_of_memory),
		cmocka_unit_test(several_buffers),
		cmocka_unit_test(closed_by_the_guest),
		cmocka_unit_test(renumbered_by_the_guest),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(terminal_or_not),
	};

	return cmocka_run_group_tests_name("stdio", tests, start_runtime, end_runtime);
}
