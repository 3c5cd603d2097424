/* SPDX-License-Identifier: MIT */
/* An engine adapter by itself: values, linking by type, memory, unwinding. */
#include "adapter.h"

/* The arguments of the last call. */
static struct {
	union wbpf_val args[WBPF_CALL_ARGS_MAX];
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
	{ "t", "has_memory", ":i", has_memory },
	{ "t", "unwind", ":", unwind },
	{ "wasi_snapshot_preview1", "sched_yield", ":i", shadow },
};

static struct outcome run_here(const char *wat)
{
	memset(&seen, 0, sizeof(seen));
	return run_with(wat, imports, sizeof(imports) / sizeof(*imports));
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_arrive_whole),
		cmocka_unit_test(rows_are_told_apart_by_type),
		cmocka_unit_test(all_types_are_named_when_none_fits),
		cmocka_unit_test(a_row_takes_the_place_of_wasi),
		cmocka_unit_test(module_imports_by_name),
		cmocka_unit_test(memory_that_is_not_exported),
		cmocka_unit_test(host_calls_of_a_start_function),
		cmocka_unit_test(a_host_call_that_unwinds),
	};

	return RUN_FOR_EVERY_ENGINE(tests);
}
