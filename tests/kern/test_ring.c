/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support.h"

struct order {
	uint32_t cnt, size, first, discard, failed;
};

static uint32_t fill(struct kern_object *obj, const char *prog, struct order order)
{
	struct kern_test_run run = { .ctx_in = &order,
				     .ctx_in_len = sizeof(order),
				     .ctx_out = &order,
				     .ctx_out_len = sizeof(order) };
	struct wbpf_error err = WBPF_ERROR_INIT;

	assert_ok(kern_program_test_run(test_program(obj, prog), &run, &err), &err);
	assert_int_equal(run.retval, 0);
	return order.failed;
}

static struct kern_source *open_source(struct kern_object *obj, const char *map)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_source *src;

	assert_ok(kern_source_open(test_map(obj, map), NULL, &src, &err), &err);
	return src;
}

static bool readable(const struct kern_source *src)
{
	struct pollfd p = { .fd = kern_source_fd(src), .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static void expect(struct kern_source *src, uint32_t number)
{
	struct kern_record rec;

	assert_int_equal(kern_source_peek(src, &rec), 1);
	assert_int_equal(rec.len, 16);
	assert_int_equal(rec.cpu, -1);
	assert_int_equal(rec.lost, 0);
	assert_int_equal(((const uint32_t *)rec.data)[0], number);
	assert_int_equal(((const uint32_t *)rec.data)[3], ~number);
}

static void two_rings_do_not_mix(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *a = open_source(obj, "ring_a"), *b = open_source(obj, "ring_b");
	struct kern_record rec;

	(void)state;
	assert_int_equal(kern_source_kind(a), KERN_SOURCE_RING);
	assert_int_equal(kern_source_peek(a, &rec), 0);
	assert_false(readable(a));
	assert_int_equal(fill(obj, "fill_a", (struct order){ .cnt = 10, .first = 100 }), 0);
	assert_int_equal(fill(obj, "fill_b", (struct order){ .cnt = 20, .first = 500 }), 0);
	assert_true(readable(a) && readable(b));
	for (uint32_t i = 0; i < 20; i++) {
		if (i < 10) {
			expect(a, 100 + i);
			kern_source_release(a);
		}
		expect(b, 500 + i);
		kern_source_release(b);
	}
	assert_int_equal(kern_source_peek(a, &rec), 0);
	assert_int_equal(kern_source_peek(b, &rec), 0);
	assert_false(readable(a) || readable(b));
	kern_source_free(a);
	kern_source_free(b);
	kern_object_free(obj);
}

static void peek_does_not_consume(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "ring_a");

	(void)state;
	assert_int_equal(fill(obj, "fill_a", (struct order){ .cnt = 3 }), 0);
	expect(src, 0);
	expect(src, 0);
	kern_source_release(src);
	kern_source_release(src); /* nothing peeked: releases nothing */
	expect(src, 1);
	/* A reader that stops midway, record in hand: the next one goes on with the same record. */
	kern_source_free(src);
	src = open_source(obj, "ring_a");
	expect(src, 1);
	kern_source_release(src);
	expect(src, 2);
	kern_source_free(src);
	kern_object_free(obj);
}

/* A record that another source has released meanwhile is not delivered again, nor given back twice. */
static void two_sources_of_one_ring_share_it(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *a = open_source(obj, "ring_a"), *b = open_source(obj, "ring_a");

	(void)state;
	assert_int_equal(fill(obj, "fill_a", (struct order){ .cnt = 4 }), 0);
	expect(a, 0);
	expect(b, 0);
	kern_source_release(b);
	expect(b, 1);
	kern_source_release(b);
	expect(a, 2);
	expect(b, 2);
	kern_source_release(b);
	kern_source_release(a);
	expect(a, 3);
	expect(b, 3);
	kern_source_free(a);
	kern_source_free(b);
	kern_object_free(obj);
}

static void discarded_records_are_skipped(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "ring_a");
	struct kern_record rec;

	(void)state;
	fill(obj, "fill_a", (struct order){ .cnt = 9, .discard = 3 });
	for (uint32_t i = 0; i < 9; i++) {
		if (i % 3 == 0)
			continue;
		expect(src, i);
		kern_source_release(src);
	}
	fill(obj, "fill_a", (struct order){ .cnt = 5, .discard = 1 });
	assert_int_equal(kern_source_peek(src, &rec), 0);
	assert_false(readable(src));
	kern_source_free(src);
	kern_object_free(obj);
}

/* A full ring refuses new records and keeps the old ones; room comes back record by record. */
static void a_full_ring_loses_nothing_it_took(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "ring_a");
	uint32_t failed = fill(obj, "fill_a", (struct order){ .cnt = 1000 }), took = 1000 - failed;

	(void)state;
	assert_int_equal(took, 4096 / 24); /* a header of 8 and data of 16 */
	expect(src, 0);
	kern_source_release(src);
	expect(src, 1);
	kern_source_release(src);
	assert_int_equal(fill(obj, "fill_a", (struct order){ .cnt = 3, .first = 7000 }), 1);
	for (uint32_t i = 2; i < took; i++) {
		expect(src, i);
		kern_source_release(src);
	}
	expect(src, 7000);
	kern_source_release(src);
	expect(src, 7001);
	kern_source_free(src);
	kern_object_free(obj);
}

static void records_wrap_at_every_place(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "ring_a");
	struct kern_record rec;
	uint32_t next = 0;

	(void)state;
	for (uint32_t round = 0; round < 500; round++) {
		uint32_t size = 8 + round * 7 % 240;
		struct order o = { .cnt = 8, .size = size, .first = next };

		assert_int_equal(fill(obj, "output_a", o), 0);
		for (uint32_t i = 0; i < 8; i++) {
			assert_int_equal(kern_source_peek(src, &rec), 1);
			assert_int_equal(rec.len, size);
			assert_int_equal(*(const uint32_t *)rec.data, next++);
			kern_source_release(src);
		}
	}
	kern_source_free(src);
	kern_object_free(obj);
}

/* The consumer's page is writable for everyone who maps the ring: nonsense there is -EIO. */
static void a_ring_that_makes_no_sense(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "ring_a");
	int fd = kern_map_fd(test_map(obj, "ring_a"));
	unsigned long *pos = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct kern_record rec;

	(void)state;
	assert_true(pos != MAP_FAILED);
	fill(obj, "fill_a", (struct order){ .cnt = 10 });
	*pos = 1 << 20; /* beyond the producer */
	assert_int_equal(kern_source_peek(src, &rec), -EIO);
	*pos = 4; /* amid a header */
	assert_int_equal(kern_source_peek(src, &rec), -EIO);
	*pos = 16; /* amid a record, whose number 0 is taken for a length, then ~0 for a header */
	assert_true(kern_source_peek(src, &rec) <= 1);
	kern_source_free(src);
	src = open_source(obj, "ring_a");
	*pos = 24;
	expect(src, 1);
	munmap(pos, 4096);
	kern_source_free(src);
	kern_object_free(obj);
}

static void a_source_outlives_its_map_and_then_lets_go(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "ring_a");
	struct kern_map_info info;
	int fds;

	(void)state;
	kern_map_info(test_map(obj, "ring_a"), &info, NULL);
	fill(obj, "fill_a", (struct order){ .cnt = 1, .first = 9 });
	kern_object_free(obj);
	fds = test_fd_cnt();
	expect(src, 9);
	kern_source_free(src);
	assert_int_equal(test_fd_cnt(), fds - 1);
	test_map_gone(info.id);
}

static void not_every_map_is_a_source(void **state)
{
	struct kern_object *obj = test_open("events");
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_source *src;

	(void)state;
	assert_int_equal(kern_source_open(test_map(obj, "scratch"), NULL, &src, &err), -EINVAL);
	assert_has(err.message, "map 'scratch': neither a ring buffer nor a perf event array");
	assert_int_equal(kern_source_open(test_map(obj, "ring_a"), NULL, &src, &err), -EINVAL);
	assert_has(err.message, "map 'ring_a': the object is not loaded");
	assert_null(src);
	kern_object_free(obj);
	kern_source_free(NULL);
}

static uint32_t bss(struct kern_object *obj, uint32_t offset)
{
	uint8_t value[64] = { 0 };
	struct kern_map *map = test_map(obj, ".bss");
	uint32_t zero = 0, v;

	assert_true(kern_map_user_value_size(map) <= sizeof(value));
	assert_int_equal(kern_map_lookup(map, &zero, value, 0), 0);
	memcpy(&v, value + offset, sizeof(v));
	return v;
}

static void user_ring(void **state)
{
	struct kern_object *obj = test_load("events");
	struct kern_source *src = open_source(obj, "from_user");
	uint32_t v, sum = 0, sent = 0;
	struct kern_record rec;
	static uint8_t big[8192];
	int ret;

	(void)state;
	assert_int_equal(kern_source_kind(src), KERN_SOURCE_USER_RING);
	for (v = 1; v <= 10; v++, sum += v - 1)
		assert_int_equal(kern_source_submit(src, &v, sizeof(v)), 0);
	assert_int_equal(kern_source_submit(src, big, sizeof(big)), -E2BIG);
	assert_int_equal(kern_source_peek(src, &rec), -EOPNOTSUPP);
	fill(obj, "drain", (struct order){ 0 });
	assert_int_equal(bss(obj, 0), sum);
	assert_int_equal(bss(obj, 8), 10);
	while (!(ret = kern_source_submit(src, &v, sizeof(v))))
		sent++;
	assert_int_equal(ret, -ENOSPC);
	assert_int_equal(sent, 4096 / 16);
	fill(obj, "drain", (struct order){ 0 });
	assert_int_equal(bss(obj, 8), 10 + sent);
	assert_int_equal(kern_source_submit(src, &v, sizeof(v)), 0);
	kern_source_free(src);
	kern_object_free(obj);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_rings_do_not_mix),
		cmocka_unit_test(peek_does_not_consume),
		cmocka_unit_test(discarded_records_are_skipped),
		cmocka_unit_test(a_full_ring_loses_nothing_it_took),
		cmocka_unit_test(records_wrap_at_every_place),
		cmocka_unit_test(two_sources_of_one_ring_share_it),
		cmocka_unit_test(a_ring_that_makes_no_sense),
		cmocka_unit_test(a_source_outlives_its_map_and_then_lets_go),
		cmocka_unit_test(not_every_map_is_a_source),
		cmocka_unit_test(user_ring),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
