/* SPDX-License-Identifier: MIT */
/* Attributes of maps, maps that stand alone, pins. */
#include "unit/host_v2.h"

static void info(void **state)
{
	struct wbpf2_map_info in = { .sz = sizeof(in) };
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in));
	const struct wbpf2_map_info *out = fake_at(&fg, at, sizeof(in));

	(void)state;
	assert_int_equal(wbpf2_map_info(&fg.g, find_map("percpu"), at), 0);
	assert_int_equal(out->sz, sizeof(in));
	assert_string_equal(out->name, "percpu");
	assert_int_equal(out->type, 6);
	assert_int_equal(out->key_size, 4);
	assert_int_equal(out->value_size, 12);
	assert_int_equal(out->user_value_size, 16 * FAKE_CPUS);
	assert_int_equal(out->max_entries, 4);
	assert_int_equal(out->loaded, 0);
	assert_int_equal(out->autocreate, 1);
	assert_int_equal(wbpf2_map_info(&fg.g, find_map(".rodata"), at), 0);
	assert_int_equal(out->initial_value_size, 64);
	assert_int_equal(out->internal, 1);
}

static void info_of_an_older_guest(void **state)
{
	uint32_t old[4] = { 12, 0, 0, 0x11111111 };
	wbpf_gaddr at = fake_put(&fg, old, sizeof(old));
	wbpf_handle map = find_map("counts");

	(void)state;
	assert_int_equal(wbpf2_map_info(&fg.g, map, at), 0);
	memcpy(old, fake_at(&fg, at, sizeof(old)), sizeof(old));
	assert_int_equal(old[0], 12);
	assert_int_equal(old[1], 1);
	assert_int_equal(old[2], 4);
	assert_int_equal(old[3], 0x11111111);
	check_error(wbpf2_map_info(&fg.g, map, none), -EFAULT, "options");
	check_error(wbpf2_map_info(&fg.g, map, WBPF_GADDR(MEMORY - 3)), -EFAULT, "options");
	assert_int_equal(wbpf2_map_info(&fg.g, obj, at), -EBADF);
	memset(fake_at(&fg, at, 4), 0xff, 4);
	check_error(wbpf2_map_info(&fg.g, map, at), -EFAULT, "options");
	memset(fake_at(&fg, at, 4), 0, 4);
	check_error(wbpf2_map_info(&fg.g, map, at), -EINVAL, "options");
}

static void set(void **state)
{
	wbpf_handle map = find_map("counts");

	(void)state;
	assert_int_equal(wbpf2_map_set(&fg.g, map, WBPF2_MAP_ATTR_MAX_ENTRIES, 3), 0);
	assert_int_equal(wbpf2_map_set(&fg.g, map, WBPF2_MAP_ATTR_EXTRA, 1ull << 40), 0);
	check_error(wbpf2_map_set(&fg.g, map, WBPF2_MAP_ATTR_MAX_ENTRIES, 1ull << 32), -EINVAL,
		    "map 'counts': attribute 4: 4294967296 is too large");
	check_error(wbpf2_map_set(&fg.g, map, 0, 1), -EINVAL, "no attribute 0");
	check_error(wbpf2_map_set(&fg.g, map, 11, 1), -EINVAL, "no attribute 11");
	check_error(wbpf2_map_set(&fg.g, map, 0xffffffff, 1), -EINVAL, "no attribute");
	assert_int_equal(wbpf2_map_set(&fg.g, obj, 4, 1), -EBADF);
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	check_error(wbpf2_map_set(&fg.g, map, WBPF2_MAP_ATTR_MAX_ENTRIES, 4), -EBUSY, "made");
}

static void initial_value(void **state)
{
	wbpf_handle map = find_map(".rodata");
	uint8_t bytes[64];
	wbpf_gaddr in, out = fake_alloc(&fg, 64);

	(void)state;
	memset(bytes, 5, sizeof(bytes));
	in = fake_put(&fg, bytes, sizeof(bytes));
	assert_int_equal(wbpf2_map_set_initial(&fg.g, map, in, 64), 0);
	assert_int_equal(wbpf2_map_initial(&fg.g, map, out, 64), 64);
	assert_memory_equal(fake_at(&fg, out, 64), bytes, 64);
	memset(fake_at(&fg, out, 64), 0, 64);
	assert_int_equal(wbpf2_map_initial(&fg.g, map, out, 3), 64);
	assert_int_equal(((uint8_t *)fake_at(&fg, out, 4))[2], 5);
	assert_int_equal(((uint8_t *)fake_at(&fg, out, 4))[3], 0);
	assert_int_equal(wbpf2_map_initial(&fg.g, map, none, 0), 64);
	check_error(wbpf2_map_set_initial(&fg.g, map, in, 63), -EINVAL, "initial");
	check_error(wbpf2_map_set_initial(&fg.g, map, in, 0xffffffff), -EFAULT, "initial");
	check_error(wbpf2_map_initial(&fg.g, map, WBPF_GADDR(MEMORY - 1), 2), -EFAULT, "initial");
	check_error(wbpf2_map_initial(&fg.g, find_map("counts"), out, 64), -ENOENT, "'counts'");
	assert_int_equal(wbpf2_map_initial(&fg.g, 0, out, 64), -EBADF);
	assert_int_equal(wbpf2_map_set_initial(&fg.g, 0, in, 64), -EBADF);
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	check_error(wbpf2_map_initial(&fg.g, map, out, 64), -ENOENT, "no initial value now");
}

static wbpf_handle create(uint32_t type, wbpf_handle inner)
{
	struct wbpf2_map_create_opts o = {
		.sz = sizeof(o),
		.type = type,
		.key_size = 4,
		.value_size = 8,
		.max_entries = 2,
		.name = fake_text(&fg, "own").v,
		.name_len = 3,
		.inner = inner,
	};

	return wbpf2_map_create(&fg.g, fake_put(&fg, &o, sizeof(o)));
}

static void create_reuse_inner(void **state)
{
	wbpf_handle own = create(1, 0), map = find_map("counts"), outer = find_map("maps");

	(void)state;
	assert_true(own > 0);
	assert_string_equal(kern_map_name(kern_map_of(own)), "own");
	assert_int_equal(fake.maps, 1);
	assert_int_equal(wbpf2_map_reuse(&fg.g, map, own), 0);
	check_error(wbpf2_map_reuse(&fg.g, map, map), -EINVAL, "reuse");
	assert_int_equal(wbpf2_map_reuse(&fg.g, map, 0), -EBADF);
	assert_int_equal(wbpf2_map_reuse(&fg.g, 0, own), -EBADF);
	assert_int_equal(wbpf2_map_set_inner(&fg.g, outer, own), 0);
	check_error(wbpf2_map_set_inner(&fg.g, map, own), -EINVAL, "map of maps");
	assert_int_equal(wbpf2_map_set_inner(&fg.g, outer, 0), -EBADF);
	assert_int_equal(wbpf2_map_set_inner(&fg.g, obj, own), -EBADF);
	assert_true(create(12, own) > 0);
	check_error(create(12, obj), -EBADF, "is an object and not a map");
	check_error(create(0, 0), -EINVAL, "create");
	check_error(wbpf2_map_create(&fg.g, none), -EFAULT, "options");
	assert_int_equal(wbpf2_close(&fg.g, own), 0);
	assert_int_equal(fake.maps, 1);
}

static void pins(void **state)
{
	wbpf_handle map = find_map("counts"), pinned;
	wbpf_gaddr path = fake_text(&fg, "/sys/fs/bpf/pinned");

	(void)state;
	assert_int_equal(wbpf2_map_set_pin_path(&fg.g, map, path, 18), 0);
	assert_string_equal(fake.path, "/sys/fs/bpf/pinned");
	assert_int_equal(wbpf2_map_set_pin_path(&fg.g, map, none, 0), 0);
	assert_string_equal(fake.path, "");
	check_error(wbpf2_map_set_pin_path(&fg.g, map, path, 0x10000), -ENAMETOOLONG, "pin path");
	assert_int_equal(wbpf2_map_set_pin_path(&fg.g, 0, path, 18), -EBADF);
	check_error(wbpf2_map_unpin(&fg.g, map, none, 0), -ENOENT, "not pinned");
	assert_int_equal(wbpf2_map_pin(&fg.g, map, path, 18), 0);
	assert_int_equal(wbpf2_map_unpin(&fg.g, map, none, 0), 0);
	check_error(wbpf2_map_pin(&fg.g, map, WBPF_GADDR(MEMORY), 3), -EFAULT, "pin path");
	assert_int_equal(wbpf2_map_pin(&fg.g, 0, path, 18), -EBADF);
	assert_int_equal(wbpf2_map_unpin(&fg.g, 0, path, 18), -EBADF);
	pinned = wbpf2_map_open_pinned(&fg.g, path, 18);
	assert_true(pinned > 0);
	assert_int_equal(fake.maps, 1);
	check_error(wbpf2_map_open_pinned(&fg.g, path, 17), -ENOENT, "/sys/fs/bpf/pinne'");
	check_error(wbpf2_map_open_pinned(&fg.g, WBPF_GADDR(0xffffffff), 1), -EFAULT, "pin path");
}

static void freeze_and_attach(void **state)
{
	wbpf_handle map = find_map("counts"), link;

	(void)state;
	check_error(wbpf2_map_freeze(&fg.g, map), -EINVAL, "map 'counts': freeze: Invalid");
	assert_int_equal(wbpf2_object_load(&fg.g, obj), 0);
	assert_int_equal(wbpf2_map_freeze(&fg.g, map), 0);
	assert_int_equal(wbpf2_map_freeze(&fg.g, 0), -EBADF);
	link = wbpf2_map_attach(&fg.g, map);
	assert_true(link > 0);
	assert_int_equal(fake.attached, 1);
	assert_int_equal(wbpf2_map_attach(&fg.g, link), -EBADF);
	assert_int_equal(wbpf2_close(&fg.g, link), 0);
	assert_int_equal(fake.attached, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OPENED(info),
		OPENED(info_of_an_older_guest),
		OPENED(set),
		OPENED(initial_value),
		OPENED(create_reuse_inner),
		OPENED(pins),
		OPENED(freeze_and_attach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
