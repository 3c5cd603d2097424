/* SPDX-License-Identifier: MIT */
/* Calls from the host back into the guest. */
#include "adapter.h"

/* What the host calls saw. */
static struct {
	int ret;		/* of the last callback */
	int32_t result;		/* ... and what it gave */
	int calls;
	size_t size_before, size_after;
	bool wrote;
} seen;

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

static const struct wbpf_import imports[] = {
	{ "t", "call_back", "iii:i", call_back },
	{ "t", "call_back_carelessly", "iii:i", call_back_carelessly },
	{ "t", "call_back_and_write", "iii:i", call_back_and_write },
	{ "t", "call_export", "iii:i", call_export },
};

static struct outcome run_here(const char *wat)
{
	memset(&seen, 0, sizeof(seen));
	return run_with(wat, imports, sizeof(imports) / sizeof(*imports));
}

#define CALL_BACK IMPORT("call_back", "(param i32 i32 i32) (result i32)")
#define TABLE "(table (export \"__indirect_function_table\") 8 funcref)"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return RUN_FOR_EVERY_ENGINE(tests);
}
