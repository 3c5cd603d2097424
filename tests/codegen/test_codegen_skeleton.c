/* SPDX-License-Identifier: MIT */
/* Skeletons: the same text each time, accepted by the guest's and the native compiler, and with
 * the object's own offsets. */
#include "support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>
#include <gelf.h>

#include "base/file.h"
#include "codegen/codegen.h"

/* What differs between releases of the compiler: the object's bytes. */
static void drop_bytes(struct wbpf_buf *text)
{
	struct wbpf_buf kept = WBPF_BUF_INIT;

	for (char *line = text->data, *end; line && *line; line = end + 1) {
		end = strchrnul(line, '\n');
		if (!*end)
			break;
		if (strncmp(line, "\t\t\"", 3) != 0 ||
		    memmem(line, (size_t)(end - line), " in BPF", 7))
			wbpf_buf_append(&kept, line, (size_t)(end - line) + 1);
	}
	wbpf_buf_free(text);
	*text = kept;
}

static void golden(void **state)
{
	struct wbpf_buf text = WBPF_BUF_INIT, want = WBPF_BUF_INIT;

	(void)state;
	generate("golden", &text);
	drop_bytes(&text);
	write_text(out_path("golden.skel.h"), text.data, text.len);
	assert_int_equal(wbpf_file_read(WBPF_TEST_DIR "/golden.skel.txt", 0, &want, NULL), 0);
	if (text.len != want.len || memcmp(text.data, want.data, want.len) != 0)
		fail_msg("diff %s %s", WBPF_TEST_DIR "/golden.skel.txt", out_path("golden.skel.h"));
	wbpf_buf_free(&text);
	wbpf_buf_free(&want);
}

static void same_twice(void **state)
{
	struct wbpf_buf a = WBPF_BUF_INIT, b = WBPF_BUF_INIT;

	(void)state;
	generate("types", &a);
	generate("types", &b);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	wbpf_buf_free(&a);
	wbpf_buf_free(&b);
}

/* ---- the offsets of the ELF symbols, which the generator does not look at ---- */

static int section_assert(struct wbpf_buf *out, const char *section, const char *symbol,
			  uint64_t offset)
{
	char ident[64];

	if (strncmp(section, ".bss", 4) != 0 && strncmp(section, ".data", 5) != 0 &&
	    strncmp(section, ".rodata", 7) != 0)
		return 0;
	snprintf(ident, sizeof(ident), "%s", section + 1);
	for (char *c = ident; *c; c++)
		*c = *c == '.' ? '_' : *c;
	wbpf_buf_printf(out,
			"_Static_assert(__builtin_offsetof(struct types_bpf__%s, %s) == %llu, "
			"\"%s\");\n",
			ident, symbol, (unsigned long long)offset, symbol);
	return 1;
}

static int symbol_asserts(struct wbpf_buf *out, Elf *elf, Elf_Scn *scn, size_t names)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Shdr head, of;
	GElf_Sym sym;
	int cnt = 0;

	gelf_getshdr(scn, &head);
	for (int i = 0; gelf_getsym(data, i, &sym); i++) {
		if (GELF_ST_TYPE(sym.st_info) != STT_OBJECT ||
		    GELF_ST_BIND(sym.st_info) != STB_GLOBAL ||
		    GELF_ST_VISIBILITY(sym.st_other) != STV_DEFAULT || sym.st_shndx == SHN_UNDEF)
			continue;
		gelf_getshdr(elf_getscn(elf, sym.st_shndx), &of);
		cnt += section_assert(out, elf_strptr(elf, names, of.sh_name),
				      elf_strptr(elf, head.sh_link, sym.st_name), sym.st_value);
	}
	return cnt;
}

static void write_offsets_check(void)
{
	struct wbpf_buf obj = WBPF_BUF_INIT, out = WBPF_BUF_INIT;
	size_t names;
	Elf_Scn *scn = NULL;
	int cnt = 0;
	Elf *elf;

	read_object("types", &obj);
	elf_version(EV_CURRENT);
	elf = elf_memory(obj.data, obj.len);
	assert_int_equal(elf_getshdrstrndx(elf, &names), 0);
	wbpf_buf_printf(&out, "#include \"types.h\"\n#include \"types.skel.h\"\n");
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr head;

		gelf_getshdr(scn, &head);
		if (head.sh_type == SHT_SYMTAB)
			cnt += symbol_asserts(&out, elf, scn, names);
	}
	assert_true(cnt > 70);
	wbpf_buf_printf(&out, "int main(void)\n{\n\treturn 0;\n}\n");
	write_text(out_path("offsets.c"), out.data, out.len);
	elf_end(elf);
	wbpf_buf_free(&obj);
	wbpf_buf_free(&out);
}

static void write_types_skeleton(void)
{
	struct wbpf_buf skel = WBPF_BUF_INIT;

	generate("types", &skel);
	write_text(out_path("types.skel.h"), skel.data, skel.len);
	wbpf_buf_free(&skel);
}

static void offsets_in_guest(void **state)
{
	(void)state;
	write_types_skeleton();
	write_offsets_check();
	assert_int_equal(compile_for_guest(out_path("offsets.c")), 0);
}

static void offsets_natively(void **state)
{
	(void)state;
	write_types_skeleton();
	write_offsets_check();
	assert_int_equal(compile_natively(out_path("offsets.c"), out_path("offsets")), 0);
}

static void bit_fields(void **state)
{
	const char *argv[] = { out_path("bits_check"), NULL };

	(void)state;
	write_types_skeleton();
	assert_int_equal(compile_natively(WBPF_TEST_DIR "/bits_check.c", argv[0]), 0);
	assert_int_equal(run(argv), 0);
}

/* ---- a shared header with another layout in the guest ---- */

static void write_hazard_check(void)
{
	static const char text[] = "#include \"hazard.h\"\n#include \"hazard.skel.h\"\n"
				   "int main(void)\n{\n\treturn 0;\n}\n";
	struct wbpf_buf skel = WBPF_BUF_INIT;

	generate("hazard", &skel);
	write_text(out_path("hazard.skel.h"), skel.data, skel.len);
	write_text(out_path("hazard.c"), text, sizeof(text) - 1);
	wbpf_buf_free(&skel);
}

static void mismatch_names_the_field(void **state)
{
	struct wbpf_buf log = WBPF_BUF_INIT;

	(void)state;
	write_hazard_check();
	assert_int_equal(compile_natively(out_path("hazard.c"), out_path("hazard")), 0);
	assert_int_not_equal(compile_for_guest(out_path("hazard.c")), 0);
	run_log(&log);
	assert_non_null(
		strstr(log.data, "'at.where' of struct report (void *) has 8 bytes in BPF"));
	wbpf_buf_free(&log);
}

/* ---- what is no object ---- */

static void refuse(const void *elf, size_t len, const char *name, enum wbpf_stage stage,
		   const char *words)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf out = WBPF_BUF_INIT;

	assert_int_equal(wbpf_codegen_skeleton(elf, len, name, &out, &err), -EINVAL);
	assert_int_equal(err.code, -EINVAL);
	assert_int_equal(err.stage, stage);
	if (!strstr(err.message, words))
		fail_msg("'%s' does not say '%s'", err.message, words);
	wbpf_buf_free(&out);
}

static void refusals(void **state)
{
	struct wbpf_buf elf = WBPF_BUF_INIT, self = WBPF_BUF_INIT;

	(void)state;
	read_object("golden", &elf);
	assert_int_equal(wbpf_file_read("/proc/self/exe", 0, &self, NULL), 0);
	refuse("", 0, "x", WBPF_STAGE_KERNEL, "not an ELF");
	refuse("#!/bin/sh\n", 10, "x", WBPF_STAGE_KERNEL, "not an ELF");
	refuse(self.data, self.len, "x", WBPF_STAGE_KERNEL, "another machine");
	refuse(elf.data, elf.len / 2, "x", WBPF_STAGE_KERNEL, "libbpf refuses");
	refuse(elf.data, elf.len, "", WBPF_STAGE_USAGE, "C identifier");
	refuse(elf.data, elf.len, "1x", WBPF_STAGE_USAGE, "C identifier");
	refuse(elf.data, elf.len, "a b", WBPF_STAGE_USAGE, "C identifier");
	refuse(elf.data, elf.len, "x); evil(", WBPF_STAGE_USAGE, "C identifier");
	wbpf_buf_free(&elf);
	wbpf_buf_free(&self);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),	    cmocka_unit_test(same_twice),
		cmocka_unit_test(offsets_in_guest), cmocka_unit_test(offsets_natively),
		cmocka_unit_test(bit_fields),	    cmocka_unit_test(mismatch_names_the_field),
		cmocka_unit_test(refusals),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
