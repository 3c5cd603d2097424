/* SPDX-License-Identifier: MIT */
/* Maps beside the object "attach", which older kernels do not load whole. */
#include <errno.h>
#include <stdlib.h>
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

/* libbpf would make the directory first, wherever that is. */
static void no_directory_is_made_outside_of_bpffs(void **state)
{
	const char *path = "/tmp/wbpf-no-dir/pin", *dir = "/tmp/wbpf-no-dir";
	struct kern_object *obj = test_open("maps"), *attach = test_load("attach");
	struct kern_map_create_opts opts = { .type = 2, .key_size = 4, .value_size = 4,
					     .max_entries = 1 };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_program *prog = test_program(attach, "on_raw_tp");
	struct kern_link *link;
	struct kern_map *alone;

	rmdir(dir);
	assert_ok(kern_map_create(&opts, &alone, &err), &err);
	assert_ok(kern_attach(prog, NULL, &link, &err), &err);
	assert_int_equal(kern_map_pin(alone, path, &err), -EINVAL);
	assert_has(err.message, "'/tmp/wbpf-no-dir/pin' is in no bpffs");
	assert_int_equal(kern_map_pin(test_map(*state, "hash"), path, &err), -EINVAL);
	assert_int_equal(kern_program_pin(prog, path, &err), -EINVAL);
	assert_int_equal(kern_link_pin(link, path, &err), -EINVAL);
	assert_ok(kern_map_set_pin_path(test_map(obj, "hash"), path, &err), &err);
	assert_int_equal(kern_object_load(obj, &err), -EINVAL);
	assert_has(err.message, "map 'hash': pin at '/tmp/wbpf-no-dir/pin'");
	assert_int_equal(access(dir, F_OK), -1);
	/* One level is made where it is one. */
	assert_ok(kern_map_pin(alone, "/sys/fs/bpf/wbpf-kern-dir/pin", &err), &err);
	assert_ok(kern_map_unpin(alone, "/sys/fs/bpf/wbpf-kern-dir/pin", &err), &err);
	assert_int_equal(rmdir("/sys/fs/bpf/wbpf-kern-dir"), 0);
	kern_link_free(link);
	kern_map_free(alone);
	kern_object_free(attach);
	kern_object_free(obj);
	wbpf_error_clear(&err);
}

/* libbpf would take over the type and then follow what it never made for it. */
static void a_special_map_is_not_shared_by_another_kind(void **state)
{
	static const char *const special[] = { "wbpf_plain", "wbpf_linked" };
	struct kern_object *theirs = test_load("attach"), *obj = test_open("maps");
	struct kern_map *ours = test_map(obj, "hash");
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_map_info info;

	for (int i = 0; i < 2; i++)
		assert_int_equal(kern_map_reuse(ours, test_map(theirs, special[i]), &err), -EINVAL);
	assert_int_equal(kern_map_reuse(ours, test_map(*state, "tail"), &err), -EINVAL);
	assert_int_equal(kern_map_reuse(ours, test_map(*state, "outer"), &err), -EINVAL);
	assert_ok(kern_map_info(ours, &info, &err), &err);
	assert_ok(kern_object_load(obj, &err), &err);
	kern_object_free(theirs);
	kern_object_free(obj);
	wbpf_error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_directory_is_made_outside_of_bpffs),
		cmocka_unit_test(a_special_map_is_not_shared_by_another_kind),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, load, unload);
}
