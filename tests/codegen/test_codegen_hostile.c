/* SPDX-License-Identifier: MIT */
/* Thousands of broken objects and BTF files: an error or a skeleton, never a crash. The same
 * ones in every run. */
#include "support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <gelf.h>

#include "codegen/codegen.h"

enum { ROUNDS = 3000 };

static uint64_t random_state = 0x9e3779b97f4a7c15;

static uint32_t random_below(uint32_t bound)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 32) % bound);
}

/* Small numbers and ends of ranges find more than any byte does. */
static uint32_t interesting(void)
{
	static const uint32_t values[] = { 0,	 1,	 2,	     3,		 4,
					   7,	 8,	 16,	     0x7f,	 0x80,
					   0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff };

	return values[random_below(sizeof(values) / sizeof(values[0]))];
}

static void mutate(char *data, size_t len)
{
	for (uint32_t i = random_below(6); i < 7; i++) {
		size_t at = random_below((uint32_t)len);
		uint32_t word = interesting();

		if (random_below(2) && len > 4)
			memcpy(data + at / 4 * 4 % (len - 4), &word, 4);
		else
			data[at] = (char)random_below(256);
	}
}

/* Where .BTF is: its bytes are what our own code reads. */
static void find_btf(struct wbpf_buf *elf, size_t *start, size_t *len)
{
	Elf_Scn *scn = NULL;
	size_t names;
	GElf_Shdr head;
	Elf *e;

	elf_version(EV_CURRENT);
	e = elf_memory(elf->data, elf->len);
	assert_int_equal(elf_getshdrstrndx(e, &names), 0);
	*len = 0;
	while ((scn = elf_nextscn(e, scn)))
		if (gelf_getshdr(scn, &head) &&
		    strcmp(elf_strptr(e, names, head.sh_name), ".BTF") == 0) {
			*start = head.sh_offset;
			*len = head.sh_size;
		}
	elf_end(e);
	assert_true(*len > 100);
}

/* An error is told in full; without one there is a text. */
static void check_result(int ret, struct wbpf_error *err, struct wbpf_buf *out)
{
	if (ret) {
		assert_true(ret < 0);
		assert_int_equal(ret, err->code);
		assert_true(err->message[0] != '\0');
	} else {
		assert_non_null(strstr(out->data, "\n"));
	}
	wbpf_error_clear(err);
	wbpf_buf_free(out);
}

static void try_object(const char *data, size_t len)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf out = WBPF_BUF_INIT;
	/* An exact allocation, so that a sanitizer sees a byte too far. */
	char *copy = malloc(len ? len : 1);

	memcpy(copy, data, len);
	check_result(wbpf_codegen_skeleton(copy, len, "x", &out, &err), &err, &out);
	check_result(wbpf_codegen_subskeleton(copy, len, "x", &out, &err), &err, &out);
	check_result(wbpf_codegen_structs(&(struct cg_input){ copy, len, "x" }, NULL, 0, &out,
					  &err),
		     &err, &out);
	free(copy);
}

/* A part of sound types for a broken object, and of broken types for a sound one. */
static void try_part(const struct wbpf_buf *sound, const char *data, size_t len)
{
	const struct cg_input in[] = { { data, len, "x" }, { sound->data, sound->len, "y" } };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf out = WBPF_BUF_INIT;
	const char *paths[] = { WBPF_TEST_BPF_DIR "/read.bpf.o", out_path("broken.o") };

	write_text(paths[1], data, len);
	for (int i = 0; i < 2; i++) {
		int ret = wbpf_codegen_min_btf(&in[i], 1, paths[i], &out, &err);

		assert_int_equal(ret, err.code);
		wbpf_error_clear(&err);
		wbpf_buf_free(&out);
	}
}

static void hostile_relocations(void **state)
{
	struct wbpf_buf elf = WBPF_BUF_INIT;

	(void)state;
	read_object("read", &elf);
	for (int round = 0; round < ROUNDS / 4; round++) {
		char *copy = malloc(elf.len);

		memcpy(copy, elf.data, elf.len);
		mutate(copy, elf.len);
		try_object(copy, elf.len);
		try_part(&elf, copy, elf.len);
		free(copy);
	}
	wbpf_buf_free(&elf);
}

static void broken_objects(const char *name)
{
	struct wbpf_buf elf = WBPF_BUF_INIT;
	size_t btf, btf_len;

	read_object(name, &elf);
	find_btf(&elf, &btf, &btf_len);
	for (int round = 0; round < ROUNDS; round++) {
		char *copy = malloc(elf.len);

		memcpy(copy, elf.data, elf.len);
		if (round % 3)
			mutate(copy + btf, btf_len);
		else
			mutate(copy, elf.len);
		try_object(copy, elf.len);
		free(copy);
	}
	for (size_t len = 0; len < elf.len; len += 1 + elf.len / 500)
		try_object(elf.data, len);
	wbpf_buf_free(&elf);
}

static void hostile_types(void **state)
{
	(void)state;
	broken_objects("types");
}

static void hostile_read(void **state)
{
	(void)state;
	broken_objects("read");
}

static void hostile_golden(void **state)
{
	(void)state;
	broken_objects("golden");
}

/* The dwarf stripper reads section tables itself. */
static void hostile_headers(void **state)
{
	struct wbpf_buf elf = WBPF_BUF_INIT;
	uint64_t table;

	(void)state;
	read_object("golden", &elf);
	memcpy(&table, elf.data + 40, sizeof(table)); /* e_shoff */
	for (int round = 0; round < ROUNDS; round++) {
		char *copy = malloc(elf.len);

		memcpy(copy, elf.data, elf.len);
		mutate(copy + table, elf.len - table);
		try_object(copy, elf.len);
		free(copy);
	}
	wbpf_buf_free(&elf);
}

static void try_btf(const char *data, size_t len)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf out = WBPF_BUF_INIT;
	char path[64];
	int fd = memfd_create("btf", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check_result(wbpf_codegen_vmlinux(path, &out, &err), &err, &out);
	close(fd);
}

static void hostile_vmlinux(void **state)
{
	struct wbpf_buf elf = WBPF_BUF_INIT;
	size_t btf, len;

	(void)state;
	read_object("types", &elf);
	find_btf(&elf, &btf, &len);
	try_btf(elf.data + btf, len);
	for (int round = 0; round < ROUNDS / 2; round++) {
		char *copy = malloc(len);

		memcpy(copy, elf.data + btf, len);
		mutate(copy, len);
		try_btf(copy, len);
		free(copy);
	}
	wbpf_buf_free(&elf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_read),	   cmocka_unit_test(hostile_relocations),
		cmocka_unit_test(hostile_types),   cmocka_unit_test(hostile_golden),
		cmocka_unit_test(hostile_headers), cmocka_unit_test(hostile_vmlinux),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
