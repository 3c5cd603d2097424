/* SPDX-License-Identifier: MIT */
/* Elements of maps, one by one and in batches, and those that name things of the host. */
#include "unit/host_v2.h"

#include <fcntl.h>
#include <unistd.h>

static wbpf_gaddr put_u32(uint32_t value)
{
	return fake_put(&fg, &value, sizeof(value));
}

static wbpf_gaddr put_u64(uint64_t value)
{
	return fake_put(&fg, &value, sizeof(value));
}

static uint64_t get_u64(wbpf_gaddr at)
{
	uint64_t value;

	memcpy(&value, fake_at(&fg, at, sizeof(value)), sizeof(value));
	return value;
}

static void lookup_update_delete(void **state)
{
	wbpf_handle map = find_map("counts");
	wbpf_gaddr key = put_u32(1), out = fake_alloc(&fg, 8), next = fake_alloc(&fg, 4);

	(void)state;
	check_error(wbpf2_map_lookup(&fg.g, map, key, 4, out, 8, 0), -ENOENT, "no such element");
	check_error(wbpf2_map_next_key(&fg.g, map, none, next, 4), -ENOENT, "no such element");
	assert_int_equal(wbpf2_map_update(&fg.g, map, key, 4, put_u64(9), 8, 0), 0);
	check_error(wbpf2_map_update(&fg.g, map, key, 4, out, 8, 1), -EEXIST, "exists already");
	assert_int_equal(wbpf2_map_lookup(&fg.g, map, key, 4, out, 8, 0), 0);
	assert_int_equal(get_u64(out), 9);
	assert_int_equal(wbpf2_map_next_key(&fg.g, map, none, next, 4), 0);
	assert_memory_equal(fake_at(&fg, next, 4), fake_at(&fg, key, 4), 4);
	check_error(wbpf2_map_lookup(&fg.g, map, key, 4, out, 8, 8), -EINVAL,
		    "map 'counts': lookup: Invalid argument");
	assert_int_equal(wbpf2_map_delete(&fg.g, map, key, 4, 0), 0);
	assert_int_equal(wbpf2_map_delete(&fg.g, map, key, 4, 0), -ENOENT);
	assert_int_equal(wbpf2_map_update(&fg.g, map, key, 4, put_u64(3), 8, 0), 0);
	assert_int_equal(wbpf2_map_lookup_and_delete(&fg.g, map, key, 4, out, 8, 0), 0);
	assert_int_equal(get_u64(out), 3);
	assert_int_equal(wbpf2_map_lookup_and_delete(&fg.g, map, key, 4, out, 8, 0), -ENOENT);
}

static void queue_has_no_key(void **state)
{
	wbpf_handle map = find_map("queue");
	wbpf_gaddr out = fake_alloc(&fg, 4);

	(void)state;
	assert_int_equal(wbpf2_map_update(&fg.g, map, none, 0, put_u32(1), 4, 0), 0);
	assert_int_equal(wbpf2_map_update(&fg.g, map, none, 0, put_u32(2), 4, 0), 0);
	assert_int_equal(wbpf2_map_lookup_and_delete(&fg.g, map, none, 0, out, 4, 0), 0);
	assert_int_equal(*(uint32_t *)fake_at(&fg, out, 4), 1);
	assert_int_equal(wbpf2_map_lookup(&fg.g, map, none, 0, out, 4, 0), 0);
	assert_int_equal(*(uint32_t *)fake_at(&fg, out, 4), 2);
}

static void lengths_must_be_the_maps_own(void **state)
{
	static const uint32_t wrong[] = { 0, 1, 3, 5, 8, 0x7fffffff, 0xffffffff };
	wbpf_handle map = find_map("counts");
	wbpf_gaddr key = put_u32(1), value = put_u64(1);

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint32_t n = wrong[i];

		check_error(wbpf2_map_lookup(&fg.g, map, key, n, value, 8, 0), -EINVAL,
			    "map 'counts': a key has 4 bytes and not");
		check_error(wbpf2_map_update(&fg.g, map, key, n, value, 8, 0), -EINVAL, "key");
		check_error(wbpf2_map_delete(&fg.g, map, key, n, 0), -EINVAL, "key");
		check_error(wbpf2_map_next_key(&fg.g, map, key, value, n), -EINVAL, "key");
		if (n == 8)
			continue;
		check_error(wbpf2_map_lookup(&fg.g, map, key, 4, value, n, 0), -EINVAL, "value");
		check_error(wbpf2_map_update(&fg.g, map, key, 4, value, n, 0), -EINVAL, "value");
		check_error(wbpf2_map_lookup_and_delete(&fg.g, map, key, 4, value, n, 0), -EINVAL,
			    "value");
	}
	check_error(wbpf2_map_lookup(&fg.g, find_map("percpu"), key, 4, value, 12, 0), -EINVAL,
		    "map 'percpu': a value has 64 bytes and not 12");
}

static void ranges(void **state)
{
	static const uint32_t bad[] = { MEMORY - 3, MEMORY, MEMORY + 1, 0x7fffffff, 0xffffffff };
	wbpf_handle map = find_map("counts");
	wbpf_gaddr key = put_u32(1), value = put_u64(1);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		wbpf_gaddr at = WBPF_GADDR(bad[i]);

		check_error(wbpf2_map_lookup(&fg.g, map, at, 4, value, 8, 0), -EFAULT, "key");
		check_error(wbpf2_map_lookup(&fg.g, map, key, 4, at, 8, 0), -EFAULT, "value");
		check_error(wbpf2_map_update(&fg.g, map, at, 4, value, 8, 0), -EFAULT, "key");
		check_error(wbpf2_map_update(&fg.g, map, key, 4, at, 8, 0), -EFAULT, "value");
		check_error(wbpf2_map_delete(&fg.g, map, at, 4, 0), -EFAULT, "key");
		check_error(wbpf2_map_next_key(&fg.g, map, at, key, 4), -EFAULT, "key");
		check_error(wbpf2_map_next_key(&fg.g, map, none, at, 4), -EFAULT, "next_key");
		check_error(wbpf2_map_lookup_and_delete(&fg.g, map, at, 4, value, 8, 0), -EFAULT,
			    "key");
	}
	fg.no_memory = true;
	check_error(wbpf2_map_lookup(&fg.g, map, key, 4, value, 8, 0), -EFAULT, "value");
}

static void wrong_handles(void **state)
{
	wbpf_gaddr key = put_u32(1), value = put_u64(1);
	wbpf_handle bad[] = {
		0, -1, INT32_MAX, obj, find_program("tp_exec"), find_map("counts") + (1 << 16)
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		wbpf_handle h = bad[i];

		check_error(wbpf2_map_lookup(&fg.g, h, key, 4, value, 8, 0), -EBADF, "handle");
		check_error(wbpf2_map_update(&fg.g, h, key, 4, value, 8, 0), -EBADF, "handle");
		check_error(wbpf2_map_delete(&fg.g, h, key, 4, 0), -EBADF, "handle");
		check_error(wbpf2_map_next_key(&fg.g, h, key, value, 4), -EBADF, "handle");
		check_error(wbpf2_map_batch(&fg.g, h, key), -EBADF, "handle");
		check_error(wbpf2_map_lookup_and_delete(&fg.g, h, key, 4, value, 8, 0), -EBADF,
			    "handle");
	}
}

static int update(const char *map, uint32_t key, const void *value, uint32_t len)
{
	memset(fake.last_word, 0, sizeof(fake.last_word));
	return wbpf2_map_update(&fg.g, find_map(map), put_u32(key), 4, fake_put(&fg, value, len),
				len, 0);
}

static wbpf_handle open_event(void)
{
	return wbpf2_perf_event_open(&fg.g, fake_text(&fg, "PERFATTR"), 8, -1, 0, 0);
}

static void values_that_are_handles(void **state)
{
	wbpf_handle prog = find_program("iter_task"), map = find_map("counts"), ev = open_event();
	uint32_t raw = 2 * FAKE_FD_BASE, zero = 0;

	(void)state;
	assert_int_equal(update("progs", 0, &prog, 4), 0);
	assert_int_equal(fake.last_word[0], 2 * FAKE_FD_BASE + 1);
	assert_int_equal(update("maps", 0, &map, 4), 0);
	assert_int_equal(fake.last_word[0], FAKE_FD_BASE);
	assert_true(ev > 0);
	assert_int_equal(update("perf", 0, &ev, 4), 0);
	assert_true(fcntl((int)fake.last_word[0], F_GETFD) >= 0);
	check_error(update("progs", 0, &raw, 4), -EBADF, "is no handle of a program");
	check_error(update("progs", 0, &zero, 4), -EBADF, "is no handle of a program");
	check_error(update("progs", 0, &map, 4), -EBADF, "is a map and not a program");
	check_error(update("maps", 0, &prog, 4), -EBADF, "is a program and not a map");
	check_error(update("perf", 0, &map, 4), -EBADF, "is a map and not a descriptor");
	check_error(update("perf", 0, &raw, 4), -EBADF, "is no handle of a descriptor");
	check_error(update("ops", 0, (uint64_t[]){ 0 }, 8), -EOPNOTSUPP,
		    "map 'ops': struct_ops are for map_attach()");
	check_error(update("socks", 0, &zero, 4), -EOPNOTSUPP, "map 'socks': a guest has no");
}

static void device_and_cpu_maps(void **state)
{
	wbpf_handle prog = find_program("xdp_pass");
	uint32_t pair[2] = { 7, (uint32_t)prog }, raw[2] = { 7, 2 * FAKE_FD_BASE };
	uint32_t without[2] = { 7, 0 };

	(void)state;
	assert_int_equal(update("devs", 0, pair, 8), 0);
	assert_int_equal(fake.last_word[0], 7);
	assert_int_equal(fake.last_word[1], 2 * FAKE_FD_BASE + 4);
	assert_int_equal(update("cpus", 0, without, 8), 0);
	assert_int_equal(fake.last_word[0], 7);
	assert_int_equal(fake.last_word[1], 0);
	assert_int_equal(update("devs4", 0, without, 4), 0);
	assert_int_equal(fake.last_word[0], 7);
	check_error(update("devs", 0, raw, 8), -EBADF, "is no handle of a program");
	check_error(update("cpus", 0, raw, 8), -EBADF, "is no handle of a program");
}

static int open_fds(void)
{
	int cnt = 0;

	for (int fd = 0; fd < 256; fd++)
		cnt += fcntl(fd, F_GETFD) >= 0;
	return cnt;
}

static void granted_directories(void **state)
{
	static const struct wbpf_guest_dir dir = { 3, "/cg", "/tmp", false };
	uint32_t three = 3, four = 4, one = 1;
	wbpf_gaddr out = fake_alloc(&fg, 8), value = put_u64(1);
	int before = open_fds();

	(void)state;
	check_error(update("cgroups", 0, &three, 4), -EBADF, "descriptor 3 is no granted");
	fg.g.dirs = &dir;
	fg.g.dir_cnt = 1;
	assert_int_equal(update("cgroups", 0, &three, 4), 0);
	assert_int_not_equal(fake.last_word[0], 0);
	check_error(update("cgroups", 0, &four, 4), -EBADF, "descriptor 4 is no granted");
	check_error(update("cgroups", 0, &one, 4), -EBADF, "descriptor 1 is no granted");
	assert_int_equal(wbpf2_map_update(&fg.g, find_map("cgrp"), put_u32(3), 4, value, 8, 0), 0);
	assert_true(fake.key_fd_is_open);
	check_error(wbpf2_map_lookup(&fg.g, find_map("cgrp"), put_u32(1), 4, out, 8, 0), -EBADF,
		    "granted");
	assert_int_equal(open_fds(), before);
}

static void task_storage_takes_a_pid(void **state)
{
	wbpf_handle map = find_map("task");
	wbpf_gaddr out = fake_alloc(&fg, 8), me = put_u32((uint32_t)getpid()), value = put_u64(4);
	int before = open_fds();

	(void)state;
	assert_int_equal(wbpf2_map_update(&fg.g, map, me, 4, value, 8, 0), 0);
	assert_true(fake.key_fd_is_open);
	assert_int_equal(wbpf2_map_lookup(&fg.g, map, me, 4, out, 8, 0), 0);
	assert_int_equal(get_u64(out), 4);
	assert_int_equal(wbpf2_map_delete(&fg.g, map, me, 4, 0), 0);
	check_error(wbpf2_map_lookup(&fg.g, map, put_u32(0x7ffffffe), 4, out, 8, 0), -ESRCH,
		    "no task");
	check_error(wbpf2_map_delete(&fg.g, map, put_u32(0xffffffff), 4, 0), -EINVAL, "no task -1");
	check_error(wbpf2_map_lookup(&fg.g, find_map("inode"), put_u32(1), 4, out, 8, 0),
		    -EOPNOTSUPP, "map 'inode': a guest cannot name its owners");
	assert_int_equal(open_fds(), before);
}

/* A map of programs whose value was made 1 byte before load. */
static void small_values_of_named_maps(void **state)
{
	wbpf_handle second = open_with("FAKE"), map;

	(void)state;
	map = wbpf2_object_find_map(&fg.g, second, fake_text(&fg, "progs"), 5);
	assert_int_equal(wbpf2_map_set(&fg.g, map, WBPF2_MAP_ATTR_VALUE_SIZE, 1), 0);
	check_error(wbpf2_map_update(&fg.g, map, put_u32(0), 4, WBPF_GADDR(MEMORY - 1), 1, 0),
		    -EINVAL, "too small for a handle");
	map = wbpf2_object_find_map(&fg.g, second, fake_text(&fg, "task"), 4);
	assert_int_equal(wbpf2_map_set(&fg.g, map, WBPF2_MAP_ATTR_KEY_SIZE, 1), 0);
	check_error(wbpf2_map_delete(&fg.g, map, WBPF_GADDR(MEMORY - 1), 1, 0), -EINVAL,
		    "too small for a number");
}

static struct wbpf2_map_batch_opts batch_of(uint32_t op, uint32_t count)
{
	return (struct wbpf2_map_batch_opts){
		.sz = sizeof(struct wbpf2_map_batch_opts),
		.op = op,
		.count = count,
		.keys = fake_alloc(&fg, 64).v,
		.values = fake_alloc(&fg, 128).v,
		.out_batch = fake_alloc(&fg, 4).v,
	};
}

static int run_batch(wbpf_handle map, struct wbpf2_map_batch_opts *o)
{
	wbpf_gaddr at = fake_put(&fg, o, sizeof(*o));
	int ret = wbpf2_map_batch(&fg.g, map, at);

	memcpy(o, fake_at(&fg, at, sizeof(*o)), sizeof(*o));
	return ret;
}

static void batches(void **state)
{
	wbpf_handle map = find_map("counts");
	struct wbpf2_map_batch_opts o = batch_of(WBPF2_BATCH_OP_UPDATE, 10);
	uint32_t *keys = fake_at(&fg, WBPF_GADDR(o.keys), 40);
	uint64_t *values = fake_at(&fg, WBPF_GADDR(o.values), 80);

	(void)state;
	for (uint32_t i = 0; i < 10; i++) {
		keys[i] = i;
		values[i] = i * i;
	}
	assert_int_equal(run_batch(map, &o), 0);
	assert_int_equal(o.count, 10);
	memset(values, 0, 80);
	o.op = WBPF2_BATCH_OP_LOOKUP;
	o.count = 6;
	assert_int_equal(run_batch(map, &o), 0);
	assert_int_equal(o.count, 6);
	assert_int_equal(values[5], 25);
	o.in_batch = o.out_batch;
	assert_int_equal(run_batch(map, &o), -ENOENT);
	assert_int_equal(o.count, 4);
	assert_int_equal(values[3], 81);
	o.op = WBPF2_BATCH_OP_DELETE;
	assert_int_equal(run_batch(map, &o), 0);
	assert_int_equal(o.count, 4);
	assert_int_equal(run_batch(map, &o), -ENOENT);
	assert_int_equal(o.count, 0);
}

static void batch_ranges(void **state)
{
	wbpf_handle map = find_map("counts");
	struct wbpf2_map_batch_opts good = batch_of(WBPF2_BATCH_OP_LOOKUP, 16), o = good;

	(void)state;
	o.count = 0x40000000; /* x 4 overflows 32 bits */
	check_error(run_batch(map, &o), -EFAULT, "keys");
	o.count = 0xffffffff;
	check_error(run_batch(map, &o), -EFAULT, "keys");
	o = good;
	o.values = MEMORY - 127;
	check_error(run_batch(map, &o), -EFAULT, "values");
	o = good;
	o.out_batch = MEMORY - 3;
	check_error(run_batch(map, &o), -EFAULT, "out_batch");
	o = good;
	o.in_batch = 0xffffffff;
	check_error(run_batch(map, &o), -EFAULT, "in_batch");
	o = good;
	o.op = 0;
	check_error(run_batch(map, &o), -EINVAL, "batch operation 0");
	o.op = 5;
	check_error(run_batch(map, &o), -EINVAL, "batch operation 5");
	check_error(wbpf2_map_batch(&fg.g, map, none), -EFAULT, "options");
}

static void batches_of_handles(void **state)
{
	struct wbpf2_map_batch_opts o = batch_of(WBPF2_BATCH_OP_UPDATE, 2);
	uint32_t *keys = fake_at(&fg, WBPF_GADDR(o.keys), 8);
	wbpf_handle *values = fake_at(&fg, WBPF_GADDR(o.values), 8);

	(void)state;
	keys[0] = 0;
	keys[1] = 1;
	values[0] = find_map("counts");
	values[1] = find_map("percpu");
	assert_int_equal(run_batch(find_map("maps"), &o), 0);
	assert_int_equal(fake.last_word[0], FAKE_FD_BASE + 1);
	values[1] = FAKE_FD_BASE;
	check_error(run_batch(find_map("maps"), &o), -EBADF, "handle of a map");
	assert_int_equal(o.count, 0);
	o.count = 2;
	check_error(run_batch(find_map("cgroups"), &o), -EOPNOTSUPP, "map 'cgroups': batch");
	o.count = 2;
	check_error(run_batch(find_map("devs"), &o), -EOPNOTSUPP, "map 'devs': batch");
	o.op = WBPF2_BATCH_OP_DELETE;
	o.count = 2;
	check_error(run_batch(find_map("task"), &o), -EOPNOTSUPP, "map 'task': batch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOADED(lookup_update_delete),
		LOADED(queue_has_no_key),
		LOADED(lengths_must_be_the_maps_own),
		LOADED(ranges),
		LOADED(wrong_handles),
		LOADED(values_that_are_handles),
		LOADED(device_and_cpu_maps),
		LOADED(granted_directories),
		LOADED(task_storage_takes_a_pid),
		LOADED(small_values_of_named_maps),
		LOADED(batches),
		LOADED(batch_ranges),
		LOADED(batches_of_handles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
