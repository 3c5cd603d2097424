/* SPDX-License-Identifier: MIT */
/* Every engine that is built in, with host calls of the test's own: values, callbacks, unwinding. */
#include "run.h"

#include "engine/engine.h"
#include "guest/guest.h"
#include "guest/wake.h"

static const struct wbpf_engine_ops *engine_ops;
static void *engine;

/* What the host calls saw and shall do. */
static struct {
	union wbpf_val args[WBPF_CALL_ARGS_MAX];
	int ret;		/* of the last callback */
	int32_t result;		/* ... and what it gave */
	int calls;
	size_t size_before, size_after;
	bool wrote;
} seen;

static enum wbpf_call many(struct wbpf_guest *g, const union wbpf_val *args, union wbpf_val *result)
{
	(void)g;
	memcpy(seen.args, args, sizeof(seen.args));
	result->i64 = args[1].i64 - 1;
	return WBPF_CALL_OK;
}

static enum wbpf_call one(struct wbpf_guest *g, const union wbpf_val *args, union wbpf_val *result)
{
	(void)g;
	result->i32 = args[0].i32 + 1;
	return WBPF_CALL_OK;
}

static enum wbpf_call one_wide(struct wbpf_guest *g, const union wbpf_val *args,
			       union wbpf_val *result)
{
	(void)g;
	result->i64 = args[0].i64 + 2;
	return WBPF_CALL_OK;
}

static enum wbpf_call end_of(int ret)
{
	seen.ret = ret;
	return ret == -ECANCELED ? WBPF_CALL_UNWIND : WBPF_CALL_OK;
}

/* call_back(index, a, b): the table entry, with two arguments */
static enum wbpf_call call_back(struct wbpf_guest *g, const union wbpf_val *args,
				union wbpf_val *result)
{
	const int32_t values[] = { args[1].i32, args[2].i32 };

	seen.calls++;
	seen.result = 0;
	seen.ret = g->ops->call_table(g->impl, args[0].u32, values, 2, &seen.result);
	result->i32 = seen.ret ? seen.ret : seen.result;
	return end_of(seen.ret);
}

/* A host call that forgets to unwind. */
static enum wbpf_call call_back_carelessly(struct wbpf_guest *g, const union wbpf_val *args,
					   union wbpf_val *result)
{
	call_back(g, args, result);
	return WBPF_CALL_OK;
}

static enum wbpf_call call_export(struct wbpf_guest *g, const union wbpf_val *args,
				  union wbpf_val *result)
{
	const int32_t values[] = { args[0].i32, args[1].i32, args[2].i32 };

	seen.ret = g->ops->call_export(g->impl, "go-callback", values, 3, &seen.result);
	result->i32 = seen.result;
	return end_of(seen.ret);
}

/* Memory is looked up anew after a callback that grew it, and what was read there is written. */
static enum wbpf_call call_back_and_write(struct wbpf_guest *g, const union wbpf_val *args,
					  union wbpf_val *result)
{
	const uint32_t mark = 0x600d600d;

	g->ops->memory(g->impl, &seen.size_before);
	call_back(g, args, result);
	g->ops->memory(g->impl, &seen.size_after);
	seen.wrote = !wbpf_guest_write(g, WBPF_GADDR(seen.size_after - 4), &mark, 4);
	return WBPF_CALL_OK;
}

static enum wbpf_call has_memory(struct wbpf_guest *g, const union wbpf_val *args,
				 union wbpf_val *result)
{
	uint32_t word;

	(void)args;
	result->i32 = wbpf_guest_read(g, WBPF_GADDR(0), &word, sizeof(word));
	return WBPF_CALL_OK;
}

static enum wbpf_call unwind(struct wbpf_guest *g, const union wbpf_val *args,
			     union wbpf_val *result)
{
	(void)g;
	(void)args;
	(void)result;
	return WBPF_CALL_UNWIND;
}

static enum wbpf_call shadow(struct wbpf_guest *g, const union wbpf_val *args,
			     union wbpf_val *result)
{
	(void)g;
	(void)args;
	result->i32 = 77;
	return WBPF_CALL_OK;
}

static const struct wbpf_import imports[] = {
	{ "t", "many", "iliiiiiiiiii:l", many },
	{ "t", "one", "i:i", one },
	{ "t", "one", "l:l", one_wide },
	{ "t", "call_back", "iii:i", call_back },
	{ "t", "call_back_carelessly", "iii:i", call_back_carelessly },
	{ "t", "call_back_and_write", "iii:i", call_back_and_write },
	{ "t", "call_export", "iii:i", call_export },
	{ "t", "has_memory", ":i", has_memory },
	{ "t", "unwind", ":", unwind },
	{ "wasi_snapshot_preview1", "sched_yield", ":i", shadow },
};

static struct outcome run_here(const char *wat)
{
	struct outcome o = { .status = -1, .err = WBPF_ERROR_INIT };
	const struct wbpf_instance_config cfg = { .imports = imports,
						  .import_cnt = sizeof(imports) / sizeof(*imports) };
	struct wbpf_guest guest = { 0 };
	struct wbpf_wake wake;
	void *module = NULL, *instance = NULL;

	memset(&seen, 0, sizeof(seen));
	let_traps_through();
	assert_int_equal(wbpf_wake_init(&wake), 0);
	guest.wake = &wake;
	o.ret = engine_ops->module_new(engine, (const uint8_t *)wat, strlen(wat), &module, &o.err);
	if (!o.ret)
		o.ret = engine_ops->instance_new(module, &cfg, &guest, &instance, &o.err);
	if (!o.ret)
		o.ret = engine_ops->instance_run(instance, &o.status, &o.err);
	engine_ops->instance_free(instance);
	engine_ops->module_free(module);
	wbpf_wake_fini(&wake);
	return o;
}

#define IMPORT(name, type) "(import \"t\" \"" name "\" (func $" name " " type "))"
#define CALL_BACK IMPORT("call_back", "(param i32 i32 i32) (result i32)")
#define EXIT "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"
#define TABLE "(table (export \"__indirect_function_table\") 8 funcref)"
#define MEMORY "(memory (export \"memory\") 1)"
#define START(body) "(func $main (export \"_start\") " body ")"

static void values_arrive_whole(void **state)
{
	(void)state;
	assert_status(run_here("(module "
		IMPORT("many", "(param i32 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i64)")
		EXIT START("(call $exit (i64.eq (i64.const 0x123456789abcdef0)"
		" (call $many (i32.const -1) (i64.const 0x123456789abcdef1) (i32.const 2)"
		" (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6) (i32.const 7)"
		" (i32.const 8) (i32.const 9) (i32.const 10) (i32.const 0x80000000))))") ")"), 1);
	assert_int_equal(seen.args[0].i32, -1);
	assert_int_equal(seen.args[0].u64, 0xffffffff);
	assert_int_equal(seen.args[1].u64, 0x123456789abcdef1);
	for (int i = 2; i < 11; i++)
		assert_int_equal(seen.args[i].u64, i);
	assert_int_equal(seen.args[11].u64, 0x80000000);
}

static void rows_are_told_apart_by_type(void **state)
{
	(void)state;
	assert_status(run_here("(module (import \"t\" \"one\" (func $a (param i32) (result i32)))"
		"(import \"t\" \"one\" (func $b (param i64) (result i64)))" EXIT
		START("(call $exit (i32.add (call $a (i32.const 10))"
		      " (i32.wrap_i64 (call $b (i64.const 20)))))") ")"), 33);
}

static void all_types_are_named_when_none_fits(void **state)
{
	struct outcome o = run_here("(module (import \"t\" \"one\" (func (param i32)))"
				    START("") ")");

	(void)state;
	assert_failed(&o, -ENOENT, WBPF_STAGE_LINK,
		      "unknown import 't.one' of type (i32) -> (); the host has it as "
		      "(i32) -> i32 or (i64) -> i64");
	wbpf_error_clear(&o.err);
}

static void a_row_takes_the_place_of_wasi(void **state)
{
	(void)state;
	assert_status(run_here("(module (import \"wasi_snapshot_preview1\" \"sched_yield\""
		" (func $y (result i32)))" EXIT START("(call $exit (call $y))") ")"), 77);
}

static void module_imports_by_name(void **state)
{
	static const char wat[] = "(module " IMPORT("unwind", "") START("") ")";
	void *module = NULL;

	(void)state;
	assert_int_equal(engine_ops->module_new(engine, (const uint8_t *)wat, strlen(wat), &module,
						NULL), 0);
	assert_true(engine_ops->module_imports(module, "t"));
	assert_false(engine_ops->module_imports(module, "tt"));
	assert_false(engine_ops->module_imports(module, "wasi_snapshot_preview1"));
	engine_ops->module_free(module);
}

static void callbacks(void **state)
{
	(void)state;
	assert_status(run_here("(module " CALL_BACK EXIT TABLE "(elem (i32.const 2) $sub $add)"
		"(func $sub (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))"
		"(func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"
		START("(call $exit (i32.add"
		      " (call $call_back (i32.const 2) (i32.const 50) (i32.const 8))"
		      " (call $call_back (i32.const 3) (i32.const 1) (i32.const 2))))") ")"), 45);
}

/* The entry of an index may change between two calls of it. */
static void a_table_that_changes(void **state)
{
	(void)state;
	assert_status(run_here("(module " CALL_BACK EXIT TABLE
		"(elem (i32.const 0) $first $second $wrong)"
		"(func $first (param i32 i32) (result i32) (i32.const 1))"
		"(func $second (param i32 i32) (result i32) (i32.const 2))"
		"(func $wrong (param i32) (result i32) (i32.const 4))"
		START("(local i32)"
		" (local.set 0 (call $call_back (i32.const 0) (i32.const 0) (i32.const 0)))"
		" (table.set (i32.const 0) (table.get (i32.const 1)))"
		" (local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 10))"
		"  (call $call_back (i32.const 0) (i32.const 0) (i32.const 0))))"
		" (table.set (i32.const 0) (table.get (i32.const 2)))"
		" (if (i32.ne (i32.const -22) (call $call_back (i32.const 0) (i32.const 0) (i32.const 0)))"
		"  (then unreachable))"
		" (call $exit (local.get 0))") ")"), 12);
}

static void assert_callback_refused(const char *wat, int expected)
{
	struct outcome o = run_here(wat);

	assert_status(o, 0);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.ret, expected);
}

#define TRY(index) START("(drop (call $call_back (i32.const " index ") (i32.const 1)" \
			 " (i32.const 2)))")

static void callbacks_that_are_none(void **state)
{
	(void)state;
	/* an empty entry, behind the end, no table, another export of that name */
	assert_callback_refused("(module " CALL_BACK TABLE TRY("0") ")", -ENOENT);
	assert_callback_refused("(module " CALL_BACK TABLE TRY("8") ")", -ENOENT);
	assert_callback_refused("(module " CALL_BACK TABLE TRY("-1") ")", -ENOENT);
	assert_callback_refused("(module " CALL_BACK TRY("0") ")", -ENOENT);
	assert_callback_refused("(module " CALL_BACK "(memory (export \"__indirect_function_table\")"
				" 1)" TRY("0") ")", -ENOENT);
}

static void callbacks_of_another_type(void **state)
{
	static const char *const types[] = { "(param i32) (result i32)",
					     "(param i32 i32 i32) (result i32)",
					     "(param i32 i64) (result i32)", "(param i32 i32)",
					     "(param i32 i32) (result i64)",
					     "(param i32 i32) (result i32 i32)" };
	char wat[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		snprintf(wat, sizeof(wat), "(module " CALL_BACK TABLE "(elem (i32.const 0) $f)"
			 "(func $f %s unreachable)" TRY("0") ")", types[i]);
		assert_callback_refused(wat, -EINVAL);
	}
}

static void a_callback_by_name(void **state)
{
	(void)state;
	assert_status(run_here("(module "
		IMPORT("call_export", "(param i32 i32 i32) (result i32)") EXIT
		"(func (export \"go-callback\") (param i32 i32 i32) (result i32)"
		" (i32.add (local.get 0) (i32.mul (local.get 1) (local.get 2))))"
		START("(call $exit (call $call_export (i32.const 1) (i32.const 2) (i32.const 3)))")
		")"), 7);
	assert_status(run_here("(module "
		IMPORT("call_export", "(param i32 i32 i32) (result i32)")
		START("(drop (call $call_export (i32.const 1) (i32.const 2) (i32.const 3)))") ")"),
		0);
	assert_int_equal(seen.ret, -ENOENT);
}

#define TRAPPING(import) "(module " IMPORT(import, "(param i32 i32 i32) (result i32)") TABLE \
	"(elem (i32.const 0) $bad) (func $deep unreachable)" \
	"(func $bad (param i32 i32) (result i32) call $deep (i32.const 0))" \
	START("(drop (call $" import " (i32.const 0) (i32.const 1) (i32.const 2)))" \
	      " (loop $l (br $l))") ")"

/* The cause is what happened in the callback, its backtrace has both halves. */
static void a_trap_in_a_callback(void **state)
{
	static const char *const wats[] = { TRAPPING("call_back"),
					    TRAPPING("call_back_carelessly") };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct outcome o = run_here(wats[i]);

		assert_failed(&o, -EFAULT, WBPF_STAGE_TRAP,
			      "wasm trap: wasm `unreachable` instruction executed");
		assert_int_equal(seen.ret, -ECANCELED);
		assert_contains(o.err.detail, "0: deep");
		assert_contains(o.err.detail, "1: bad");
		assert_contains(o.err.detail, "main");
		wbpf_error_clear(&o.err);
	}
}

/* A callback that polls again, whose callback traps: the innermost cause survives. */
static void a_trap_in_a_callback_of_a_callback(void **state)
{
	struct outcome o = run_here("(module " CALL_BACK TABLE "(elem (i32.const 0) $outer $inner)"
		"(func $outer (param i32 i32) (result i32)"
		" (call $call_back (i32.const 1) (i32.const 0) (i32.const 0)))"
		"(func $inner (param i32 i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))"
		TRY("0") ")");

	(void)state;
	assert_failed(&o, -EFAULT, WBPF_STAGE_TRAP, "wasm trap: integer divide by zero");
	assert_contains(o.err.detail, "0: inner");
	wbpf_error_clear(&o.err);
}

/* Callbacks that poll for ever deeper end as any recursion does. */
static void callbacks_without_end(void **state)
{
	struct outcome o = run_here("(module " CALL_BACK TABLE "(elem (i32.const 0) $f)"
		"(func $f (param i32 i32) (result i32)"
		" (call $call_back (i32.const 0) (i32.const 0) (i32.const 0)))" TRY("0") ")");

	(void)state;
	assert_int_equal(o.ret, -EFAULT);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	assert_contains(o.err.message, "call stack exhausted");
	wbpf_error_clear(&o.err);
}

static void exit_in_a_callback(void **state)
{
	(void)state;
	assert_status(run_here("(module " CALL_BACK EXIT TABLE "(elem (i32.const 0) $f)"
		"(func $f (param i32 i32) (result i32) (call $exit (i32.const 9)) unreachable)"
		START("(drop (call $call_back (i32.const 0) (i32.const 0) (i32.const 0)))"
		      " (call $exit (i32.const 1))") ")"), 9);
	assert_int_equal(seen.ret, -ECANCELED);
}

static void growing_memory_in_a_callback(void **state)
{
	(void)state;
	assert_status(run_here("(module "
		IMPORT("call_back_and_write", "(param i32 i32 i32) (result i32)") EXIT TABLE MEMORY
		"(elem (i32.const 0) $grow)"
		"(func $grow (param i32 i32) (result i32) (memory.grow (i32.const 100)))"
		START("(drop (call $call_back_and_write (i32.const 0) (i32.const 0) (i32.const 0)))"
		" (call $exit (i32.eq (i32.const 0x600d600d)"
		"  (i32.load (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)))))")
		")"), 1);
	assert_true(seen.wrote);
	assert_int_equal(seen.size_before, 65536);
	assert_int_equal(seen.size_after, 101 * 65536);
}

static void memory_that_is_not_exported(void **state)
{
	(void)state;
	assert_status(run_here("(module " IMPORT("has_memory", "(result i32)") EXIT "(memory 1)"
		START("(call $exit (i32.eq (i32.const -14) (call $has_memory)))") ")"), 1);
	assert_status(run_here("(module " IMPORT("has_memory", "(result i32)") EXIT
		"(global (export \"memory\") i32 (i32.const 0))"
		START("(call $exit (i32.eq (i32.const -14) (call $has_memory)))") ")"), 1);
	assert_status(run_here("(module " IMPORT("has_memory", "(result i32)") EXIT MEMORY
		START("(call $exit (i32.eqz (call $has_memory)))") ")"), 1);
}

/* A start function calls the host before there is an instance. */
static void host_calls_of_a_start_function(void **state)
{
	(void)state;
	assert_status(run_here("(module " IMPORT("has_memory", "(result i32)") EXIT MEMORY
		"(global $g (mut i32) (i32.const 9))"
		"(func $init (global.set $g (call $has_memory))) (start $init)"
		START("(call $exit (global.get $g))") ")"), 0);
}

static void a_host_call_that_unwinds(void **state)
{
	struct outcome o = run_here("(module " IMPORT("unwind", "")
				    START("(call $unwind) (loop $l (br $l))") ")");

	(void)state;
	assert_failed(&o, -EINTR, WBPF_STAGE_INTERRUPTED, "stopped");
	wbpf_error_clear(&o.err);
}

static int start_engine(void **state)
{
	const struct wbpf_engine_config cfg = { 0 };
	int ret = engine_ops->engine_new(&cfg, &engine, NULL);

	(void)state;
	keep_trap_handlers();
	return ret;
}

static int end_engine(void **state)
{
	(void)state;
	engine_ops->engine_free(engine);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_arrive_whole),
		cmocka_unit_test(rows_are_told_apart_by_type),
		cmocka_unit_test(all_types_are_named_when_none_fits),
		cmocka_unit_test(a_row_takes_the_place_of_wasi),
		cmocka_unit_test(module_imports_by_name),
		cmocka_unit_test(callbacks),
		cmocka_unit_test(a_table_that_changes),
		cmocka_unit_test(callbacks_that_are_none),
		cmocka_unit_test(callbacks_of_another_type),
		cmocka_unit_test(a_callback_by_name),
		cmocka_unit_test(a_trap_in_a_callback),
		cmocka_unit_test(a_trap_in_a_callback_of_a_callback),
		cmocka_unit_test(callbacks_without_end),
		cmocka_unit_test(exit_in_a_callback),
		cmocka_unit_test(growing_memory_in_a_callback),
		cmocka_unit_test(memory_that_is_not_exported),
		cmocka_unit_test(host_calls_of_a_start_function),
		cmocka_unit_test(a_host_call_that_unwinds),
	};
	int failed = 0;

	for (size_t i = 0; wbpf_engines[i]; i++) {
		engine_ops = wbpf_engines[i];
		failed += cmocka_run_group_tests_name(engine_ops->name, tests, start_engine,
						      end_engine);
	}
	return failed;
}
