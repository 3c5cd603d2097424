/* SPDX-License-Identifier: MIT */
/* Ending a guest from outside: stop and signals. */
#include "capture.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>

#define WASI "(import \"wasi_snapshot_preview1\" "
#define EXIT WASI "\"proc_exit\" (func $exit (param i32)))"
#define WRITE WASI "\"fd_write\" (func $fd_write (param i32 i32 i32 i32) (result i32)))"
#define MEMORY "(memory (export \"memory\") 1)(data (i32.const 0) \"\\40\\00\\00\\00\\01\\00\\00\\00\")"
/* One byte to standard output: the test then knows how far the guest is. */
#define TELL "(drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))"

static const char endless[] =
	"(module " WRITE MEMORY "(func (export \"_start\")" TELL "(loop $l (br $l))))";

/* A guest that runs on a thread of its own. */
struct running {
	struct wbpf_module *mod;
	struct wbpf_instance *inst;
	struct wbpf_error err;
	pthread_t thread;
	struct capture out;
	int ret, status;
};

static void *run_it(void *arg)
{
	struct running *r = arg;

	r->ret = wbpf_instance_run(r->inst, &r->status, &r->err);
	return NULL;
}

static void prepare(struct running *r, const char *wat)
{
	memset(r, 0, sizeof(*r));
	let_traps_through();
	if (wbpf_module_new(runtime, "t.wasm", wat, strlen(wat), &r->mod, &r->err) ||
	    wbpf_instance_new(r->mod, NULL, &r->inst, &r->err))
		fail_msg("%s", r->err.message);
}

static void start(struct running *r, const char *wat)
{
	prepare(r, wat);
	r->out = capture_begin();
	assert_int_equal(pthread_create(&r->thread, NULL, run_it, r), 0);
}

static void await_byte(struct running *r)
{
	char byte;

	assert_int_equal(read(r->out.reader, &byte, 1), 1);
}

static void join(struct running *r)
{
	pthread_join(r->thread, NULL);
	capture_end(&r->out);
	close(r->out.reader);
}

static void clean(struct running *r)
{
	wbpf_instance_free(r->inst);
	wbpf_module_free(r->mod);
	wbpf_error_clear(&r->err);
}

static void assert_interrupted(struct running *r, const char *message)
{
	assert_string_equal(r->err.message, message);
	assert_int_equal(r->ret, -EINTR);
	assert_int_equal(r->err.code, -EINTR);
	assert_int_equal(r->err.stage, WBPF_STAGE_INTERRUPTED);
	clean(r);
}

static void an_endless_loop(void **state)
{
	struct running r;

	(void)state;
	start(&r, endless);
	await_byte(&r);
	wbpf_instance_stop(r.inst);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': stopped");
}

static void endless_recursion_without_a_loop(void **state)
{
	struct running r;

	(void)state;
	start(&r, "(module " WRITE MEMORY "(func $f (param i32) (result i32)"
		  " (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))"
		  " (i32.add (call $f (i32.sub (local.get 0) (i32.const 1)))"
		  "          (call $f (i32.sub (local.get 0) (i32.const 1)))))"
		  "(func (export \"_start\")" TELL "(drop (call $f (i32.const 1000)))))");
	await_byte(&r);
	wbpf_instance_stop(r.inst);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': stopped");
}

static void an_endless_start_function(void **state)
{
	struct running r;

	(void)state;
	start(&r, "(module " WRITE MEMORY "(func $init " TELL "(loop $l (br $l))) (start $init)"
		  "(func (export \"_start\")))");
	await_byte(&r);
	wbpf_instance_stop(r.inst);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': stopped");
}

static void before_it_runs(void **state)
{
	struct running r;

	(void)state;
	prepare(&r, endless);
	wbpf_instance_stop(r.inst);
	run_it(&r);
	assert_interrupted(&r, "module 't.wasm': stopped");
}

static void after_it_ended(void **state)
{
	struct running r;

	(void)state;
	prepare(&r, "(module (func (export \"_start\")))");
	run_it(&r);
	assert_int_equal(r.ret, 0);
	wbpf_instance_stop(r.inst);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGINT), WBPF_SIGNAL_STOPPED);
	clean(&r);
}

/* A pipe counts as full as soon as its last page is begun. */
static void await_full(struct running *r)
{
	int size = fcntl(r->out.reader, F_GETPIPE_SZ), have = 0;

	while (have <= size - PIPE_BUF) {
		usleep(1000);
		assert_int_equal(ioctl(r->out.reader, FIONREAD, &have), 0);
	}
}

/* A reader that does not read: the guest blocks in write, and a stop still ends it. */
static void a_write_into_a_full_pipe(void **state)
{
	struct running r;

	(void)state;
	start(&r, "(module " WRITE MEMORY "(func (export \"_start\") (loop $l" TELL "(br $l))))");
	await_full(&r);
	wbpf_instance_stop(r.inst);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': stopped");
}

/* The engine is shared, its epoch too: only the instance that was meant stops. */
static void only_the_one_that_was_meant(void **state)
{
	struct running other, r;

	(void)state;
	prepare(&other, endless);
	start(&r, "(module " WRITE EXIT MEMORY "(global $n (mut i32) (i32.const 0))"
		  "(func (export \"_start\")" TELL "(loop $l"
		  " (global.set $n (i32.add (global.get $n) (i32.const 1)))"
		  " (br_if $l (i32.lt_u (global.get $n) (i32.const 20000000))))"
		  " (call $exit (i32.const 7))))");
	await_byte(&r);
	for (int i = 0; i < 100; i++)
		wbpf_instance_stop(other.inst);
	join(&r);
	assert_int_equal(r.ret, 0);
	assert_int_equal(r.status, 7);
	clean(&r);
	run_it(&other);
	assert_interrupted(&other, "module 't.wasm': stopped");
}

#define V1_CLOSE "(import \"wasm_bpf\" \"wasm_close_bpf_object\" (func (param i64) (result i32)))"

/* A v1 guest cannot know of signals: it is told by -EINTR only, and stopped by the embedder. */
static void a_signal_for_a_v1_guest(void **state)
{
	struct running r;

	(void)state;
	start(&r, "(module " WRITE V1_CLOSE MEMORY "(func (export \"_start\")" TELL "(loop $l (br $l))))");
	await_byte(&r);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGINT), WBPF_SIGNAL_TOLD);
	wbpf_instance_stop(r.inst);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': stopped after signal 2 (Interrupt)");
}

/* One that imports neither ABI has no handler, and ends as a process without one does. */
static void a_signal_for_a_pure_wasi_guest(void **state)
{
	struct running r;

	(void)state;
	start(&r, endless);
	await_byte(&r);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGINT), WBPF_SIGNAL_STOPPED);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': ended by signal 2 (Interrupt)");
}

/* Standard input that never comes: told first, then read; exits with the errno of the read. */
static const char reader[] =
	"(module " V1_CLOSE WRITE EXIT WASI "\"fd_read\" (func $fd_read (param i32 i32 i32 i32) (result i32)))"
	MEMORY "(func (export \"_start\")" TELL "(call $exit (call $fd_read (i32.const 0)"
	" (i32.const 0) (i32.const 1) (i32.const 32)))))";

static void start_reader(struct running *r, int *saved, int *fds)
{
	*saved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	start(r, reader);
	await_byte(r);
}

static void end_reader(struct running *r, int saved, int *fds)
{
	join(r);
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	close(saved);
	close(fds[0]);
	close(fds[1]);
}

static void a_stop_while_it_reads(void **state)
{
	struct running r;
	int saved, fds[2];

	(void)state;
	start_reader(&r, &saved, fds);
	wbpf_instance_stop(r.inst);
	end_reader(&r, saved, fds);
	assert_interrupted(&r, "module 't.wasm': stopped");
}

static void a_signal_while_it_reads(void **state)
{
	enum { WASI_INTR = 27 };
	struct running r;
	int saved, fds[2];

	(void)state;
	start_reader(&r, &saved, fds);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGINT), WBPF_SIGNAL_TOLD);
	end_reader(&r, saved, fds);
	assert_int_equal(r.ret, 0);
	assert_int_equal(r.status, WASI_INTR);
	clean(&r);
}

#define V2(name, type) "(import \"wasm_bpf_v2\" \"" name "\" (func $" name " " type "))"

static void the_default_action_ends_a_v2_guest(void **state)
{
	struct running r;

	(void)state;
	start(&r, "(module " WRITE V2("abi_version", "(result i32)") MEMORY
		  "(func (export \"_start\")" TELL "(loop $l (br $l))))");
	await_byte(&r);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGWINCH), WBPF_SIGNAL_IGNORED);
	assert_int_equal(wbpf_instance_signal(r.inst, 0), WBPF_SIGNAL_IGNORED);
	assert_int_equal(wbpf_instance_signal(r.inst, 99), WBPF_SIGNAL_IGNORED);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGTERM), WBPF_SIGNAL_STOPPED);
	join(&r);
	assert_interrupted(&r, "module 't.wasm': ended by signal 15 (Terminated)");
}

/* Handles SIGINT and ignores SIGTERM; ends with the number of the signal that it takes. */
static void a_v2_guest_with_a_handler(void **state)
{
	struct running r;

	(void)state;
	start(&r, "(module " WRITE EXIT V2("signal_handle", "(param i32 i32) (result i32)")
		  V2("signal_take", "(result i32)") MEMORY "(func (export \"_start\") (local i32)"
		  " (drop (call $signal_handle (i32.const 2) (i32.const 1)))"
		  " (drop (call $signal_handle (i32.const 15) (i32.const 2)))" TELL
		  " (loop $l (br_if $l (i32.eqz (local.tee 0 (call $signal_take)))))"
		  " (call $exit (local.get 0))))");
	await_byte(&r);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGTERM), WBPF_SIGNAL_IGNORED);
	assert_int_equal(wbpf_instance_signal(r.inst, SIGINT), WBPF_SIGNAL_HANDLED);
	join(&r);
	assert_int_equal(r.ret, 0);
	assert_int_equal(r.status, SIGINT);
	clean(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_endless_loop),
		cmocka_unit_test(endless_recursion_without_a_loop),
		cmocka_unit_test(an_endless_start_function),
		cmocka_unit_test(before_it_runs),
		cmocka_unit_test(after_it_ended),
		cmocka_unit_test(a_write_into_a_full_pipe),
		cmocka_unit_test(only_the_one_that_was_meant),
		cmocka_unit_test(a_signal_for_a_v1_guest),
		cmocka_unit_test(a_signal_for_a_pure_wasi_guest),
		cmocka_unit_test(a_stop_while_it_reads),
		cmocka_unit_test(a_signal_while_it_reads),
		cmocka_unit_test(the_default_action_ends_a_v2_guest),
		cmocka_unit_test(a_v2_guest_with_a_handler),
	};

	return cmocka_run_group_tests_name("stop", tests, start_runtime, end_runtime);
}
