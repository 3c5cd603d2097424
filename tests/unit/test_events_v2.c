/* SPDX-License-Identifier: MIT */
/* Sources, poll, read, sleep and signals of v2. */
#include "unit/host_v2.h"

#include <pthread.h>

static wbpf_handle open_source(const char *map)
{
	return wbpf2_source_open(&fg.g, find_map(map), none);
}

static struct kern_map *map_named(const char *name)
{
	return kern_map_of(find_map(name));
}

static struct wbpf2_record record_at(wbpf_gaddr buf, uint32_t at)
{
	struct wbpf2_record rec;

	memcpy(&rec, fake_at(&fg, WBPF_GADDR(buf.v + at), sizeof(rec)), sizeof(rec));
	return rec;
}

static void open_sources(void **state)
{
	struct wbpf2_source_opts o = { .sz = sizeof(o), .perf_page_cnt = 8 };

	(void)state;
	assert_true(open_source("events") > 0);
	assert_true(open_source("events") > 0);
	assert_true(open_source("uring") > 0);
	assert_true(wbpf2_source_open(&fg.g, find_map("perf"), fake_put(&fg, &o, sizeof(o))) > 0);
	assert_int_equal(fake.sources, 4);
	check_error(open_source("counts"), -EINVAL, "map 'counts'");
	check_error(wbpf2_source_open(&fg.g, obj, none), -EBADF, "not a map");
	check_error(wbpf2_source_open(&fg.g, find_map("perf"), WBPF_GADDR(MEMORY)), -EFAULT,
		    "options");
	/* a source outlives its map's handle and object */
	assert_int_equal(wbpf2_close(&fg.g, obj), 0);
	assert_int_equal(fake.sources, 4);
}

static void drain(void **state)
{
	wbpf_handle src = open_source("events");
	wbpf_gaddr buf = fake_alloc(&fg, 64);
	const char *text = fake_at(&fg, buf, 64);

	(void)state;
	memset(fake_at(&fg, buf, 64), 0xee, 64);
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 64, 0), 0);
	fake_push(map_named("events"), "abcde", 5, true);
	fake_push(map_named("events"), "12345678", 8, true);
	fake_push(map_named("events"), "", 0, true);
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 64, 0), 16 + 16 + 8);
	assert_int_equal(record_at(buf, 0).len, 5);
	assert_int_equal(record_at(buf, 0).cpu, 0xffff);
	assert_int_equal(record_at(buf, 0).flags, 0);
	assert_memory_equal(text + 8, "abcde\0\0\0", 8);
	assert_int_equal(record_at(buf, 16).len, 8);
	assert_memory_equal(text + 24, "12345678", 8);
	assert_int_equal(record_at(buf, 32).len, 0);
	assert_int_equal((uint8_t)text[40], 0xee);
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 64, 0), 0);
}

static void drain_loses_and_cuts_nothing(void **state)
{
	wbpf_handle src = open_source("events");
	wbpf_gaddr buf = fake_alloc(&fg, 64);

	(void)state;
	for (char c = 'a'; c < 'd'; c++)
		fake_push(map_named("events"), &c, 1, true);
	/* two whole ones of 16 bytes; the padding of the last may be missing */
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 31, 0), 31);
	assert_int_equal(fake_waiting(map_named("events")), 1);
	check_error(wbpf2_source_drain(&fg.g, src, buf, 8, 0), -ENOBUFS, "does not fit");
	check_error(wbpf2_source_drain(&fg.g, src, buf, 0, 0), -ENOBUFS, "does not fit");
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 9, 0), 9);
	assert_int_equal(((char *)fake_at(&fg, buf, 16))[8], 'c');
	for (char c = 'a'; c < 'd'; c++)
		fake_push(map_named("events"), &c, 1, true);
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 64, 2), 32);
	assert_int_equal(fake_waiting(map_named("events")), 1);
}

static void drain_ranges(void **state)
{
	wbpf_handle src = open_source("events");

	(void)state;
	fake_push(map_named("events"), "x", 1, true);
	check_error(wbpf2_source_drain(&fg.g, src, WBPF_GADDR(MEMORY - 63), 64, 0), -EFAULT,
		    "drain buffer");
	check_error(wbpf2_source_drain(&fg.g, src, WBPF_GADDR(8), 0xffffffff, 0), -EFAULT,
		    "drain buffer");
	check_error(wbpf2_source_drain(&fg.g, find_map("events"), WBPF_GADDR(8), 64, 0), -EBADF,
		    "not a source");
	check_error(wbpf2_source_drain(&fg.g, open_source("uring"), WBPF_GADDR(8), 64, 0), -EINVAL,
		    "nothing to read");
	assert_int_equal(wbpf2_source_drain(&fg.g, src, WBPF_GADDR(MEMORY - 16), 16, 0), 16);
	assert_int_equal(wbpf2_close(&fg.g, src), 0);
	assert_int_equal(wbpf2_source_drain(&fg.g, src, WBPF_GADDR(8), 64, 0), -EBADF);
}

static void lost_samples(void **state)
{
	wbpf_handle src = open_source("perf");
	struct wbpf2_source_info in = { .sz = sizeof(in) };
	wbpf_gaddr buf = fake_alloc(&fg, 64), at = fake_put(&fg, &in, sizeof(in));
	const struct wbpf2_source_info *out = fake_at(&fg, at, sizeof(in));
	uint64_t lost;

	(void)state;
	fake_push_lost(map_named("perf"), 1ull << 40);
	fake_push(map_named("perf"), "sample..", 8, true);
	assert_int_equal(wbpf2_source_info(&fg.g, src, at), 0);
	assert_int_equal(out->kind, WBPF2_SOURCE_KIND_PERF);
	assert_int_equal(out->next_len, 8);
	assert_int_equal(wbpf2_source_drain(&fg.g, src, buf, 64, 0), 32);
	assert_int_equal(record_at(buf, 0).flags, WBPF2_RECORD_FLAG_LOST);
	assert_int_equal(record_at(buf, 0).cpu, 3);
	memcpy(&lost, fake_at(&fg, WBPF_GADDR(buf.v + 8), 8), 8);
	assert_true(lost == 1ull << 40);
	assert_int_equal(record_at(buf, 16).flags, 0);
	assert_int_equal(wbpf2_source_info(&fg.g, src, at), 0);
	assert_int_equal(out->next_len, 0);
	assert_true(out->lost == 1ull << 40);
	check_error(wbpf2_source_info(&fg.g, src, none), -EFAULT, "options");
	assert_int_equal(wbpf2_source_info(&fg.g, 0, at), -EBADF);
}

static void broken_ring(void **state)
{
	wbpf_handle src = open_source("events");
	uint8_t ready;
	wbpf_gaddr in = fake_put(&fg, &src, 4), out = fake_alloc(&fg, 1);

	(void)state;
	fake_break_ring(map_named("events"));
	/* the reader learns of it: poll says there is something */
	assert_int_equal(wbpf2_poll(&fg.g, in, 1, -1, out), 1);
	ready = *(uint8_t *)fake_at(&fg, out, 1);
	assert_int_equal(ready, 1);
	check_error(wbpf2_source_drain(&fg.g, src, WBPF_GADDR(8), 64, 0), -EIO, "map 'events'");
}

static void submit(void **state)
{
	wbpf_handle src = open_source("uring"), ring = open_source("events");
	struct wbpf2_source_info in = { .sz = sizeof(in) };
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in)), data = fake_text(&fg, "message.");
	uint32_t len;

	(void)state;
	assert_int_equal(wbpf2_source_submit(&fg.g, src, data, 8), 0);
	assert_memory_equal(fake_submitted(map_named("uring"), &len), "message.", 8);
	assert_int_equal(len, 8);
	assert_int_equal(wbpf2_source_submit(&fg.g, src, WBPF_GADDR(0), 4000), 0);
	check_error(wbpf2_source_submit(&fg.g, src, WBPF_GADDR(0), 4000), -ENOSPC, "full now");
	check_error(wbpf2_source_submit(&fg.g, src, WBPF_GADDR(0), 5000), -E2BIG, "5000 bytes");
	check_error(wbpf2_source_submit(&fg.g, src, WBPF_GADDR(MEMORY), 1), -EFAULT, "record");
	check_error(wbpf2_source_submit(&fg.g, ring, data, 8), -EINVAL, "only a user ring");
	assert_int_equal(wbpf2_source_submit(&fg.g, 0, data, 8), -EBADF);
	assert_int_equal(wbpf2_source_info(&fg.g, src, at), 0);
	assert_int_equal(((struct wbpf2_source_info *)fake_at(&fg, at, sizeof(in)))->kind,
			 WBPF2_SOURCE_KIND_USER_RING);
}

static void read_fd(void **state)
{
	struct wbpf2_attach_opts o = { .sz = sizeof(o), .kind = WBPF2_ATTACH_KIND_ITER };
	wbpf_handle link = wbpf2_program_attach(&fg.g, find_program("iter_task"),
						fake_put(&fg, &o, sizeof(o)));
	wbpf_handle fd = wbpf2_iter_create(&fg.g, link);
	wbpf_gaddr buf = fake_alloc(&fg, 32);
	int n;

	(void)state;
	assert_true(fd > 0);
	n = wbpf2_read(&fg.g, fd, buf, 32);
	assert_true(n > 1);
	assert_int_equal(((char *)fake_at(&fg, buf, 32))[n - 1], '\n');
	assert_int_equal(wbpf2_read(&fg.g, fd, buf, 32), 0);
	check_error(wbpf2_read(&fg.g, fd, WBPF_GADDR(MEMORY - 3), 4), -EFAULT, "read buffer");
	check_error(wbpf2_read(&fg.g, fd, buf, 0xffffffff), -EFAULT, "read buffer");
	assert_int_equal(wbpf2_read(&fg.g, fd, buf, 0), 0);
	check_error(wbpf2_read(&fg.g, link, buf, 4), -EBADF, "is a link and not a descriptor");
	check_error(wbpf2_read(&fg.g, 1, buf, 4), -EBADF, "not a descriptor");
	assert_int_equal(wbpf2_close(&fg.g, fd), 0);
	assert_int_equal(wbpf2_read(&fg.g, fd, buf, 4), -EBADF);
	assert_int_equal(wbpf2_iter_create(&fg.g, find_program("iter_task")), -EBADF);
	check_error(wbpf2_iter_create(&fg.g,
				      wbpf2_program_attach(&fg.g, find_program("tp_exec"), none)),
		    -EINVAL, "no iterator");
}

static void poll_many(void **state)
{
	wbpf_handle h[3] = { open_source("events"), open_source("events2"), 0 };
	wbpf_gaddr in, out = fake_alloc(&fg, 3);
	const uint8_t *ready = fake_at(&fg, out, 3);

	(void)state;
	h[2] = wbpf2_perf_event_open(&fg.g, fake_text(&fg, "PERFATTR"), 8, -1, 0, 0);
	in = fake_put(&fg, h, sizeof(h));
	assert_int_equal(wbpf2_poll(&fg.g, in, 2, 0, out), 0);
	assert_int_equal(wbpf2_poll(&fg.g, in, 2, 2, out), 0);
	/* the fd alone, without and beside a source that is ready */
	assert_int_equal(wbpf2_poll(&fg.g, in, 3, -1, out), 1);
	assert_memory_equal(ready, "\0\0\1", 3);
	fake_push(map_named("events2"), "x", 1, false);
	assert_int_equal(wbpf2_poll(&fg.g, in, 3, -1, out), 2);
	assert_memory_equal(ready, "\0\1\1", 3);
	assert_int_equal(wbpf2_poll(&fg.g, in, 2, -1, none), 1);
	assert_int_equal(wbpf2_poll(&fg.g, none, 0, 0, none), 0);
	assert_int_equal(wbpf2_poll(&fg.g, none, 0, 1, none), 0);
}

static void poll_hostile(void **state)
{
	wbpf_handle h[2] = { open_source("events"), 0 };
	wbpf_gaddr in = fake_put(&fg, h, sizeof(h));

	(void)state;
	check_error(wbpf2_poll(&fg.g, in, 2, -1, none), -EBADF, "handle");
	check_error(wbpf2_poll(&fg.g, in, 1025, -1, none), -EINVAL, "1025 handles");
	check_error(wbpf2_poll(&fg.g, in, 0xffffffff, -1, none), -EINVAL, "handles");
	check_error(wbpf2_poll(&fg.g, WBPF_GADDR(MEMORY - 3), 1, -1, none), -EFAULT, "handles");
	check_error(wbpf2_poll(&fg.g, in, 1, -1, WBPF_GADDR(MEMORY)), -EFAULT, "ready");
	h[0] = open_source("uring");
	in = fake_put(&fg, h, sizeof(h));
	check_error(wbpf2_poll(&fg.g, in, 1, -1, none), -EINVAL, "user ring");
	h[0] = find_map("events");
	in = fake_put(&fg, h, sizeof(h));
	check_error(wbpf2_poll(&fg.g, in, 1, -1, none), -EBADF, "not a source");
}

static void poll_1024(void **state)
{
	wbpf_handle src = open_source("events");
	wbpf_gaddr in = fake_alloc(&fg, 4096), out = fake_alloc(&fg, 1024);
	const uint8_t *ready = fake_at(&fg, out, 1024);

	(void)state;
	for (int i = 0; i < 1024; i++)
		memcpy(fake_at(&fg, WBPF_GADDR(in.v + 4 * i), 4), &src, 4);
	assert_int_equal(wbpf2_poll(&fg.g, in, 1024, 0, out), 0);
	fake_push(map_named("events"), "x", 1, true);
	assert_int_equal(wbpf2_poll(&fg.g, in, 1024, -1, out), 1024);
	assert_int_equal(ready[1023], 1);
}

static void *signal_later(void *arg)
{
	wbpf_wake_signal(arg, 2);
	return NULL;
}

static void *push_later(void *arg)
{
	fake_push(arg, "late", 4, true);
	return NULL;
}

static void blocked_calls_are_woken(void **state)
{
	wbpf_handle src = open_source("events");
	wbpf_gaddr in = fake_put(&fg, &src, 4);
	struct kern_map *map = map_named("events");
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, signal_later, &fg.wake);
	check_error(wbpf2_poll(&fg.g, in, 1, -1, none), -EINTR, "interrupted by a signal");
	pthread_join(thread, NULL);
	assert_int_equal(wbpf2_signal_take(&fg.g), 2);
	assert_int_equal(wbpf2_signal_take(&fg.g), 0);
	pthread_create(&thread, NULL, signal_later, &fg.wake);
	assert_int_equal(wbpf2_sleep(&fg.g, UINT64_MAX), -EINTR);
	pthread_join(thread, NULL);
	pthread_create(&thread, NULL, push_later, map);
	assert_int_equal(wbpf2_poll(&fg.g, in, 1, -1, none), 1);
	pthread_join(thread, NULL);
}

static void signals(void **state)
{
	wbpf_handle src = open_source("events");
	wbpf_gaddr in = fake_put(&fg, &src, 4);

	(void)state;
	fake_push(map_named("events"), "x", 1, true);
	wbpf_wake_signal(&fg.wake, 15);
	wbpf_wake_signal(&fg.wake, 2);
	/* once, and before the events, which do not go away */
	assert_int_equal(wbpf2_poll(&fg.g, in, 1, -1, none), -EINTR);
	assert_int_equal(wbpf2_poll(&fg.g, in, 1, -1, none), 1);
	assert_int_equal(wbpf2_signal_take(&fg.g), 2);
	assert_int_equal(wbpf2_signal_take(&fg.g), 15);
	assert_int_equal(wbpf2_sleep(&fg.g, 0), 0);
	assert_int_equal(wbpf2_sleep(&fg.g, 1000), 0);
}

static void signal_dispositions(void **state)
{
	(void)state;
	assert_int_equal(wbpf2_signal_handle(&fg.g, 2, 1), 0);
	assert_true(fg.wake.handled == 1 << 2 && !fg.wake.ignored);
	assert_int_equal(wbpf2_signal_handle(&fg.g, 2, 2), 0);
	assert_true(!fg.wake.handled && fg.wake.ignored == 1 << 2);
	assert_int_equal(wbpf2_signal_handle(&fg.g, 31, 1), 0);
	assert_int_equal(wbpf2_signal_handle(&fg.g, 2, 0), 0);
	assert_true(fg.wake.handled == 1ull << 31 && !fg.wake.ignored);
	check_error(wbpf2_signal_handle(&fg.g, 0, 1), -EINVAL, "signal 0");
	check_error(wbpf2_signal_handle(&fg.g, 32, 1), -EINVAL, "signal 32");
	check_error(wbpf2_signal_handle(&fg.g, -1, 1), -EINVAL, "signal -1");
	check_error(wbpf2_signal_handle(&fg.g, 2, 3), -EINVAL, "set to 3");
	check_error(wbpf2_signal_handle(&fg.g, 9, 1), -EINVAL, "signal 9");
	check_error(wbpf2_signal_handle(&fg.g, 19, 2), -EINVAL, "signal 19");
	assert_int_equal(wbpf2_signal_handle(&fg.g, 9, 0), 0);
}

static void stop(void **state)
{
	wbpf_handle src = open_source("events");
	wbpf_gaddr in = fake_put(&fg, &src, 4);

	(void)state;
	wbpf_wake_stop(&fg.wake);
	assert_int_equal(wbpf2_poll(&fg.g, in, 1, -1, none), -ECANCELED);
	assert_int_equal(wbpf2_sleep(&fg.g, UINT64_MAX), -ECANCELED);
	assert_int_equal(wbpf2_sleep(&fg.g, UINT64_MAX), -ECANCELED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOADED(open_sources),
		LOADED(drain),
		LOADED(drain_loses_and_cuts_nothing),
		LOADED(drain_ranges),
		LOADED(lost_samples),
		LOADED(broken_ring),
		LOADED(submit),
		LOADED(read_fd),
		LOADED(poll_many),
		LOADED(poll_hostile),
		LOADED(poll_1024),
		LOADED(blocked_calls_are_woken),
		LOADED(signals),
		LOADED(signal_dispositions),
		LOADED(stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
