/* SPDX-License-Identifier: MIT */
/* What is embedded has the types that are used, and those as they were. */
#include "support.h"

#include <errno.h>
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "codegen/bytes.h"

static struct bpf_object *before, *after;
static struct wbpf_buf elf, less;

static const struct btf_type *find(const struct bpf_object *obj, const char *name)
{
	const struct btf *btf = bpf_object__btf(obj);

	return btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT));
}

static const char *member(const struct bpf_object *obj, const struct btf_type *t, int i)
{
	return btf__name_by_offset(bpf_object__btf(obj), btf_members(t)[i].name_off);
}

static void smaller(void **state)
{
	__u32 old_len, new_len;

	(void)state;
	assert_non_null(btf__raw_data(bpf_object__btf(before), &old_len));
	assert_non_null(btf__raw_data(bpf_object__btf(after), &new_len));
	assert_true(new_len < old_len);
	assert_true(less.len < elf.len);
}

static void read_members_stay(void **state)
{
	const struct btf_type *old = find(before, "big"), *new = find(after, "big");

	(void)state;
	assert_non_null(new);
	assert_int_equal(btf_vlen(old), 5);
	assert_int_equal(btf_vlen(new), 3);
	assert_int_equal(new->size, old->size);
	assert_string_equal(member(after, new, 0), "parts");
	assert_int_equal(btf_member_bit_offset(new, 0), btf_member_bit_offset(old, 1));
	assert_string_equal(member(after, new, 1), "next");
	assert_string_equal(member(after, new, 2), "last");
	assert_int_equal(btf_member_bit_offset(new, 2), btf_member_bit_offset(old, 4));
	assert_int_equal(btf__find_by_name(bpf_object__btf(after), "unread_behind"), -ENOENT);
}

static void inner_members_stay(void **state)
{
	const struct btf_type *old = find(before, "big_part"), *new = find(after, "big_part");

	(void)state;
	assert_int_equal(btf_vlen(new), 1);
	assert_int_equal(btf_member_bit_offset(new, 0), btf_member_bit_offset(old, 1));
	assert_int_equal(new->size, old->size);
}

static void values_stay_whole(void **state)
{
	(void)state;
	assert_int_equal(btf_vlen(find(after, "counted")), 2);
	assert_int_equal(btf_vlen(find(after, "event")), 3);
}

static void maps_and_programs_stay(void **state)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(after, "counts");

	(void)state;
	assert_non_null(map);
	assert_int_equal(bpf_map__value_size(map), 8 + 32);
	assert_non_null(bpf_object__find_program_by_name(after, "read_big"));
}

static void twice_is_once(void **state)
{
	struct wbpf_buf again = WBPF_BUF_INIT;

	(void)state;
	cg_strip(&again, less.data, less.len);
	assert_int_equal(again.len, less.len);
	assert_memory_equal(again.data, less.data, less.len);
	wbpf_buf_free(&again);
}

static int open_both(void **state)
{
	(void)state;
	read_object("read", &elf);
	cg_strip(&less, elf.data, elf.len);
	before = bpf_object__open_mem(elf.data, elf.len, NULL);
	after = bpf_object__open_mem(less.data, less.len, NULL);
	return before && after ? 0 : -1;
}

static int close_both(void **state)
{
	(void)state;
	bpf_object__close(before);
	bpf_object__close(after);
	wbpf_buf_free(&elf);
	wbpf_buf_free(&less);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smaller),
		cmocka_unit_test(read_members_stay),
		cmocka_unit_test(inner_members_stay),
		cmocka_unit_test(values_stay_whole),
		cmocka_unit_test(maps_and_programs_stay),
		cmocka_unit_test(twice_is_once),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, open_both, close_both);
}
