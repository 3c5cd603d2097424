/* SPDX-License-Identifier: MIT */
/*
 * Maps in linear memory with the real engine and kernel, guests without any SDK: several in one
 * process, each with its own; one that breaks the rules ends alone.
 */
#include "run.h"

#include <pthread.h>
#include <unistd.h>

#define IMPORTS                                                                                    \
	"(import \"wasm_bpf_v2\" \"map_create\" (func $create (param i32) (result i32)))"          \
	"(import \"wasm_bpf_v2\" \"memory_map\" (func $map (param i32 i32 i32 i32) (result i32)))" \
	"(import \"wasm_bpf_v2\" \"close\" (func $close (param i32) (result i32)))"                \
	"(import \"wasi_snapshot_preview1\" \"random_get\" (func $random (param i32 i32) (result " \
	"i32)))"                                                                                   \
	"(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"               \
	"(memory (export \"memory\") 4)"
/* struct map_create_opts at 64: an array of one u64; flags are those of the test. */
#define ARRAY(flags)                                                                              \
	"(data (i32.const 64) \"\\38\\00\\00\\00\\02\\00\\00\\00\\04\\00\\00\\00\\08\\00\\00\\00" \
	"\\01\\00\\00\\00" flags "\\00\\00\")"
#define WRITABLE    ARRAY("\\00\\04")
#define READ_ONLY   ARRAY("\\80\\04") /* BPF_F_RDONLY_PROG */
#define CHECK(cond) "(if (i32.eqz " cond ") (then (call $exit (i32.const 1))))"
/* Puts the array over the page at 0x10000 * `page`. */
#define PUT(page)                                                                                 \
	"(local.set $h (call $create (i32.const 64)))" CHECK(                                     \
		"(i32.gt_s (local.get $h) (i32.const 0))") "(local.set $m (call $map (local.get " \
							   "$h) (i32.const 0) (i32.const " page   \
							   ") (i32.const 4096)))" CHECK(          \
								   "(i32.gt_s (local.get $m) "    \
								   "(i32.const 0))")
#define WITH(array, body)        \
	"(module " IMPORTS array \
	"(func $main (export \"_start\") (local $h i32) (local $m i32) (local $i i32)" body "))"

static int need_kernel(void **state)
{
	if (geteuid() != 0 || sysconf(_SC_PAGESIZE) != 4096) {
		print_message("SKIP: needs root and pages of 4096 bytes\n");
		skip();
	}
	(void)state;
	return 0;
}

static void comes_and_goes(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) /* the engine may give the same memory again */
		assert_status(run_wat(WITH(
					      WRITABLE,
					      "(i64.store (i32.const 0x10008) (i64.const 7))" PUT(
						      "0x10000")
						      CHECK("(i64.eqz (i64.load (i32.const "
							    "0x10008)))") "(i64.store (i32.const "
									  "0x10000) (i64.const "
									  "9))" CHECK(
										  "(i32.ne "
										  "(memory.grow "
										  "(i32.const "
										  "100)) "
										  "(i32.const -1))")
										  CHECK("(i64.eq "
											"(i64.load "
											"(i32."
											"const "
											"0x10000)) "
											"(i64."
											"const 9))") "(i64.store (i32.const 0x640000) (i64.const 1))" CHECK(
											  "(i32."
											  "eqz "
											  "(call "
											  "$close "
											  "(local."
											  "get "
											  "$m)))")
											  CHECK("(i"
												"64"
												".e"
												"qz"
												" ("
												"i6"
												"4."
												"lo"
												"ad"
												" ("
												"i3"
												"2."
												"co"
												"ns"
												"t "
												"0x"
												"10"
												"00"
												"0)"
												")"
												")") PUT(
												  "0x620000") /* in what grew, and left there at the end */
					      "(i64.store (i32.const 0x620000) (i64.const 9))"),
				      NULL),
			      0);
}

static void store_is_a_trap(void **state)
{
	struct outcome o = run_wat(
		WITH(READ_ONLY, PUT("0x20000") "(i64.store (i32.const 0x20010) (i64.const 1))"),
		NULL);

	(void)state;
	assert_int_equal(o.ret, -EFAULT);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	assert_contains(o.err.message, "a store to a read-only mapped page");
	assert_contains(o.err.detail, "main");
	wbpf_error_clear(&o.err);
}

static const char breaker[] =
	WITH(READ_ONLY, PUT("0x20000") "(drop (call $random (i32.const 0x20000) (i32.const 64)))"
				       "(loop $for_ever (br $for_ever))");

/* Without a loop or call behind it: the guest has ended by itself, and is told of all the same. */
static void engine_is_made_to_write(void **state)
{
	struct outcome o = run_wat(breaker, NULL);

	(void)state;
	assert_failed(&o, -EFAULT, WBPF_STAGE_TRAP,
		      "module 't.wasm': the guest made the host write to a read-only mapped page");
	wbpf_error_clear(&o.err);
	o = run_wat(WITH(READ_ONLY,
			 PUT("0x20000") "(drop (call $random (i32.const 0x20000) (i32.const 64)))"),
		    NULL);
	assert_int_equal(o.ret, -EFAULT);
	assert_int_equal(o.err.stage, WBPF_STAGE_TRAP);
	wbpf_error_clear(&o.err);
}

static void *steady(void *arg)
{
	struct outcome *o = arg;

	*o = run_wat(WITH(WRITABLE,
			  PUT("0x10000") "(loop $again"
					 " (i64.store (i32.const 0x10000) (i64.add (i64.load "
					 "(i32.const 0x10000)) (i64.const 1)))"
					 " (local.set $i (i32.add (local.get $i) (i32.const 1)))"
					 " (br_if $again (i32.lt_u (local.get $i) (i32.const "
					 "50000000))))" CHECK("(i64.eq (i64.load (i32.const "
							      "0x10000)) (i64.const 50000000))")),
		     NULL);
	return NULL;
}

static void others_go_on(void **state)
{
	struct outcome good[2], bad;
	pthread_t threads[2];

	(void)state;
	let_traps_through();
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, steady, &good[i]), 0);
	for (int i = 0; i < 30; i++) {
		bad = run_wat(breaker, NULL);
		assert_int_equal(bad.ret, -EFAULT);
		wbpf_error_clear(&bad.err);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		assert_status(good[i], 0);
	}
}

static void switched_off(void **state)
{
	const struct wbpf_instance_opts off = { .sz = sizeof(off), .mapping = WBPF_MAPPING_OFF };
	const struct wbpf_instance_opts wrong = { .sz = sizeof(wrong),
						  .mapping = (enum wbpf_mapping_mode)7 };
	const char *wat =
		WITH(WRITABLE,
		     "(local.set $h (call $create (i32.const 64)))" CHECK(
			     "(i32.eq (call $map (local.get $h) (i32.const 0) (i32.const 0x10000)"
			     " (i32.const 4096)) (i32.const -95))"));
	struct outcome o;

	(void)state;
	assert_status(run_wat(wat, &off), 0);
	o = run_wat(wat, &wrong);
	assert_failed(&o, -EINVAL, WBPF_STAGE_USAGE,
		      "module 't.wasm': mapping: there is no choice 7");
	wbpf_error_clear(&o.err);
}

#define ROW(fn) cmocka_unit_test_setup(fn, need_kernel)

int main(void)
{
	const struct CMUnitTest tests[] = { ROW(comes_and_goes), ROW(store_is_a_trap),
					    ROW(engine_is_made_to_write), ROW(others_go_on),
					    ROW(switched_off) };

	return cmocka_run_group_tests(tests, start_runtime, end_runtime);
}
