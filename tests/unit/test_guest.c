/* SPDX-License-Identifier: MIT */
/* Guest addresses against a fake guest whose memory is an array. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "guest/guest.h"

struct fake_memory {
	uint8_t *base;
	size_t size;
};

static uint8_t *fake_memory(void *impl, size_t *size)
{
	struct fake_memory *m = impl;

	*size = m->size;
	return m->base;
}

static const struct wbpf_guest_ops ops = { .memory = fake_memory };
static uint8_t bytes[256];
static struct fake_memory small = { bytes, sizeof(bytes) };
static const struct wbpf_guest guest = { .ops = &ops, .impl = &small };

static int setup(void **state)
{
	(void)state;
	memset(bytes, 0xaa, sizeof(bytes));
	return 0;
}

static void view_inside(void **state)
{
	void *p;

	(void)state;
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(16), 8, &p), 0);
	assert_ptr_equal(p, bytes + 16);
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(0), 256, &p), 0);
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(255), 1, &p), 0);
}

static void view_outside(void **state)
{
	void *p;

	(void)state;
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(255), 2, &p), -EFAULT);
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(256), 1, &p), -EFAULT);
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(0), 257, &p), -EFAULT);
}

static void view_sum_overflows_32_bits(void **state)
{
	void *p;

	(void)state;
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(0xffffffff), 2, &p), -EFAULT);
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(16), 0xfffffff8, &p), -EFAULT);
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(-1), 0xffffffff, &p), -EFAULT);
}

static void view_of_nothing_is_always_good(void **state)
{
	struct fake_memory none = { NULL, 0 };
	struct wbpf_guest without = { .ops = &ops, .impl = &none };
	void *p = NULL;

	(void)state;
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(0xffffffff), 0, &p), 0);
	assert_non_null(p);
	assert_int_equal(wbpf_guest_view(&without, WBPF_GADDR(0), 0, &p), 0);
	assert_int_equal(wbpf_guest_read(&guest, WBPF_GADDR(9999), NULL, 0), 0);
	assert_int_equal(wbpf_guest_write(&guest, WBPF_GADDR(9999), NULL, 0), 0);
}

static void no_memory_exported(void **state)
{
	struct fake_memory none = { NULL, 0 };
	struct wbpf_guest without = { .ops = &ops, .impl = &none };
	char *s = NULL;
	void *p;

	(void)state;
	assert_int_equal(wbpf_guest_view(&without, WBPF_GADDR(0), 1, &p), -EFAULT);
	assert_int_equal(wbpf_guest_cstr(&without, WBPF_GADDR(0), 16, &s), -EFAULT);
	assert_null(s);
}

/* The last byte of a memory of the full 4 GiB, whose size does not fit in 32 bits. */
static void full_four_gib(void **state)
{
	size_t size = 1ULL << 32;
	struct fake_memory big = { .size = size };
	struct wbpf_guest g = { .ops = &ops, .impl = &big };
	uint8_t byte = 7;
	void *p;

	(void)state;
	big.base = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_ptr_not_equal(big.base, MAP_FAILED);
	assert_int_equal(wbpf_guest_write(&g, WBPF_GADDR(0xffffffff), &byte, 1), 0);
	assert_int_equal(big.base[size - 1], 7);
	assert_int_equal(wbpf_guest_view(&g, WBPF_GADDR(0xffffffff), 2, &p), -EFAULT);
	assert_int_equal(wbpf_guest_view(&g, WBPF_GADDR(1), 0xffffffff, &p), 0);
	munmap(big.base, size);
}

static void read_and_write(void **state)
{
	uint32_t in = 0x12345678, out = 0;

	(void)state;
	assert_int_equal(wbpf_guest_write(&guest, WBPF_GADDR(252), &in, 4), 0);
	assert_int_equal(wbpf_guest_read(&guest, WBPF_GADDR(252), &out, 4), 0);
	assert_int_equal(out, in);
	assert_int_equal(wbpf_guest_write(&guest, WBPF_GADDR(253), &in, 4), -EFAULT);
	assert_int_equal(wbpf_guest_read(&guest, WBPF_GADDR(253), &out, 4), -EFAULT);
	assert_int_equal(bytes[251], 0xaa);
}

static void memory_that_moves(void **state)
{
	uint8_t other[512] = { 0 };
	void *p;

	(void)state;
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(300), 4, &p), -EFAULT);
	small = (struct fake_memory){ other, sizeof(other) };
	assert_int_equal(wbpf_guest_view(&guest, WBPF_GADDR(300), 4, &p), 0);
	assert_ptr_equal(p, other + 300);
	small = (struct fake_memory){ bytes, sizeof(bytes) };
}

static void strings(void **state)
{
	char *s = NULL;

	(void)state;
	memcpy(bytes + 10, "tp_exec\0x", 9);
	assert_int_equal(wbpf_guest_str(&guest, WBPF_GADDR(10), 7, 64, &s), 0);
	assert_string_equal(s, "tp_exec");
	free(s);
	s = NULL;
	assert_int_equal(wbpf_guest_str(&guest, WBPF_GADDR(10), 9, 64, &s), -EINVAL);
	assert_int_equal(wbpf_guest_str(&guest, WBPF_GADDR(10), 7, 6, &s), -ENAMETOOLONG);
	assert_int_equal(wbpf_guest_str(&guest, WBPF_GADDR(250), 7, 64, &s), -EFAULT);
	assert_null(s);
	assert_int_equal(wbpf_guest_str(&guest, WBPF_GADDR(9999), 0, 64, &s), 0);
	assert_string_equal(s, "");
	free(s);
}

static void c_strings(void **state)
{
	char *s = NULL;

	(void)state;
	memcpy(bytes + 10, "tp_exec", 8);
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(10), 7, &s), 0);
	assert_string_equal(s, "tp_exec");
	free(s);
	s = NULL;
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(10), 6, &s), -ENAMETOOLONG);
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(256), 6, &s), -EFAULT);
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(0xffffffff), 6, &s), -EFAULT);
	assert_null(s);
}

static void c_string_without_end(void **state)
{
	char *s = NULL;

	(void)state;
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(250), 100, &s), -EFAULT);
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(250), UINT32_MAX, &s), -EFAULT);
	assert_null(s);
	bytes[255] = 0;
	assert_int_equal(wbpf_guest_cstr(&guest, WBPF_GADDR(255), 0, &s), 0);
	assert_string_equal(s, "");
	free(s);
}

struct options {
	uint32_t sz;
	uint32_t a;
	uint32_t b;
};

static void put_options(uint32_t sz, uint32_t a, uint32_t b, uint32_t tail)
{
	const uint32_t raw[] = { sz, a, b, tail };

	memcpy(bytes + 32, raw, sizeof(raw));
}

static void options_of_the_same_age(void **state)
{
	struct options o;

	(void)state;
	put_options(12, 1, 2, 3);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(32), &o, sizeof(o)), 0);
	assert_int_equal(o.a, 1);
	assert_int_equal(o.b, 2);
}

static void options_of_an_older_guest(void **state)
{
	struct options o;

	(void)state;
	put_options(8, 1, 2, 3);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(32), &o, sizeof(o)), 0);
	assert_int_equal(o.a, 1);
	assert_int_equal(o.b, 0);
}

static void options_of_a_newer_guest(void **state)
{
	struct options o;

	(void)state;
	put_options(16, 1, 2, 0);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(32), &o, sizeof(o)), 0);
	assert_int_equal(o.b, 2);
	put_options(16, 1, 2, 0x01000000);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(32), &o, sizeof(o)), -E2BIG);
}

static void options_that_are_wrong(void **state)
{
	struct options o;

	(void)state;
	put_options(3, 1, 2, 0);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(32), &o, sizeof(o)), -EINVAL);
	put_options(0xffffffff, 1, 2, 0);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(32), &o, sizeof(o)), -EFAULT);
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(254), &o, sizeof(o)), -EFAULT);
	o.a = 9;
	assert_int_equal(wbpf_guest_opts(&guest, WBPF_GADDR(0), &o, sizeof(o)), 0);
	assert_int_equal(o.a, 0);
}

static void options_written_back(void **state)
{
	const struct options o = { 12, 5, 6 };
	uint32_t raw[4];

	(void)state;
	put_options(8, 1, 2, 3);
	assert_int_equal(wbpf_guest_opts_out(&guest, WBPF_GADDR(32), &o, sizeof(o)), 0);
	memcpy(raw, bytes + 32, sizeof(raw));
	assert_int_equal(raw[0], 8);
	assert_int_equal(raw[1], 5);
	assert_int_equal(raw[2], 2);
	put_options(16, 1, 2, 3);
	assert_int_equal(wbpf_guest_opts_out(&guest, WBPF_GADDR(32), &o, sizeof(o)), 0);
	memcpy(raw, bytes + 32, sizeof(raw));
	assert_int_equal(raw[2], 6);
	assert_int_equal(raw[3], 3);
	assert_int_equal(wbpf_guest_opts_out(&guest, WBPF_GADDR(0), &o, sizeof(o)), 0);
	put_options(2, 1, 2, 3);
	assert_int_equal(wbpf_guest_opts_out(&guest, WBPF_GADDR(32), &o, sizeof(o)), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(view_inside, setup),
		cmocka_unit_test_setup(view_outside, setup),
		cmocka_unit_test_setup(view_sum_overflows_32_bits, setup),
		cmocka_unit_test_setup(view_of_nothing_is_always_good, setup),
		cmocka_unit_test_setup(no_memory_exported, setup),
		cmocka_unit_test_setup(full_four_gib, setup),
		cmocka_unit_test_setup(read_and_write, setup),
		cmocka_unit_test_setup(memory_that_moves, setup),
		cmocka_unit_test_setup(strings, setup),
		cmocka_unit_test_setup(c_strings, setup),
		cmocka_unit_test_setup(c_string_without_end, setup),
		cmocka_unit_test_setup(options_of_the_same_age, setup),
		cmocka_unit_test_setup(options_of_an_older_guest, setup),
		cmocka_unit_test_setup(options_of_a_newer_guest, setup),
		cmocka_unit_test_setup(options_that_are_wrong, setup),
		cmocka_unit_test_setup(options_written_back, setup),
	};

	return cmocka_run_group_tests_name("guest", tests, NULL, NULL);
}
