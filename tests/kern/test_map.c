/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

static int load(void **state)
{
	*state = test_load("maps");
	return 0;
}

static int unload(void **state)
{
	kern_object_free(*state);
	return 0;
}

static void elements_of_a_hash(void **state)
{
	struct kern_map *map = test_map(*state, "hash");
	uint32_t key = 7, next;
	uint64_t value = 42, got = 0;

	assert_int_equal(kern_map_key_size(map), 4);
	assert_int_equal(kern_map_user_value_size(map), 8);
	assert_int_equal(kern_map_type(map), BPF_MAP_TYPE_HASH);
	assert_int_equal(kern_map_carries(map), KERN_CARRIES_BYTES);
	assert_int_equal(kern_map_lookup(map, &key, &got, 0), -ENOENT);
	assert_int_equal(kern_map_next_key(map, NULL, &next), -ENOENT);
	assert_int_equal(kern_map_update(map, &key, &value, BPF_EXIST), -ENOENT);
	assert_int_equal(kern_map_update(map, &key, &value, BPF_NOEXIST), 0);
	assert_int_equal(kern_map_update(map, &key, &value, BPF_NOEXIST), -EEXIST);
	assert_int_equal(kern_map_lookup(map, &key, &got, 0), 0);
	assert_int_equal(got, 42);
	assert_int_equal(kern_map_next_key(map, NULL, &next), 0);
	assert_int_equal(next, 7);
	assert_int_equal(kern_map_next_key(map, &key, &next), -ENOENT);
	got = 0;
	assert_int_equal(kern_map_lookup_and_delete(map, &key, &got, 0), 0);
	assert_int_equal(got, 42);
	assert_int_equal(kern_map_delete(map, &key, 0), -ENOENT);
	assert_int_equal(kern_map_lookup(map, &key, &got, ~0ull), -EINVAL);
}

/* The kernel writes every possible CPU's value, each rounded up to 8 bytes: not one byte beyond. */
static void per_cpu_values_have_their_real_size(void **state)
{
	struct kern_map *map = test_map(*state, "percpu");
	uint32_t size = kern_map_user_value_size(map), key = 1;
	uint8_t *value, *got;

	assert_int_equal(size, 8 * kern_possible_cpus());
	value = calloc(1, size);
	got = malloc(size + 64);
	memset(got, 0xee, size + 64);
	for (uint32_t cpu = 0; cpu < kern_possible_cpus(); cpu++)
		memset(value + 8 * cpu, (int)cpu + 1, 5);
	assert_int_equal(kern_map_update(map, &key, value, 0), 0);
	assert_int_equal(kern_map_lookup(map, &key, got, 0), 0);
	for (uint32_t cpu = 0; cpu < kern_possible_cpus(); cpu++)
		assert_memory_equal(got + 8 * cpu, value + 8 * cpu, 5);
	for (uint32_t i = 0; i < 64; i++)
		assert_int_equal(got[size + i], 0xee);
	free(value);
	free(got);
}

static void a_queue_has_no_keys(void **state)
{
	struct kern_map *map = test_map(*state, "queue");
	uint32_t key = 0, value, got;

	for (value = 1; value <= 4; value++)
		assert_int_equal(kern_map_update(map, &key, &value, 0), 0);
	assert_int_equal(kern_map_update(map, NULL, &value, 0), -E2BIG);
	assert_int_equal(kern_map_lookup(map, &key, &got, 0), 0);
	assert_int_equal(got, 1);
	for (value = 1; value <= 4; value++) {
		assert_int_equal(kern_map_lookup_and_delete(map, NULL, &got, 0), 0);
		assert_int_equal(got, value);
	}
	assert_int_equal(kern_map_lookup_and_delete(map, NULL, &got, 0), -ENOENT);
	assert_true(kern_map_next_key(map, NULL, &got) < 0);
	assert_int_equal(kern_map_delete(map, NULL, 0), -EINVAL);
}

static void batches(void **state)
{
	struct kern_map *map = test_map(*state, "hash");
	uint32_t keys[40], got_keys[64], seen = 0, token = 0;
	uint64_t values[40], got[64];
	struct kern_batch b = {
		.op = KERN_BATCH_UPDATE, .keys = keys, .values = values, .count = 40
	};
	int ret;

	for (uint32_t i = 0; i < 40; i++)
		keys[i] = i, values[i] = 100 + i;
	assert_int_equal(kern_map_batch(map, &b), 0);
	assert_int_equal(b.count, 40);
	do {
		b = (struct kern_batch){ .op = KERN_BATCH_LOOKUP,
					 .in_batch = seen ? &token : NULL,
					 .out_batch = &token,
					 .keys = got_keys,
					 .values = got,
					 .count = 16 };
		ret = kern_map_batch(map, &b);
		assert_true(!ret || ret == -ENOENT);
		for (uint32_t i = 0; i < b.count; i++)
			assert_int_equal(got[i], 100 + got_keys[i]);
		seen += b.count;
	} while (!ret);
	assert_int_equal(seen, 40);
	b = (struct kern_batch){ .op = KERN_BATCH_DELETE, .keys = keys, .count = 10 };
	assert_int_equal(kern_map_batch(map, &b), 0);
	assert_int_equal(b.count, 10);
	/* The first is gone: nothing was done. */
	b = (struct kern_batch){ .op = KERN_BATCH_DELETE, .keys = keys, .count = 10 };
	assert_int_equal(kern_map_batch(map, &b), -ENOENT);
	assert_int_equal(b.count, 0);
	b = (struct kern_batch){ .op = KERN_BATCH_LOOKUP_AND_DELETE,
				 .out_batch = &token,
				 .keys = got_keys,
				 .values = got,
				 .count = 64 };
	assert_int_equal(kern_map_batch(map, &b), -ENOENT);
	assert_int_equal(b.count, 30);
	/* Refused at once: the kernel leaves the count, and none was done. */
	b = (struct kern_batch){ .op = KERN_BATCH_LOOKUP,
				 .out_batch = &token,
				 .keys = got_keys,
				 .values = got,
				 .count = 8,
				 .flags = 1 };
	assert_int_equal(kern_map_batch(map, &b), -EINVAL);
	assert_int_equal(b.count, 0);
}

static void maps_in_maps(void **state)
{
	struct kern_map *outer = test_map(*state, "outer");
	uint32_t one = 1, zero = 0, value = 77, id = 0;
	int fd = kern_map_fd(test_map(*state, "second"));
	struct kern_map_info info;

	assert_int_equal(kern_map_carries(outer), KERN_CARRIES_MAP_FD);
	assert_int_equal(kern_map_carries(test_map(*state, "tail")), KERN_CARRIES_PROGRAM_FD);
	assert_int_equal(kern_map_update(test_map(*state, "second"), &zero, &value, 0), 0);
	assert_int_equal(kern_map_update(outer, &one, &fd, 0), 0);
	assert_int_equal(kern_map_lookup(outer, &one, &id, 0), 0);
	kern_map_info(test_map(*state, "second"), &info, NULL);
	assert_int_equal(id, info.id);
	fd = -1;
	assert_int_equal(kern_map_update(outer, &one, &fd, 0), -EBADF);
}

static void an_array_knows_its_bounds(void **state)
{
	struct kern_map *map = test_map(*state, "array");
	uint64_t value = 5;
	uint32_t key = 8;

	assert_int_equal(kern_map_update(map, &key, &value, 0), -E2BIG);
	assert_int_equal(kern_map_lookup(map, &key, &value, 0), -ENOENT);
	assert_int_equal(kern_map_delete(map, &key, 0), -EINVAL);
	assert_int_equal(kern_map_freeze(map), 0);
	key = 0;
	assert_int_equal(kern_map_update(map, &key, &value, 0), -EPERM);
}

static void maps_that_stand_alone(void **state)
{
	struct kern_map_create_opts opts = { .name = "lone",
					     .type = BPF_MAP_TYPE_LRU_HASH,
					     .key_size = 4,
					     .value_size = 4,
					     .max_entries = 16 };
	struct wbpf_error err = WBPF_ERROR_INIT;
	uint32_t key = 1, value = 2, got = 0;
	struct kern_map *map, *again;
	struct kern_map_info info;
	int fds = test_fd_cnt();

	(void)state;
	assert_ok(kern_map_create(&opts, &map, &err), &err);
	assert_string_equal(kern_map_name(map), "lone");
	assert_int_equal(kern_map_update(map, &key, &value, 0), 0);
	assert_ok(kern_map_info(map, &info, &err), &err);
	unlink("/sys/fs/bpf/wbpf-kern-test");
	assert_ok(kern_map_pin(map, "/sys/fs/bpf/wbpf-kern-test", &err), &err);
	assert_int_equal(kern_map_pin(map, "/sys/fs/bpf/wbpf-kern-test", &err), -EEXIST);
	kern_map_free(map);
	assert_ok(kern_map_open_pinned("/sys/fs/bpf/wbpf-kern-test", &again, &err), &err);
	assert_int_equal(kern_map_lookup(again, &key, &got, 0), 0);
	assert_int_equal(got, 2);
	assert_ok(kern_map_unpin(again, "/sys/fs/bpf/wbpf-kern-test", &err), &err);
	kern_map_free(again);
	test_map_gone(info.id);
	assert_int_equal(test_fd_cnt(), fds);
	kern_map_free(NULL);
}

static void wrong_maps_and_paths(void **state)
{
	struct kern_map_create_opts opts = { .name = "bad", .type = BPF_MAP_TYPE_HASH };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_map *map = test_map(*state, "hash"), *out;

	assert_int_equal(kern_map_create(&opts, &out, &err), -EINVAL);
	assert_has(err.message, "map 'bad': create: Invalid argument");
	assert_null(out);
	assert_int_equal(kern_map_open_pinned("/sys/fs/bpf/nosuch", &out, &err), -ENOENT);
	assert_has(err.message, "open pinned map '/sys/fs/bpf/nosuch': No such file or directory");
	assert_int_equal(kern_map_pin(map, "/tmp/wbpf-no-bpffs", &err), -EINVAL);
	assert_has(err.message, "map 'hash': pin at '/tmp/wbpf-no-bpffs': Invalid argument");
	/* A failed path does not stand in the way of a good one. */
	assert_ok(kern_map_pin(map, "/sys/fs/bpf/wbpf-kern-hash", &err), &err);
	assert_ok(kern_map_unpin(map, "/sys/fs/bpf/wbpf-kern-hash", &err), &err);
	wbpf_error_clear(&err);
}

/* What is pinned may be a program: its info must not be taken for a map's. */
static void a_pinned_program_is_no_map(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_program *prog = test_program(*state, "twice");
	struct kern_map *out;
	struct kern_link *link;

	unlink("/sys/fs/bpf/wbpf-kern-prog");
	assert_ok(kern_program_pin(prog, "/sys/fs/bpf/wbpf-kern-prog", &err), &err);
	assert_int_equal(kern_map_open_pinned("/sys/fs/bpf/wbpf-kern-prog", &out, &err), -EINVAL);
	assert_has(err.message, "what is pinned is no map");
	assert_int_equal(kern_link_open_pinned("/sys/fs/bpf/wbpf-kern-prog", &link, &err), -EINVAL);
	assert_ok(kern_program_unpin(prog, "/sys/fs/bpf/wbpf-kern-prog", &err), &err);
	wbpf_error_clear(&err);
}

static void attributes_before_load(void **state)
{
	struct kern_object *obj = test_open("maps");
	struct kern_map *hash = test_map(obj, "hash"), *bss = test_map(obj, ".bss");
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_map_info info;

	(void)state;
	assert_ok(kern_map_set(hash, KERN_MAP_MAX_ENTRIES, 99, &err), &err);
	assert_ok(kern_map_set(hash, KERN_MAP_TYPE, BPF_MAP_TYPE_LRU_HASH, &err), &err);
	assert_int_equal(kern_map_set(hash, KERN_MAP_MAX_ENTRIES, 1ull << 32, &err), -ERANGE);
	/* libbpf would unmap by the new size, or follow a pointer that is not there. */
	assert_int_equal(kern_map_set(bss, KERN_MAP_MAX_ENTRIES, 1000, &err), -EINVAL);
	assert_int_equal(kern_map_set(bss, KERN_MAP_TYPE, BPF_MAP_TYPE_HASH, &err), -EINVAL);
	assert_int_equal(kern_map_set(hash, KERN_MAP_TYPE, BPF_MAP_TYPE_STRUCT_OPS, &err), -EINVAL);
	assert_int_equal(kern_map_set(test_map(obj, "tail"), KERN_MAP_TYPE, BPF_MAP_TYPE_ARRAY,
				      &err),
			 -EINVAL);
	assert_ok(kern_object_load(obj, &err), &err);
	assert_ok(kern_map_info(hash, &info, &err), &err);
	assert_int_equal(info.max_entries, 99);
	assert_int_equal(info.type, BPF_MAP_TYPE_LRU_HASH);
	assert_int_equal(kern_map_set(hash, KERN_MAP_MAX_ENTRIES, 1, &err), -EBUSY);
	kern_object_free(obj);
}

static void a_map_can_be_shared_by_objects(void **state)
{
	struct kern_object *obj = test_open("maps");
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_map *theirs = test_map(*state, "hash"), *ours = test_map(obj, "hash");
	uint32_t key = 3;
	uint64_t value = 33, got = 0;

	assert_int_equal(kern_map_reuse(test_map(obj, ".bss"), theirs, &err), -EINVAL);
	assert_int_equal(kern_map_reuse(test_map(obj, "outer"), theirs, &err), -EINVAL);
	assert_has(err.message, "map 'outer': 'hash' is of another type or size");
	assert_ok(kern_map_reuse(ours, theirs, &err), &err);
	assert_ok(kern_object_load(obj, &err), &err);
	assert_int_equal(kern_map_update(theirs, &key, &value, 0), 0);
	assert_int_equal(kern_map_lookup(ours, &key, &got, 0), 0);
	assert_int_equal(got, 33);
	kern_object_free(obj);
	assert_int_equal(kern_map_delete(theirs, &key, 0), 0);
}

static void inner_map_given_later(void **state)
{
	int fds = test_fd_cnt();
	struct kern_object *obj = test_open("maps");
	struct kern_map *outer = test_map(obj, "outer");
	struct wbpf_error err = WBPF_ERROR_INIT;

	assert_int_equal(kern_map_set_inner(test_map(obj, "hash"), test_map(*state, "first"), &err),
			 -EINVAL);
	assert_ok(kern_map_set_inner(outer, test_map(*state, "first"), &err), &err);
	assert_int_equal(kern_map_set_inner(outer, test_map(*state, "first"), &err), -EEXIST);
	assert_ok(kern_object_load(obj, &err), &err);
	kern_object_free(obj);
	assert_int_equal(test_fd_cnt(), fds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_of_a_hash),
		cmocka_unit_test(per_cpu_values_have_their_real_size),
		cmocka_unit_test(a_queue_has_no_keys),
		cmocka_unit_test(batches),
		cmocka_unit_test(maps_in_maps),
		cmocka_unit_test(an_array_knows_its_bounds),
		cmocka_unit_test(maps_that_stand_alone),
		cmocka_unit_test(wrong_maps_and_paths),
		cmocka_unit_test(a_pinned_program_is_no_map),
		cmocka_unit_test(attributes_before_load),
		cmocka_unit_test(a_map_can_be_shared_by_objects),
		cmocka_unit_test(inner_map_given_later),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, load, unload);
}
