/* SPDX-License-Identifier: MIT */
/* The v1 polls deliver: all, in order, from several buffers. */
#include "unit/events_v1.h"

/* Existing hosts deliver the last record of each poll only. */
static void every_record_in_order(void **state)
{
	int events = find("events");

	(void)state;
	for (uint64_t i = 0; i < 100; i++)
		assert_true(fake_push(map("events"), &i, sizeof(i), true));
	assert_int_equal(poll_map(events, 0), 100);
	assert_int_equal(seen.cnt, 100);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(seen.first[i][0], i);
		assert_int_equal(seen.size[i], 8);
		assert_int_equal(seen.ctx[i], 77);
		assert_int_equal(seen.at[i], data.v);
	}
	assert_int_equal(poll_map(events, 0), 0);
	assert_int_equal(poll_map(events, 1), 0);
	assert_int_equal(seen.cnt, 100);
}

/* Existing hosts keep one buffer per object: a second ring polls the first. */
static void several_buffers_per_object(void **state)
{
	int events = find("events"), events2 = find("events2"), perf = find("perf");

	(void)state;
	fake_push(map("events"), "AAAAAAAA", 8, true);
	fake_push(map("events2"), "BBBBBBBB", 8, true);
	fake_push(map("perf"), "CCCCCCCC", 8, true);
	assert_int_equal(poll_map(events2, 0), 1);
	assert_int_equal(poll_map(perf, 0), 1);
	assert_int_equal(poll_map(events, 0), 1);
	assert_int_equal(seen.first[0][0], 'B');
	assert_int_equal(seen.first[1][0], 'C');
	assert_int_equal(seen.first[2][0], 'A');
	assert_int_equal(fake.sources, 3);
	assert_int_equal(poll_map(events, 0), 0);
	assert_int_equal(fake.sources, 3);
}

/* Existing hosts pass the untruncated size after copying max_size bytes. */
static void size_is_what_was_copied(void **state)
{
	uint8_t big[200];
	int events = find("events");
	uint8_t *after = fake_at(&fg, fake_alloc(&fg, 8), 8);
	char *logged;

	(void)state;
	memset(big, 0xee, sizeof(big));
	memset(after, 0x11, 8);
	fake_push(map("events"), big, sizeof(big), true);
	fake_push(map("events"), big, sizeof(big), true);
	fake_push(map("events"), big, DATA, true);
	assert_int_equal(poll_map(events, 0), 3);
	assert_int_equal(seen.size[0], DATA);
	assert_int_equal(seen.size[1], DATA);
	assert_int_equal(seen.size[2], DATA);
	assert_int_equal(after[0], 0x11);
	logged = fg.log_lines[0];
	assert_non_null(strstr(logged, "map 'events': a record of 200 bytes was cut to the 64"));
	assert_int_equal(fg.log_cnt, 1);
}

/* A negative result of a libbpf callback still consumes the record, and drops those behind it. */
static void negative_result_ends_and_keeps_the_rest(void **state)
{
	int events = find("events");

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		fake_push(map("events"), &i, sizeof(i), true);
	seen.answer = -7;
	seen.answer_at = 2;
	assert_int_equal(poll_map(events, 0), -7);
	assert_int_equal(seen.cnt, 2);
	assert_int_equal(fake_waiting(map("events")), 3);
	assert_int_equal(poll_map(events, 0), 3);
	for (int i = 0; i < 5; i++)
		assert_int_equal(seen.first[i][0], i);
}

static void positive_result_goes_on(void **state)
{
	int events = find("events");

	(void)state;
	fake_push(map("events"), "11111111", 8, true);
	fake_push(map("events"), "22222222", 8, true);
	seen.answer = 5;
	seen.answer_at = 1;
	assert_int_equal(poll_map(events, 0), 2);
}

/* A producer that is faster than the guest must not hold the poll for ever. */
static int push_two(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	(void)f;
	(void)args;
	*result = 0;
	seen.cnt++;
	fake_push(map("events"), "xxxxxxxx", 8, true);
	return 0;
}

static void fast_producer_is_bounded(void **state)
{
	int events = find("events"), n;

	(void)state;
	fg.table[1] = push_two;
	fake_push(map("events"), "xxxxxxxx", 8, true);
	n = poll_map(events, 0);
	assert_int_equal(n, seen.cnt);
	assert_int_equal(n, FAKE_RING_BYTES / 16);
	assert_int_equal(fake_waiting(map("events")), 1);
}

/* A producer may ask for no wake-up. */
static void silent_record_needs_no_waiting(void **state)
{
	int events = find("events");

	(void)state;
	fake_push(map("events"), "xxxxxxxx", 8, false);
	assert_int_equal(poll_map(events, -1), 1);
}

static void lost_samples_are_told(void **state)
{
	int perf = find("perf");

	(void)state;
	fake_push(map("perf"), "AAAAAAAA", 8, true);
	fake_push_lost(map("perf"), 41);
	fake_push(map("perf"), "BBBBBBBB", 8, true);
	assert_int_equal(poll_map(perf, 0), 2);
	assert_int_equal(seen.cnt, 2);
	assert_true(fake_logged(&fg, "map 'perf': 41 samples lost, 41 in all"));
	fake_push_lost(map("perf"), 1);
	assert_int_equal(poll_map(perf, 0), 0);
	assert_true(fake_logged(&fg, "map 'perf': 1 samples lost, 42 in all"));
	assert_int_equal(poll_map(perf, 0), 0);
	assert_int_equal(fg.log_cnt, 2);
}

static int poll_export(int m)
{
	union wbpf_val r;

	assert_int_equal(fake_call(&fg, wbpf_events_v1_imports, wbpf_events_v1_import_cnt,
				   "callback-wrapper", "wasm_bpf_buffer_poll", "liiiii:i",
				   (int64_t[]){ obj, m, 77, data.v, DATA, 0 }, &r),
			 WBPF_CALL_OK);
	return r.i32;
}

static void tinygo_callback(void **state)
{
	int events = find("events");

	(void)state;
	fg.export_fn = note;
	fg.export_name = "go-callback";
	fake_push(map("events"), "11111111", 8, true);
	fake_push(map("events"), "22222222", 8, true);
	assert_int_equal(poll_export(events), 2);
	assert_int_equal(seen.ctx[1], 77);
	assert_int_equal(seen.at[1], data.v);
	assert_int_equal(seen.size[1], 8);
	fg.g.callback_export = "my-callback";
	fake_push(map("events"), "33333333", 8, true);
	assert_int_equal(poll_export(events), -ENOENT);
	assert_non_null(strstr(fg.g.last_error.message, "my-callback"));
	fg.export_name = "my-callback";
	fake_push(map("events"), "44444444", 8, true);
	assert_int_equal(poll_export(events), 1);
}

static void env_module_too(void **state)
{
	union wbpf_val r;

	(void)state;
	fake_push(map("events"), "11111111", 8, true);
	fake_call(&fg, wbpf_events_v1_imports, wbpf_events_v1_import_cnt, "env",
		  "wasm_bpf_buffer_poll", "liiiiii:i",
		  (int64_t[]){ obj, find("events"), 1, 0, data.v, DATA, 0 }, &r);
	assert_int_equal(r.i32, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_record_in_order),
		T(several_buffers_per_object),
		T(size_is_what_was_copied),
		T(negative_result_ends_and_keeps_the_rest),
		T(positive_result_goes_on),
		T(fast_producer_is_bounded),
		T(silent_record_needs_no_waiting),
		T(lost_samples_are_told),
		T(tinygo_callback),
		T(env_module_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
