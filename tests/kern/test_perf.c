/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/bpf.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

/* test_run of a raw tracepoint program, on the given CPU. */
static void output(struct kern_object *obj, uint32_t cpu, uint64_t cnt, uint64_t first,
		   uint64_t size)
{
	uint64_t args[3] = { cnt, first, size };
	struct kern_test_run run = { .ctx_in = args,
				     .ctx_in_len = sizeof(args),
				     .flags = BPF_F_TEST_RUN_ON_CPU,
				     .cpu = cpu };
	struct wbpf_error err = WBPF_ERROR_INIT;

	assert_ok(kern_program_test_run(test_program(obj, "output_perf"), &run, &err), &err);
}

static struct kern_source *open_source(struct kern_object *obj, uint32_t pages)
{
	struct kern_source_opts opts = { .perf_page_cnt = pages };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_source *src;

	assert_ok(kern_source_open(test_map(obj, "perf"), &opts, &src, &err), &err);
	assert_int_equal(kern_source_kind(src), KERN_SOURCE_PERF);
	return src;
}

static void expect(struct kern_source *src, int32_t cpu, uint32_t number, uint32_t size)
{
	struct kern_record rec;

	assert_int_equal(kern_source_peek(src, &rec), 1);
	assert_int_equal(rec.lost, 0);
	assert_int_equal(rec.cpu, cpu);
	assert_in_range(rec.len, size, size + 7);
	assert_int_equal(*(const uint32_t *)rec.data, number);
}

static int32_t last_cpu(void)
{
	return (int32_t)sysconf(_SC_NPROCESSORS_ONLN) - 1;
}

static void samples_of_each_cpu_in_order(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, 0);
	struct pollfd p = { .fd = kern_source_fd(src), .events = POLLIN };
	uint32_t next[64] = { 0 }, cpus = (uint32_t)last_cpu() + 1;
	struct kern_record rec;

	(void)state;
	assert_int_equal(kern_source_peek(src, &rec), 0);
	assert_int_equal(poll(&p, 1, 0), 0);
	for (uint32_t cpu = 0; cpu < cpus && cpu < 64; cpu++)
		output(obj, cpu, 50, 0, 20);
	assert_int_equal(poll(&p, 1, 10000), 1);
	for (uint32_t i = 0; i < 50 * cpus; i++) {
		assert_int_equal(kern_source_peek(src, &rec), 1);
		assert_in_range(rec.cpu, 0, cpus - 1);
		expect(src, rec.cpu, next[rec.cpu]++, 20);
		kern_source_release(src);
	}
	assert_int_equal(kern_source_peek(src, &rec), 0);
	assert_int_equal(kern_source_lost(src), 0);
	kern_source_free(src);
	kern_object_free(obj);
}

static void peek_returns_the_same_sample(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, 1);

	(void)state;
	output(obj, 0, 2, 5, 16);
	expect(src, 0, 5, 16);
	output(obj, (uint32_t)last_cpu(), 1, 90, 16);
	expect(src, 0, 5, 16);
	kern_source_release(src);
	expect(src, 0, 6, 16);
	kern_source_release(src);
	kern_source_free(src);
	kern_object_free(obj);
}

/* What does not fit is told once, with its number, in its place. */
static void lost_samples_are_told(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, 1);
	uint64_t lost = 0, seen = 0;
	struct kern_record rec;

	(void)state;
	output(obj, 0, 1000, 0, 32);
	while (kern_source_peek(src, &rec) == 1) {
		assert_int_equal(rec.lost, 0);
		assert_int_equal(*(const uint32_t *)rec.data, seen++);
		kern_source_release(src);
	}
	/* The kernel tells with the next sample that fits. */
	output(obj, 0, 1, 2000, 32);
	assert_int_equal(kern_source_peek(src, &rec), 1);
	assert_int_equal(kern_source_peek(src, &rec), 1);
	assert_null(rec.data);
	lost = rec.lost;
	assert_int_equal(seen + lost, 1000);
	assert_int_equal(kern_source_lost(src), lost);
	kern_source_release(src);
	expect(src, 0, 2000, 32);
	assert_int_equal(kern_source_lost(src), lost);
	kern_source_free(src);
	kern_object_free(obj);
}

static void samples_wrap_at_every_place(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, 1);
	uint32_t next = 0;

	(void)state;
	for (uint32_t round = 0; round < 400; round++) {
		uint32_t size = 8 + round * 11 % 240;

		output(obj, 0, 4, next, size);
		for (int i = 0; i < 4; i++) {
			expect(src, 0, next++, size);
			kern_source_release(src);
		}
	}
	assert_int_equal(kern_source_lost(src), 0);
	kern_source_free(src);
	kern_object_free(obj);
}

static void nothing_stays_open(void **state)
{
	int fds = test_fd_cnt();
	struct kern_object *obj = test_load("events");
	struct kern_source_opts odd = { .perf_page_cnt = 3 };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_source *src;
	struct kern_map_info info;
	uint32_t zero = 0, fd;

	(void)state;
	assert_int_equal(kern_source_open(test_map(obj, "perf"), &odd, &src, &err), -EINVAL);
	assert_has(err.message, "map 'perf': read events: Invalid argument");
	assert_null(src);
	src = open_source(obj, 2);
	kern_map_info(test_map(obj, "perf"), &info, NULL);
	kern_source_free(src);
	/* The slot is free again: the program gets an error instead of writing into nowhere. */
	assert_int_equal(kern_map_delete(test_map(obj, "perf"), &zero, 0), -ENOENT);
	assert_true(kern_map_lookup(test_map(obj, "perf"), &zero, &fd, 0) < 0);
	kern_object_free(obj);
	test_map_gone(info.id);
	assert_int_equal(test_fd_cnt(), fds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_of_each_cpu_in_order),
		cmocka_unit_test(peek_returns_the_same_sample),
		cmocka_unit_test(lost_samples_are_told),
		cmocka_unit_test(samples_wrap_at_every_place),
		cmocka_unit_test(nothing_stays_open),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
