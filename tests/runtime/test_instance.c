/* SPDX-License-Identifier: MIT */
/* Linking, running, ending: exit status, traps, limits. */
#include "run.h"

#include <pthread.h>

#define EXIT "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"

static void exit_status(void **state)
{
	static const int statuses[] = { 0, 1, 7, 125, 126, 200, 255 };
	char wat[256];

	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		snprintf(wat, sizeof(wat),
			 "(module " EXIT "(memory (export \"memory\") 1)"
			 "(func (export \"_start\") (call $exit (i32.const %d)) unreachable))",
			 statuses[i]);
		assert_status(run_wat(wat, NULL), statuses[i]);
	}
}

static void return_from_start_is_success(void **state)
{
	(void)state;
	assert_status(run_wat("(module (func (export \"_start\")))", NULL), 0);
}

/* As a process's: exit(-1) is 255. */
static void only_the_low_byte_of_a_status(void **state)
{
	(void)state;
	assert_status(run_wat("(module " EXIT "(func (export \"_start\")"
			      " (call $exit (i32.const -1))))", NULL), 255);
	assert_status(run_wat("(module " EXIT "(func (export \"_start\")"
			      " (call $exit (i32.const 0x1203))))", NULL), 3);
}

static void trap_with_backtrace(void **state)
{
	struct outcome o = run_wat("(module (func $inner unreachable) (func $outer call $inner)"
				   "(func $main (export \"_start\") call $outer))", NULL);

	(void)state;
	assert_failed(&o, -EFAULT, WBPF_STAGE_TRAP,
		      "module 't.wasm': wasm trap: wasm `unreachable` instruction executed");
	assert_contains(o.err.detail, "0: inner");
	assert_contains(o.err.detail, "1: outer");
	assert_contains(o.err.detail, "2: main");
	wbpf_error_clear(&o.err);
}

static void other_traps(void **state)
{
	struct outcome o = run_wat("(module (memory 1) (func (export \"_start\")"
				   " (drop (i32.load (i32.const 65536)))))", NULL);

	(void)state;
	assert_failed(&o, -EFAULT, WBPF_STAGE_TRAP, "module 't.wasm': memory fault at wasm "
						    "address 0x10000 in linear memory of size "
						    "0x10000: wasm trap: out of bounds memory "
						    "access");
	wbpf_error_clear(&o.err);
	o = run_wat("(module (func $f (export \"_start\") call $f))", NULL);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	assert_contains(o.err.message, "call stack exhausted");
	wbpf_error_clear(&o.err);
}

static void data_that_does_not_fit(void **state)
{
	struct outcome o = run_wat("(module (memory 1) (data (i32.const 65535) \"ab\")"
				   "(func (export \"_start\")))", NULL);

	(void)state;
	assert_int_equal(o.ret, -EFAULT);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	assert_contains(o.err.message, "out of bounds memory access");
	wbpf_error_clear(&o.err);
}

static void unknown_import(void **state)
{
	struct outcome o = run_wat("(module (import \"env\" \"foo\" (func (param i32 i64)"
				   " (result i32))) (func (export \"_start\")))", NULL);

	(void)state;
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK,
		      "module 't.wasm': unknown import 'env.foo' of type (i32, i64) -> i32");
	wbpf_error_clear(&o.err);
	o = run_wat("(module (import \"env\" \"bar\" (func (param f32 f64 funcref)"
		    " (result i64 i32))) (func (export \"_start\")))", NULL);
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK, "module 't.wasm': unknown import 'env.bar' of "
						    "type (f32, f64, reference) -> (i64, i32)");
	wbpf_error_clear(&o.err);
	o = run_wat("(module (import \"env\" \"simd\" (func (param v128) (result externref)))"
		    "(func (export \"_start\")))", NULL);
	assert_int_equal(o.ret, -ENOEXEC); /* the engine is built without externref */
	wbpf_error_clear(&o.err);
	o = run_wat("(module (import \"env\" \"simd\" (func (param v128)))"
		    "(func (export \"_start\")))", NULL);
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK,
		      "module 't.wasm': unknown import 'env.simd' of type (v128) -> ()");
	wbpf_error_clear(&o.err);
	o = run_wat("(module (import \"env\" \"memory\" (memory 1)) (func (export \"_start\")))",
		    NULL);
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK, "module 't.wasm': unknown import 'env.memory': "
						    "a memory, and the host has only functions");
	wbpf_error_clear(&o.err);
}

/* Names are the module's: they neither break a message in two nor reach a terminal as they are. */
static void names_with_control_characters(void **state)
{
	struct outcome o = run_wat("(module (import \"e\\1b[2J\" \"a\\nb\\c2\\9b\" (func))"
				   "(func (export \"_start\")))", NULL);

	(void)state;
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK,
		      "module 't.wasm': unknown import 'e?[2J.a?b?' of type () -> ()");
	wbpf_error_clear(&o.err);
	o = run_wat("(module (func $\"x\\1b[31m\\n\" (export \"_start\") unreachable))", NULL);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	assert_contains(o.err.detail, "0: x?[31m? (");
	wbpf_error_clear(&o.err);
	o = run_wat("(module (func (export \"\\1b\")) (func (export \"\\1b\")))", NULL);
	assert_int_equal(o.err.stage, WBPF_STAGE_COMPILE);
	assert_null(strchr(o.err.message, '\x1b'));
	wbpf_error_clear(&o.err);
}

static void import_of_another_type(void **state)
{
	struct outcome o = run_wat("(module (import \"wasi_snapshot_preview1\" \"sched_yield\""
				   " (func (param i32))) (func (export \"_start\")))", NULL);

	(void)state;
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK,
		      "module 't.wasm': unknown import 'wasi_snapshot_preview1.sched_yield' of type "
		      "(i32) -> (); the host has it as () -> i32");
	wbpf_error_clear(&o.err);
}

static void no_start(void **state)
{
	static const char message[] = "module 't.wasm': no exported function '_start' of type "
				      "() -> (): not a program";
	struct outcome o = run_wat("(module)", NULL);

	(void)state;
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK, message);
	wbpf_error_clear(&o.err);
	o = run_wat("(module (func (export \"_start\") (param i32)))", NULL);
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK, message);
	wbpf_error_clear(&o.err);
	o = run_wat("(module (memory (export \"_start\") 1))", NULL);
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK, message);
	wbpf_error_clear(&o.err);
}

static void memory_limit_at_the_start(void **state)
{
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .memory_max_bytes = 65536 };
	struct outcome o = run_wat("(module (memory 2) (func (export \"_start\")))", &opts);

	(void)state;
	assert_failed(&o, -ENOMEM, WBPF_STAGE_START,
		      "module 't.wasm': memory limit reached: the module starts with 131072 bytes, "
		      "the limit is 65536");
	wbpf_error_clear(&o.err);
	assert_status(run_wat("(module (memory 1) (func (export \"_start\")))", &opts), 0);
}

/* Growing up to the limit works; beyond it the guest is told -1. */
static void memory_limit_when_growing(void **state)
{
	const struct wbpf_instance_opts opts = { .sz = sizeof(opts), .memory_max_bytes = 196608 };

	(void)state;
	assert_status(run_wat("(module " EXIT "(memory 1) (func (export \"_start\")"
			      " (if (i32.ne (memory.grow (i32.const 2)) (i32.const 1))"
			      "  (then (call $exit (i32.const 9))))"
			      " (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))"
			      "  (then (call $exit (i32.const 10))))"
			      " (call $exit (memory.size))))", &opts), 3);
}

/* 2^31 table elements would be 32 GB of the host's memory, which no memory limit counts. */
static void tables_have_a_limit_too(void **state)
{
	struct outcome o = run_wat("(module (table 2000000000 funcref) (func (export \"_start\")))",
				   NULL);

	(void)state;
	assert_int_equal(o.ret, -ENOMEM);
	assert_int_equal(o.err.stage, WBPF_STAGE_START);
	assert_contains(o.err.message, "table");
	wbpf_error_clear(&o.err);
	assert_status(run_wat("(module " EXIT "(table $t 1 funcref) (func (export \"_start\")"
			      " (call $exit (i32.eq (i32.const -1) (table.grow $t (ref.null func)"
			      "  (i32.const 2000000000))))))", NULL), 1);
}

static void a_start_function_runs_first(void **state)
{
	(void)state;
	assert_status(run_wat("(module " EXIT "(global $g (mut i32) (i32.const 1))"
			      "(func $init (global.set $g (i32.const 42))) (start $init)"
			      "(func (export \"_start\") (call $exit (global.get $g))))", NULL), 42);
	assert_status(run_wat("(module " EXIT "(func $init (call $exit (i32.const 5))) (start $init)"
			      "(func (export \"_start\") unreachable))", NULL), 5);
}

static void a_trap_in_a_start_function(void **state)
{
	struct outcome o = run_wat("(module (func $init unreachable) (start $init)"
				   "(func (export \"_start\")))", NULL);

	(void)state;
	assert_failed(&o, -EFAULT, WBPF_STAGE_TRAP,
		      "module 't.wasm': wasm trap: wasm `unreachable` instruction executed");
	assert_contains(o.err.detail, "0: init");
	wbpf_error_clear(&o.err);
}

static void an_instance_runs_once(void **state)
{
	static const char wat[] = "(module (func (export \"_start\")))";
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_module *mod;
	struct wbpf_instance *inst;
	int status = -1;

	(void)state;
	assert_int_equal(wbpf_module_new(runtime, NULL, wat, strlen(wat), &mod, &err), 0);
	assert_int_equal(wbpf_instance_new(mod, NULL, &inst, &err), 0);
	assert_int_equal(wbpf_instance_run(inst, &status, &err), 0);
	assert_int_equal(wbpf_instance_run(inst, &status, &err), -EALREADY);
	assert_int_equal(err.stage, WBPF_STAGE_USAGE);
	assert_string_equal(err.message, "module 'module': this instance has run already");
	wbpf_instance_free(inst);
	wbpf_module_free(mod);
	wbpf_error_clear(&err);
}

static void wrong_options(void **state)
{
	const char *null_string[] = { NULL };
	struct wbpf_instance_opts opts = { .sz = 1 };
	struct outcome o = run_wat("(module (func (export \"_start\")))", &opts);

	(void)state;
	assert_int_equal(o.ret, -EINVAL);
	assert_int_equal(o.err.stage, WBPF_STAGE_USAGE);
	wbpf_error_clear(&o.err);
	opts = (struct wbpf_instance_opts){ .sz = sizeof(opts), .argv = null_string, .argc = 1 };
	o = run_wat("(module (func (export \"_start\")))", &opts);
	assert_failed(&o, -EINVAL, WBPF_STAGE_USAGE, "module 't.wasm': argument 0 is NULL");
	wbpf_error_clear(&o.err);
	opts = (struct wbpf_instance_opts){ .sz = sizeof(opts), .argc = -1 };
	o = run_wat("(module (func (export \"_start\")))", &opts);
	assert_int_equal(o.ret, -EINVAL);
	wbpf_error_clear(&o.err);
	opts = (struct wbpf_instance_opts){ .sz = sizeof(opts), .dir_cnt = 1 };
	o = run_wat("(module (func (export \"_start\")))", &opts);
	assert_int_equal(o.ret, -EINVAL);
	wbpf_error_clear(&o.err);
}

/* Adds up for long enough that two threads really run side by side. */
static const char adder[] =
	"(module " EXIT "(global $n (mut i32) (i32.const 0))"
	"(func (export \"_start\") (loop $l"
	"  (global.set $n (i32.add (global.get $n) (i32.const 1)))"
	"  (br_if $l (i32.lt_u (global.get $n) (i32.const 3000000))))"
	" (call $exit (i32.eq (global.get $n) (i32.const 3000000)))))";

static void *run_instance(void *inst)
{
	int status = -1;
	int ret = wbpf_instance_run(inst, &status, NULL);

	return (void *)(intptr_t)(ret ? ret : status);
}

static void two_instances_on_two_threads(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_instance *inst[2];
	struct wbpf_module *mod;
	pthread_t threads[2];
	void *status;

	(void)state;
	assert_int_equal(wbpf_module_new(runtime, NULL, adder, strlen(adder), &mod, &err), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(wbpf_instance_new(mod, NULL, &inst[i], &err), 0);
		assert_int_equal(pthread_create(&threads[i], NULL, run_instance, inst[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], &status);
		assert_int_equal((intptr_t)status, 1);
		wbpf_instance_free(inst[i]);
	}
	wbpf_module_free(mod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_status),
		cmocka_unit_test(return_from_start_is_success),
		cmocka_unit_test(only_the_low_byte_of_a_status),
		cmocka_unit_test(trap_with_backtrace),
		cmocka_unit_test(other_traps),
		cmocka_unit_test(data_that_does_not_fit),
		cmocka_unit_test(unknown_import),
		cmocka_unit_test(names_with_control_characters),
		cmocka_unit_test(import_of_another_type),
		cmocka_unit_test(no_start),
		cmocka_unit_test(memory_limit_at_the_start),
		cmocka_unit_test(memory_limit_when_growing),
		cmocka_unit_test(tables_have_a_limit_too),
		cmocka_unit_test(a_start_function_runs_first),
		cmocka_unit_test(a_trap_in_a_start_function),
		cmocka_unit_test(an_instance_runs_once),
		cmocka_unit_test(wrong_options),
		cmocka_unit_test(two_instances_on_two_threads),
	};

	return cmocka_run_group_tests_name("instance", tests, start_runtime, end_runtime);
}
