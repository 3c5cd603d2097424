/* SPDX-License-Identifier: MIT */
/* The v1 polls of a guest that does what it should not, of signals, and of broken rings. */
#include "unit/events_v1.h"

#include <pthread.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
