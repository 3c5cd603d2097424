/* SPDX-License-Identifier: MIT */
/* WASI poll_oneoff. Offsets and numbers are those of WASI preview 1, written out here anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "events/events.h"
#include "fake/fake_guest.h"

enum { MEMORY = 65536, OK = 0, FAULT = 21, INTR = 27, INVAL = 28 };

static struct fake_guest fg;

static int setup(void **state)
{
	(void)state;
	fake_guest_init(&fg, MEMORY);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_guest_fini(&fg);
	return 0;
}

struct call {
	wbpf_gaddr in, out, nevents;
};

static struct call new_call(uint32_t cnt)
{
	return (struct call){ fake_alloc(&fg, 48 * cnt), fake_alloc(&fg, 32 * cnt),
			      fake_alloc(&fg, 4) };
}

static enum wbpf_call raw(struct call c, uint32_t cnt, int *result)
{
	union wbpf_val r;
	enum wbpf_call end = fake_call(&fg, wbpf_events_wasi_imports, wbpf_events_wasi_import_cnt,
				       "wasi_snapshot_preview1", "poll_oneoff", "iiii:i",
				       (int64_t[]){ c.in.v, c.out.v, cnt, c.nevents.v }, &r);

	*result = r.i32;
	return end;
}

static int run(struct call c, uint32_t cnt)
{
	int result;

	assert_int_equal(raw(c, cnt, &result), WBPF_CALL_OK);
	return result;
}

static void put(struct call c, uint32_t i, uint32_t at, const void *value, uint32_t len)
{
	memcpy(fake_at(&fg, WBPF_GADDR(c.in.v + 48 * i + at), len), value, len);
}

static void set_clock(struct call c, uint32_t i, uint64_t userdata, uint32_t id, uint64_t timeout,
		      uint16_t flags)
{
	uint8_t tag = 0;

	put(c, i, 0, &userdata, 8);
	put(c, i, 8, &tag, 1);
	put(c, i, 16, &id, 4);
	put(c, i, 24, &timeout, 8);
	put(c, i, 40, &flags, 2);
}

static void set_fd(struct call c, uint32_t i, uint64_t userdata, uint8_t tag, uint32_t fd)
{
	put(c, i, 0, &userdata, 8);
	put(c, i, 8, &tag, 1);
	put(c, i, 16, &fd, 4);
}

static uint64_t get(struct call c, uint32_t i, uint32_t at, uint32_t len)
{
	uint64_t value = 0;

	memcpy(&value, fake_at(&fg, WBPF_GADDR(c.out.v + 32 * i + at), len), len);
	return value;
}

static uint32_t nevents(struct call c)
{
	uint32_t n;

	memcpy(&n, fake_at(&fg, c.nevents, 4), 4);
	return n;
}

static uint64_t now(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void relative_clock_takes_its_time(void **state)
{
	struct call c = new_call(2);
	uint64_t start = now(CLOCK_MONOTONIC);

	(void)state;
	set_clock(c, 0, 11, 1, 2000000, 0);
	set_clock(c, 1, 12, 0, UINT64_MAX, 0);
	assert_int_equal(run(c, 2), OK);
	assert_true(now(CLOCK_MONOTONIC) - start >= 2000000);
	assert_int_equal(nevents(c), 1);
	assert_int_equal(get(c, 0, 0, 8), 11);
	assert_int_equal(get(c, 0, 8, 2), 0);
	assert_int_equal(get(c, 0, 10, 1), 0);
}

static void absolute_clocks(void **state)
{
	struct call c = new_call(3);
	uint64_t soon = now(CLOCK_REALTIME) + 2000000;

	(void)state;
	set_clock(c, 0, 1, 1, UINT64_MAX, 1);
	set_clock(c, 1, 2, 0, soon, 1);
	set_clock(c, 2, 3, 0, UINT64_MAX, 1);
	assert_int_equal(run(c, 3), OK);
	assert_int_equal(nevents(c), 1);
	assert_int_equal(get(c, 0, 0, 8), 2);
	set_clock(c, 0, 1, 1, 1, 1); /* long past */
	assert_int_equal(run(c, 3), OK);
	assert_int_equal(nevents(c), 2);
	assert_int_equal(get(c, 0, 0, 8), 1);
}

static void unknown_clock_and_tag(void **state)
{
	struct call c = new_call(2);

	(void)state;
	set_clock(c, 0, 1, 2, UINT64_MAX, 0);
	set_fd(c, 1, 2, 7, 0);
	assert_int_equal(run(c, 2), OK);
	assert_int_equal(nevents(c), 2);
	assert_int_equal(get(c, 0, 8, 2), INVAL);
	assert_int_equal(get(c, 1, 8, 2), INVAL);
	assert_int_equal(get(c, 1, 10, 1), 7);
}

/* Stdin is a pipe while fn runs. */
static void with_stdin(void (*fn)(int write_end))
{
	int ends[2], saved = dup(0);

	assert_int_equal(pipe(ends), 0);
	dup2(ends[0], 0);
	close(ends[0]);
	fn(ends[1]);
	dup2(saved, 0);
	close(saved);
}

static void stdin_steps(int write_end)
{
	struct call c = new_call(2);

	set_fd(c, 0, 5, 1, 0);
	set_clock(c, 1, 6, 1, 1000000, 0);
	assert_int_equal(run(c, 2), OK);
	assert_int_equal(nevents(c), 1);
	assert_int_equal(get(c, 0, 0, 8), 6);
	assert_int_equal(write(write_end, "abc", 3), 3);
	set_clock(c, 1, 6, 1, UINT64_MAX, 0);
	assert_int_equal(run(c, 2), OK);
	assert_int_equal(nevents(c), 1);
	assert_int_equal(get(c, 0, 0, 8), 5);
	assert_int_equal(get(c, 0, 10, 1), 1);
	assert_int_equal(get(c, 0, 16, 8), 3);
	assert_int_equal(get(c, 0, 24, 2), 0);
	close(write_end);
	assert_int_equal(run(c, 2), OK);
	assert_int_equal(get(c, 0, 24, 2), 1);
}

static void stdin_readiness(void **state)
{
	(void)state;
	with_stdin(stdin_steps);
}

static void other_fds_are_ready(void **state)
{
	struct call c = new_call(3);

	(void)state;
	set_fd(c, 0, 1, 1, 9);
	set_fd(c, 1, 2, 2, 0xffffffff);
	set_clock(c, 2, 3, 1, UINT64_MAX, 0);
	assert_int_equal(run(c, 3), OK);
	assert_int_equal(nevents(c), 2);
	assert_int_equal(get(c, 0, 10, 1), 1);
	assert_int_equal(get(c, 1, 10, 1), 2);
}

static void counts_and_ranges(void **state)
{
	struct call c = new_call(1), bad;

	(void)state;
	set_clock(c, 0, 1, 1, 0, 0);
	assert_int_equal(run(c, 0), INVAL);
	assert_int_equal(run(c, 1025), INVAL);
	assert_int_equal(run(c, 0xffffffff), INVAL);
	bad = c;
	bad.in = WBPF_GADDR(MEMORY - 47);
	assert_int_equal(run(bad, 1), FAULT);
	bad = c;
	bad.out = WBPF_GADDR(MEMORY - 31);
	assert_int_equal(run(bad, 1), FAULT);
	bad = c;
	bad.nevents = WBPF_GADDR(MEMORY - 3);
	assert_int_equal(run(bad, 1), FAULT);
	bad.nevents = WBPF_GADDR(0xffffffff);
	assert_int_equal(run(bad, 1), FAULT);
	bad = c;
	bad.in = WBPF_GADDR(0xffffffff);
	assert_int_equal(run(bad, 1), FAULT);
	assert_int_equal(run(c, 1), OK);
}

/* The events may lie where the subscriptions were. */
static void in_and_out_overlap(void **state)
{
	struct call c = new_call(2);

	(void)state;
	set_clock(c, 0, 7, 1, 0, 0);
	set_clock(c, 1, 8, 1, 0, 0);
	c.out = c.in;
	assert_int_equal(run(c, 2), OK);
	assert_int_equal(nevents(c), 2);
	assert_int_equal(get(c, 0, 0, 8), 7);
	assert_int_equal(get(c, 1, 0, 8), 8);
}

static void *signal_later(void *arg)
{
	wbpf_wake_signal(arg, 2);
	return NULL;
}

static void *stop_later(void *arg)
{
	wbpf_wake_stop(arg);
	return NULL;
}

static void signal_and_stop(void **state)
{
	struct call c = new_call(1);
	pthread_t thread;
	int result;

	(void)state;
	set_clock(c, 0, 1, 1, UINT64_MAX, 0);
	pthread_create(&thread, NULL, signal_later, &fg.wake);
	assert_int_equal(run(c, 1), INTR);
	pthread_join(thread, NULL);
	/* once */
	set_clock(c, 0, 1, 1, 1000, 0);
	assert_int_equal(run(c, 1), OK);
	set_clock(c, 0, 1, 1, UINT64_MAX, 0);
	pthread_create(&thread, NULL, stop_later, &fg.wake);
	assert_int_equal(raw(c, 1, &result), WBPF_CALL_UNWIND);
	pthread_join(thread, NULL);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(relative_clock_takes_its_time),
		T(absolute_clocks),
		T(unknown_clock_and_tag),
		T(stdin_readiness),
		T(other_fds_are_ready),
		T(counts_and_ranges),
		T(in_and_out_overlap),
		T(signal_and_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
