/* SPDX-License-Identifier: MIT */
/* Pages of maps in a guest's memory: what the guest sees, what nobody may write, what is left. */
#include "unit/host_v2.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/arg.h"
#include "guest/mapping.h"

static uint32_t page;
static uint8_t *kernel; /* the pages of every map, as the kernel has them */

static int setup_fixed(void **state)
{
	(void)state;
	page = wbpf_mapping_page_bytes();
	fake_reset();
	fake_guest_init_fixed(&fg, 16 * page);
	memset(fg.memory, 0x55, fg.size);
	kernel = mmap(NULL, 16 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fake_pages_fd(), 0);
	memset(kernel, 0, 16 * page);
	obj = open_with("FAKE");
	return kernel == MAP_FAILED || obj <= 0 || wbpf2_object_load(&fg.g, obj);
}

static int teardown_fixed(void **state)
{
	munmap(kernel, 16 * page);
	return teardown(state) || fg.g.mappings.cnt;
}

static wbpf_handle map_at(const char *name, uint32_t at_page, uint32_t pages)
{
	return wbpf2_memory_map(&fg.g, find_map(name), 0, WBPF_GADDR(at_page * page), pages * page);
}

static void info(void **state)
{
	struct wbpf2_memory_info i = { .sz = sizeof(i) };
	wbpf_gaddr at = fake_put(&fg, &i, sizeof(i));

	(void)state;
	assert_int_equal(wbpf2_memory_info(&fg.g, at), 0);
	memcpy(&i, fake_at(&fg, at, sizeof(i)), sizeof(i));
	assert_int_equal(i.page_size, page);
	assert_true(i.flags & WBPF2_MEMORY_FLAG_MAPPABLE);
	fg.g.mappings.off = true;
	assert_int_equal(wbpf2_memory_info(&fg.g, at), 0);
	memcpy(&i, fake_at(&fg, at, sizeof(i)), sizeof(i));
	assert_false(i.flags & WBPF2_MEMORY_FLAG_MAPPABLE);
	check_error(map_at("counts", 8, 1), -EOPNOTSUPP, "nothing can be mapped");
	assert_int_equal(wbpf2_memory_fence(&fg.g), 0);
}

static void array_is_live(void **state)
{
	wbpf_handle h = map_at("counts", 8, 1);

	(void)state;
	assert_true(h > 0);
	assert_int_equal(fg.memory[8 * page], 0);
	kernel[17] = 9;
	assert_int_equal(fg.memory[8 * page + 17], 9);
	fg.memory[8 * page + 18] = 7;
	assert_int_equal(kernel[18], 7);
	assert_int_equal(fg.memory[8 * page - 1], 0x55);
	assert_int_equal(fg.memory[9 * page], 0x55);
	assert_int_equal(wbpf2_close(&fg.g, h), 0);
	assert_int_equal(fg.memory[8 * page + 17], 0);
	fg.memory[8 * page + 17] = 1;
	assert_int_equal(kernel[17], 9);
}

static void ring_in_two_parts(void **state)
{
	wbpf_gaddr consumer = WBPF_GADDR(8 * page), data = WBPF_GADDR(9 * page + 8);
	uint64_t eight = 8;

	(void)state;
	assert_true(map_at("events", 8, 4) > 0);
	assert_int_equal(wbpf_guest_write(&fg.g, consumer, &eight, 8), 0);
	assert_int_equal(kernel[0], 8);
	kernel[page] = 3;
	assert_int_equal(fg.memory[9 * page], 3);
	assert_int_equal(wbpf_guest_write(&fg.g, data, &eight, 8), -EFAULT);
	/* over the border between the two */
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(9 * page - 4), &eight, 8), -EFAULT);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(9 * page - 8), &eight, 8), 0);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(12 * page - 1), &eight, 1), -EFAULT);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(12 * page), &eight, 8), 0);
	assert_int_equal(wbpf_guest_write(&fg.g, data, &eight, 0), 0);
	assert_int_equal(wbpf_guest_read(&fg.g, data, &eight, 8), 0);
}

static void user_ring_the_other_way(void **state)
{
	(void)state;
	assert_true(map_at("uring", 8, 4) > 0);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(8 * page), "x", 1), -EFAULT);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(9 * page), "x", 1), 0);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(10 * page), "x", 1), 0);
}

static void perf_pages_of_a_cpu(void **state)
{
	wbpf_handle src = wbpf2_source_open(&fg.g, find_map("perf"), none);
	wbpf_gaddr at = WBPF_GADDR(8 * page);

	(void)state;
	check_error(wbpf2_memory_map(&fg.g, src, FAKE_CPUS, at, 3 * page), -EINVAL, "CPU");
	assert_true(wbpf2_memory_map(&fg.g, src, 1, at, 3 * page) > 0);
	assert_int_equal(wbpf_guest_write(&fg.g, at, "x", 1), 0);
	assert_int_equal(wbpf_guest_write(&fg.g, WBPF_GADDR(9 * page), "x", 1), -EFAULT);
	assert_int_equal(wbpf2_close(&fg.g, src), 0);
	assert_int_equal(fg.g.mappings.cnt, 0);
}

static void calls_refuse_to_write(void **state)
{
	wbpf_handle src = wbpf2_source_open(&fg.g, find_map("events"), none);
	wbpf_handle counts = find_map("counts");
	wbpf_gaddr ro = WBPF_GADDR(8 * page), key = fake_alloc(&fg, 64);

	(void)state;
	assert_true(map_at(".rodata", 8, 1) > 0);
	check_error(wbpf2_source_drain(&fg.g, src, ro, 64, 0), -EFAULT, "mapped read-only");
	check_error(wbpf2_map_lookup(&fg.g, counts, key, 4, ro, 8, 0), -EFAULT, "value");
	check_error(wbpf2_map_next_key(&fg.g, counts, none, ro, 4), -EFAULT, "next_key");
	check_error(wbpf2_map_info(&fg.g, counts, ro), -EINVAL, "size");
	kernel[0] = 8;
	check_error(wbpf2_map_info(&fg.g, counts, ro), -EFAULT, "options");
	assert_int_equal(wbpf2_last_error(&fg.g, ro, 64), -EFAULT);
	/* to read is allowed, but not what is looked at twice */
	assert_int_equal(wbpf2_map_update(&fg.g, counts, ro, 4, ro, 8, 0), 0);
	memcpy(kernel, "FAKE", 4);
	check_error(wbpf2_object_open(&fg.g, ro, 4, none), -EFAULT, "mapped memory");
}

static void refused(void **state)
{
	wbpf_handle counts = find_map("counts");

	(void)state;
	check_error(wbpf2_memory_map(&fg.g, counts, 0, WBPF_GADDR(8 * page + 8), page), -EINVAL,
		    "whole pages");
	check_error(wbpf2_memory_map(&fg.g, counts, 0, WBPF_GADDR(8 * page), page - 1), -EINVAL,
		    "there are");
	check_error(wbpf2_memory_map(&fg.g, counts, 1, WBPF_GADDR(8 * page), page), -EINVAL,
		    "no part 1");
	check_error(map_at("counts", 16, 1), -EFAULT, "not in the guest's memory");
	check_error(map_at("events", 13, 4), -EFAULT, "not in the guest's memory");
	check_error(map_at("counts", (uint32_t)(0x100000000ull / page - 1), 1), -EFAULT, "memory");
	check_error(map_at("percpu", 8, 1), -EOPNOTSUPP, "cannot be mapped");
	check_error(wbpf2_memory_map(&fg.g, obj, 0, WBPF_GADDR(8 * page), page), -EBADF, "a map");
	assert_true(map_at("events", 8, 4) > 0);
	check_error(map_at("counts", 11, 1), -EEXIST, "already");
	check_error(map_at("events", 7, 4), -EEXIST, "already");
	assert_true(map_at("counts", 12, 1) > 0);
	/* the same map twice, elsewhere: as natively */
	assert_true(map_at("events", 4, 4) > 0);
	fake.fail_at = 1;
	fake.fail_code = -EPERM;
	check_error(map_at("counts", 1, 1), -EPERM, "pages");
	assert_int_equal(fg.memory[page], 0x55);
}

/* What the kernel itself refuses leaves memory as it was. */
static void refused_by_mmap(void **state)
{
	const struct wbpf_mapping_part parts[2] = {
		{ .fd = fake_pages_fd(), .len = page, .writable_len = page },
		{ .fd = -1, .offset = page, .len = page },
	};
	struct wbpf_mapping *m = NULL;

	(void)state;
	check_error(wbpf_mapping_new(&fg.g, WBPF_GADDR(8 * page), parts, 2, &m), -EBADF, "map");
	assert_int_equal(fg.memory[8 * page], 0x55);
	assert_int_equal(fg.memory[9 * page], 0x55);
	assert_int_equal(fg.g.mappings.cnt, 0);
}

static void closed_while_mapped(void **state)
{
	(void)state;
	assert_true(map_at("counts", 8, 1) > 0);
	assert_true(map_at(".rodata", 9, 1) > 0);
	assert_int_equal(wbpf2_close(&fg.g, find_map("counts")), 0);
	assert_int_equal(fg.g.mappings.cnt, 1);
	assert_int_equal(wbpf2_close(&fg.g, obj), 0);
	assert_int_equal(fg.g.mappings.cnt, 0);
	kernel[0] = 9;
	assert_int_equal(fg.memory[8 * page], 0);
	fg.memory[9 * page] = 1;
	obj = open_with("FAKE");
	assert_true(obj > 0);
}

static void bounded(void **state)
{
	wbpf_handle counts = find_map("counts");
	const struct wbpf_mapping_part part = { .fd = fake_pages_fd(), .len = page };
	uint32_t real = fg.g.mappings.cnt;
	struct wbpf_mapping *m;

	(void)state;
	fg.g.mappings.cnt = WBPF_MAPPINGS_MAX;
	check_error(wbpf2_memory_map(&fg.g, counts, 0, WBPF_GADDR(8 * page), page), -EMFILE,
		    "mappings");
	check_error(wbpf_mapping_new(&fg.g, WBPF_GADDR(8 * page), &part, 1, &m), -EMFILE, "1024");
	fg.g.mappings.cnt = real;
}

static int child_status(void (*body)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		body();
		_exit(42);
	}
	waitpid(pid, &status, 0);
	return status;
}

/* Host code that knows of no mapping writes there. cmocka's handlers go first: they are dropped. */
static void blind_write(void)
{
	/* Of the parent's mappings a child has none: it makes its own. */
	struct fake_guest own;
	struct wbpf_mapping *m;
	const struct wbpf_mapping_part part = { .fd = fake_pages_fd(), .len = page };

	signal(SIGSEGV, SIG_DFL);
	wbpf_mapping_catch_faults();
	fake_guest_init_fixed(&own, 4 * page);
	if (wbpf_mapping_new(&own.g, WBPF_GADDR(page), &part, 1, &m))
		_exit(1);
	wbpf_mapping_run(&own.g);
	memset(own.memory + page, 1, 8);
	if (!own.g.mappings.violated || !own.stopped || !own.wake.stop || own.memory[page] != 1 ||
	    kernel[0] == 1)
		_exit(2);
	wbpf_mapping_free(m);
	if (own.memory[page])
		_exit(3);
}

static void blind_write_elsewhere(void)
{
	uint8_t *nowhere = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	blind_write();
	*(volatile uint8_t *)nowhere = 1;
}

static void blind_writes(void **state)
{
	int status = child_status(blind_write);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
	/* any other fault is as before */
	status = child_status(blind_write_elsewhere);
	assert_true(!WIFEXITED(status) || WEXITSTATUS(status) != 42);
}

/* A forked helper of the process does not keep a map alive. */
static void not_in_children(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	assert_true(map_at("counts", 8, 1) > 0);
	pid = fork();
	if (!pid) {
		unsigned char resident;

		_exit(mincore(fg.memory + 8 * page, page, &resident) && errno == ENOMEM ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define FIXED(fn) cmocka_unit_test_setup_teardown(fn, setup_fixed, teardown_fixed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXED(info),
		FIXED(array_is_live),
		FIXED(ring_in_two_parts),
		FIXED(user_ring_the_other_way),
		FIXED(perf_pages_of_a_cpu),
		FIXED(calls_refuse_to_write),
		FIXED(refused),
		FIXED(refused_by_mmap),
		FIXED(closed_while_mapped),
		FIXED(bounded),
		FIXED(blind_writes),
		FIXED(not_in_children),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
