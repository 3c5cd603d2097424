/* SPDX-License-Identifier: MIT */
/* The v1 polls, and the faults that existing hosts have in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "events/events.h"
#include "fake/fake_guest.h"
#include "fake/kern_fake.h"
#include "host/host.h"

static struct fake_guest fg;
static struct kern_object *kern_obj;
static int64_t obj;
static wbpf_gaddr data;

enum { DATA = 64, SEEN = 256 };

/* What the callback saw. */
static struct {
	int cnt;
	int32_t ctx[SEEN], at[SEEN], size[SEEN];
	uint8_t first[SEEN][8];
	int32_t answer;
	int answer_at; /* give `answer` at this record, 0 at others */
} seen;

static int note(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	int i = seen.cnt++;

	assert_true(i < SEEN);
	seen.ctx[i] = args[0];
	seen.at[i] = args[1];
	seen.size[i] = args[2];
	memcpy(seen.first[i], fake_at(f, WBPF_GADDR(args[1]), 8), 8);
	*result = seen.cnt == seen.answer_at ? seen.answer : 0;
	return 0;
}

static int64_t host_call(const char *name, const char *type, const int64_t *args)
{
	union wbpf_val r;

	fake_call(&fg, wbpf_host_v1_imports, wbpf_host_v1_import_cnt, "wasm_bpf", name, type, args,
		  &r);
	return type[strlen(type) - 1] == 'l' ? r.i64 : r.i32;
}

static int find(const char *name)
{
	return (int)host_call("wasm_bpf_map_fd_by_name", "li:i",
			      (int64_t[]){ obj, fake_text(&fg, name).v });
}

static struct kern_map *map(const char *name)
{
	return kern_object_find_map(kern_obj, name);
}

static enum wbpf_call poll_raw(int64_t o, int m, uint32_t fn, wbpf_gaddr at, uint32_t max,
			       int timeout, int32_t *result)
{
	union wbpf_val r;
	enum wbpf_call call = fake_call(&fg, wbpf_events_v1_imports, wbpf_events_v1_import_cnt,
					"wasm_bpf", "wasm_bpf_buffer_poll", "liiiiii:i",
					(int64_t[]){ o, m, fn, 77, at.v, max, timeout }, &r);

	*result = r.i32;
	return call;
}

static int poll_map(int m, int timeout)
{
	int32_t result;

	assert_int_equal(poll_raw(obj, m, 1, data, DATA, timeout, &result), WBPF_CALL_OK);
	return result;
}

static int setup(void **state)
{
	wbpf_gaddr elf;

	(void)state;
	fake_reset();
	memset(&seen, 0, sizeof(seen));
	fake_guest_init(&fg, 65536);
	fg.table[1] = note;
	elf = fake_text(&fg, "FAKE");
	obj = host_call("wasm_load_bpf_object", "ii:l", (int64_t[]){ elf.v, 4 });
	kern_obj = wbpf_handle_get(&fg.g.handles, (wbpf_handle)obj, WBPF_H_OBJECT);
	data = fake_alloc(&fg, DATA);
	return obj <= 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_guest_fini(&fg);
	return fake.objects || fake.links || fake.sources || fake.maps;
}

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

/* A poll target that is no ring; ranges. */
static void bad_arguments(void **state)
{
	int events = find("events"), counts = find("counts");
	int32_t r;

	(void)state;
	fake_push(map("events"), "xxxxxxxx", 8, true);
	assert_int_equal(poll_map(counts, 0), -EINVAL);
	assert_int_equal(poll_map(find("uring"), 0), -EINVAL);
	assert_int_equal(poll_map(find("uring"), 0), -EINVAL);
	assert_int_equal(poll_map(0, 0), -EBADF);
	assert_int_equal(poll_map(-ENOENT, 0), -EBADF);
	assert_int_equal(poll_map(FAKE_FD_BASE + 2, 0), -EBADF);
	poll_raw(0, events, 1, data, DATA, 0, &r);
	assert_int_equal(r, -EBADF);
	poll_raw(obj | 1ll << 33, events, 1, data, DATA, 0, &r);
	assert_int_equal(r, -EBADF);
	poll_raw(obj, events, 1, data, 0, 0, &r);
	assert_int_equal(r, -EINVAL);
	poll_raw(obj, events, 1, WBPF_GADDR(0), DATA, 0, &r);
	assert_int_equal(r, -EINVAL);
	poll_raw(obj, events, 1, data, 0xffffffff, 0, &r);
	assert_int_equal(r, -EFAULT);
	poll_raw(obj, events, 1, WBPF_GADDR(65536 - DATA + 1), DATA, 0, &r);
	assert_int_equal(r, -EFAULT);
	assert_int_equal(fake_waiting(map("events")), 1);
	assert_int_equal(seen.cnt, 0);
}

static void bad_function(void **state)
{
	int events = find("events");
	int32_t r;

	(void)state;
	fake_push(map("events"), "xxxxxxxx", 8, true);
	assert_int_equal(poll_raw(obj, events, 6, data, DATA, 0, &r), WBPF_CALL_OK);
	assert_int_equal(r, -ENOENT);
	assert_non_null(strstr(fg.g.last_error.message, "entry 6"));
}

/* Guest memory that grew, and moved, inside a callback. */
static int grow(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	int ret = note(f, args, result);

	fake_guest_resize(f, f->size + 65536);
	return ret;
}

static void memory_grows_in_callback(void **state)
{
	int events = find("events");

	(void)state;
	fg.table[1] = grow;
	for (uint64_t i = 0; i < 4; i++)
		fake_push(map("events"), &i, sizeof(i), true);
	assert_int_equal(poll_map(events, 0), 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(seen.first[i][0], i);
}

/* No engine shrinks memory; if a view were gone all the same, nothing is written and lost. */
static int shrink(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	int ret = note(f, args, result);

	fake_guest_resize(f, data.v);
	return ret;
}

static void memory_gone_in_callback(void **state)
{
	int events = find("events");

	(void)state;
	fg.table[1] = shrink;
	fake_push(map("events"), "11111111", 8, true);
	fake_push(map("events"), "22222222", 8, true);
	assert_int_equal(poll_map(events, 0), -EFAULT);
	assert_int_equal(fake_waiting(map("events")), 1);
}

static int close_object(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	int ret = note(f, args, result);

	assert_int_equal(host_call("wasm_close_bpf_object", "l:i", &obj), 0);
	return ret;
}

static void object_closed_in_callback(void **state)
{
	int events = find("events");

	(void)state;
	fg.table[1] = close_object;
	fake_push(map("events"), "11111111", 8, true);
	fake_push(map("events"), "22222222", 8, true);
	assert_int_equal(poll_map(events, 0), 1);
	assert_int_equal(fake.objects, 0);
	assert_int_equal(fake.sources, 0);
	assert_int_equal(poll_map(events, 0), -EBADF);
}

static int poll_again(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	int32_t nested;

	note(f, args, result);
	poll_raw(obj, find("events"), 1, data, DATA, 0, &nested);
	*result = nested == -ELOOP ? -ELOOP : 0;
	return 0;
}

static void poll_within_callback(void **state)
{
	int events = find("events");

	(void)state;
	fg.table[1] = poll_again;
	for (uint64_t i = 0; i < 10; i++)
		fake_push(map("events"), &i, sizeof(i), true);
	assert_int_equal(poll_map(events, 0), 1);
	assert_int_equal(seen.cnt, 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(seen.first[i][0], i);
}

static void nesting_is_bounded(void **state)
{
	int events = find("events");

	(void)state;
	fg.table[1] = poll_again;
	for (uint64_t i = 0; i < 60; i++)
		fake_push(map("events"), &i, sizeof(i), true);
	assert_int_equal(poll_map(events, 0), -ELOOP);
	assert_int_equal(seen.cnt, 16);
	assert_int_equal(fake_waiting(map("events")), 44);
	assert_int_equal(fg.g.poll_depth, 0);
}

static int trap(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	(void)f;
	(void)args;
	(void)result;
	return -ECANCELED;
}

static void trap_in_callback_unwinds(void **state)
{
	int32_t r;

	(void)state;
	fg.table[1] = trap;
	fake_push(map("events"), "11111111", 8, true);
	assert_int_equal(poll_raw(obj, find("events"), 1, data, DATA, 0, &r), WBPF_CALL_UNWIND);
	/* but a guest that answers with the same number is not unwound */
	fg.table[1] = note;
	seen.answer = -ECANCELED;
	seen.answer_at = 1;
	fake_push(map("events"), "11111111", 8, true);
	assert_int_equal(poll_raw(obj, find("events"), 1, data, DATA, 0, &r), WBPF_CALL_OK);
	assert_int_equal(r, -ECANCELED);
}

/* Existing hosts give a guest no chance to clean up at Ctrl-C. */
static void signal_interrupts_once(void **state)
{
	int events = find("events");

	(void)state;
	fake_push(map("events"), "11111111", 8, true);
	wbpf_wake_signal(&fg.wake, 2);
	assert_int_equal(poll_map(events, -1), -EINTR);
	assert_int_equal(seen.cnt, 0);
	assert_int_equal(poll_map(events, -1), 1);
	wbpf_wake_signal(&fg.wake, 15);
	assert_int_equal(poll_map(events, -1), -EINTR);
	assert_int_equal(poll_map(events, 0), 0);
}

static void *signal_later(void *arg)
{
	wbpf_wake_signal(arg, 2);
	return NULL;
}

static void *push_later(void *arg)
{
	fake_push(arg, "late....", 8, true);
	return NULL;
}

static void *stop_later(void *arg)
{
	wbpf_wake_stop(arg);
	return NULL;
}

static void blocked_poll_is_woken(void **state)
{
	int events = find("events");
	pthread_t thread;
	int32_t r;

	(void)state;
	pthread_create(&thread, NULL, signal_later, &fg.wake);
	assert_int_equal(poll_map(events, -1), -EINTR);
	pthread_join(thread, NULL);
	pthread_create(&thread, NULL, push_later, map("events"));
	assert_int_equal(poll_map(events, -1), 1);
	pthread_join(thread, NULL);
	pthread_create(&thread, NULL, stop_later, &fg.wake);
	assert_int_equal(poll_raw(obj, events, 1, data, DATA, -1, &r), WBPF_CALL_UNWIND);
	pthread_join(thread, NULL);
}

static void broken_ring_is_an_error(void **state)
{
	(void)state;
	fake_break_ring(map("events"));
	assert_int_equal(poll_map(find("events"), -1), -EIO);
	assert_non_null(strstr(fg.g.last_error.message, "map 'events': read"));
}

static void source_that_does_not_open(void **state)
{
	int events = find("events");

	(void)state;
	fake.fail_at = 1;
	fake.fail_code = -EPERM;
	assert_int_equal(poll_map(events, 0), -EPERM);
	assert_int_equal(fake.sources, 0);
	assert_int_equal(poll_map(events, 0), 0);
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

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

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
		T(bad_arguments),
		T(bad_function),
		T(memory_grows_in_callback),
		T(memory_gone_in_callback),
		T(object_closed_in_callback),
		T(poll_within_callback),
		T(nesting_is_bounded),
		T(trap_in_callback_unwinds),
		T(signal_interrupts_once),
		T(blocked_poll_is_woken),
		T(broken_ring_is_an_error),
		T(source_that_does_not_open),
		T(tinygo_callback),
		T(env_module_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
