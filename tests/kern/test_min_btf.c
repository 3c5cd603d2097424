/* SPDX-License-Identifier: MIT */
/* A load with the kept part of the kernel's types gives the same programs as one with all of them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/cache.h"
#include "kern/object.h"
#include "support.h"

static struct wbpf_cache *cache;
static struct wbpf_store store;
static char dir[] = "/tmp/wbpf-min-btf.XXXXXX";

static int open_store(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_ok(wbpf_cache_open(dir, 0, NULL, &cache, &err), &err);
	store = wbpf_cache_store(cache);
	return 0;
}

static int close_store(void **state)
{
	struct wbpf_cache_item *items;
	size_t cnt;

	(void)state;
	assert_int_equal(wbpf_cache_items(cache, &items, &cnt), 0);
	for (size_t i = 0; i < cnt; i++)
		wbpf_cache_remove(cache, &items[i]);
	free(items);
	wbpf_cache_free(cache);
	return rmdir(dir);
}

struct code {
	struct bpf_insn *insns;
	uint32_t cnt;
};

/* Ids and addresses of maps are others in each load. */
static void hide_maps(struct code *code)
{
	for (uint32_t i = 0; i + 1 < code->cnt; i++)
		if (code->insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) && code->insns[i].src_reg)
			code->insns[i].imm = code->insns[i + 1].imm = 0;
}

static struct code read_code(const struct kern_program *prog)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	struct code code = { 0 };

	assert_int_equal(bpf_obj_get_info_by_fd(kern_program_fd(prog), &info, &size), 0);
	code.cnt = info.xlated_prog_len / sizeof(struct bpf_insn);
	code.insns = calloc(code.cnt, sizeof(struct bpf_insn));
	assert_non_null(code.insns);
	size = sizeof(info);
	info = (struct bpf_prog_info){ .xlated_prog_len = code.cnt * sizeof(struct bpf_insn),
				       .xlated_prog_insns = (uintptr_t)code.insns };
	assert_int_equal(bpf_obj_get_info_by_fd(kern_program_fd(prog), &info, &size), 0);
	hide_maps(&code);
	return code;
}

static void compare(struct kern_object *all, struct kern_object *part, const char *name)
{
	struct kern_program *a, *b;

	for (uint32_t i = 0; (a = kern_object_program(all, i)); i++) {
		struct code x, y;

		b = kern_object_program(part, i);
		assert_non_null(b);
		if (kern_program_fd(a) < 0) {
			assert_true(kern_program_fd(b) < 0);
			continue;
		}
		x = read_code(a);
		y = read_code(b);
		if (x.cnt != y.cnt || memcmp(x.insns, y.insns, x.cnt * sizeof(*x.insns)))
			fail_msg("%s: program %s differs", name, kern_program_name(a));
		free(x.insns);
		free(y.insns);
	}
}

static int load(const struct wbpf_buf *elf, struct kern_object **obj)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	int ret = kern_object_open(elf->data, elf->len, NULL, obj, &err);

	if (!ret)
		ret = kern_object_load(*obj, &err);
	if (ret) {
		kern_object_free(*obj);
		*obj = NULL;
	}
	wbpf_error_clear(&err);
	return ret;
}

static bool has_part(const struct wbpf_buf *elf)
{
	char path[32];
	int fd;

	kern_set_store(&store, NULL);
	fd = kern_min_btf(elf->data, elf->len, NULL, path);
	kern_set_store(NULL, NULL);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* Without, when it is cut out, and when it is found: the same result and the same code. */
static bool check(const char *path)
{
	struct wbpf_buf elf = WBPF_BUF_INIT;
	struct kern_object *all, *part;
	int fds, ret;
	bool used;

	assert_int_equal(wbpf_file_read(path, 0, &elf, NULL), 0);
	ret = load(&elf, &all);
	for (int round = 0; round < 2; round++) {
		fds = test_fd_cnt();
		kern_set_store(&store, NULL);
		assert_int_equal(load(&elf, &part), ret);
		kern_set_store(NULL, NULL);
		if (!ret)
			compare(all, part, path);
		kern_object_free(part);
		assert_int_equal(test_fd_cnt(), fds);
	}
	kern_object_free(all);
	used = has_part(&elf);
	wbpf_buf_free(&elf);
	return used && !ret;
}

static unsigned int check_all(const char *pattern)
{
	unsigned int used = 0;
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		return 0;
	for (size_t i = 0; i < found.gl_pathc; i++)
		used += check(found.gl_pathv[i]);
	globfree(&found);
	return used;
}

static void every_object_loads_the_same(void **state)
{
	(void)state;
	check_all(WBPF_TEST_BUILD_DIR "/examples/native/*.bpf.o");
	check_all(WBPF_TEST_BUILD_DIR "/tests/v1/bpf/*.bpf.o");
	assert_true(check_all(WBPF_TEST_BPF_DIR "/*.bpf.o") >= 1);
}

static void every_kind_of_relocation_is_the_same(void **state)
{
	(void)state;
	assert_true(check(WBPF_TEST_BPF_DIR "/core.bpf.o"));
}

static void what_a_part_cannot_answer_gets_all(void **state)
{
	(void)state;
	assert_false(check(WBPF_TEST_BPF_DIR "/core_ids.bpf.o"));
	assert_false(check(WBPF_TEST_BPF_DIR "/core_module.bpf.o"));
}

/* The guest may name a file with types; what is kept belongs to that file. */
static void a_file_of_types_has_a_part_of_its_own(void **state)
{
	struct kern_object_opts opts = { .btf_custom_path = "/sys/kernel/btf/vmlinux" };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf elf = WBPF_BUF_INIT;
	struct kern_object *obj, *all;

	(void)state;
	assert_int_equal(wbpf_file_read(WBPF_TEST_BPF_DIR "/core.bpf.o", 0, &elf, NULL), 0);
	assert_int_equal(load(&elf, &all), 0);
	kern_set_store(&store, NULL);
	for (int round = 0; round < 2; round++) {
		assert_ok(kern_object_open(elf.data, elf.len, &opts, &obj, &err), &err);
		assert_true(obj->btf_fd >= 0);
		assert_ok(kern_object_load(obj, &err), &err);
		compare(all, obj, "core.bpf.o");
		kern_object_free(obj);
	}
	opts.btf_custom_path = "/no/such/file";
	assert_ok(kern_object_open(elf.data, elf.len, &opts, &obj, &err), &err);
	assert_int_equal(kern_object_load(obj, &err), -ENOENT);
	kern_set_store(NULL, NULL);
	wbpf_error_clear(&err);
	kern_object_free(obj);
	kern_object_free(all);
	wbpf_buf_free(&elf);
}

static void bytes_that_are_no_object_have_none(void **state)
{
	char path[32], junk[300];

	(void)state;
	memset(junk, 'x', sizeof(junk));
	kern_set_store(&store, NULL);
	assert_int_equal(kern_min_btf(junk, sizeof(junk), NULL, path), -1);
	assert_int_equal(kern_min_btf("", 0, NULL, path), -1);
	kern_set_store(NULL, NULL);
	assert_int_equal(kern_min_btf(junk, sizeof(junk), NULL, path), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_object_loads_the_same),
		cmocka_unit_test(every_kind_of_relocation_is_the_same),
		cmocka_unit_test(what_a_part_cannot_answer_gets_all),
		cmocka_unit_test(a_file_of_types_has_a_part_of_its_own),
		cmocka_unit_test(bytes_that_are_no_object_have_none),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, open_store, close_store);
}
