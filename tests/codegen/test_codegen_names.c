/* SPDX-License-Identifier: MIT */
/* Names that no compiler takes become others; all that generated headers are compiled by does. */
#include "support.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "base/file.h"
#include "codegen/codegen.h"

static void save(const char *name)
{
	struct wbpf_buf skel = WBPF_BUF_INIT;
	char file[64];

	generate(name, &skel);
	snprintf(file, sizeof(file), "%s.skel.h", name);
	write_text(out_path(file), skel.data, skel.len);
	wbpf_buf_free(&skel);
}

static void save_sub(const char *name)
{
	struct wbpf_buf elf = WBPF_BUF_INIT, skel = WBPF_BUF_INIT;
	struct wbpf_error err = WBPF_ERROR_INIT;
	char file[64];

	read_object(name, &elf);
	if (wbpf_codegen_subskeleton(elf.data, elf.len, "part", &skel, &err))
		fail_msg("%s: %s", name, err.message);
	snprintf(file, sizeof(file), "%s.subskel.h", name);
	write_text(out_path(file), skel.data, skel.len);
	wbpf_buf_free(&elf);
	wbpf_buf_free(&skel);
}

/* Several objects in one program, a subskeleton beside them. */
static const char c_text[] = "#include \"types.h\"\n"
			     "#include \"golden.skel.h\"\n"
			     "#include \"names.skel.h\"\n"
			     "#include \"core.skel.h\"\n"
			     "#include \"names.subskel.h\"\n";

static const char c_main[] =
	"int main(void)\n"
	"{\n"
	"\tstruct names_bpf *n = names_bpf__open();\n"
	"\tstruct core_bpf *c = core_bpf__open();\n"
	"\tstruct part *p = part__open(n->obj);\n"
	"\tn->bss->new = n->bss->class + n->bss->this + n->bss->bool_;\n"
	"\tn->bss->template.namespace = n->bss->template.operator.delete;\n"
	"\tn->bss->dotted_llvm_123 = n->data_x_y->one + n->data_x_y_2->other;\n"
	"\tn->arena->shared = (long)n->arena->head;\n"
	"\tc->struct_ops.cc->init = c->progs.ssthresh;\n"
	"\tc->struct_ops.cc->flags = c->struct_ops.cc->name[0];\n"
	"\t*p->bss.new = *p->arena.shared;\n"
	"\treturn !n->links.catch + !n->maps.bss_2 + !n->maps.a_b + !n->maps.a_b_2 +\n"
	"\t\t!n->maps.virtual + !c->links.cc + !p->progs.catch;\n"
	"}\n";

static const char cpp_main[] =
	"int main()\n"
	"{\n"
	"\tnames_bpf *n = names_bpf::open();\n"
	"\tcore_bpf *c = core_bpf::open_and_load();\n"
	"\tpart *p = part::open(n->obj);\n"
	"\tn->bss->new_ = n->bss->class_ + n->bss->template_.operator_.delete_;\n"
	"\tc->struct_ops.cc->init = c->progs.ssthresh;\n"
	"\t*p->bss.new_ = !n->links.catch_;\n"
	"\tnames_bpf::destroy(n);\n"
	"\tcore_bpf::destroy(c);\n"
	"\tpart::destroy(p);\n"
	"\treturn names_bpf::load(n) + names_bpf::attach(n);\n"
	"}\n";

static void save_all(const char *file, const char *main_text)
{
	struct wbpf_buf text = WBPF_BUF_INIT;

	save("golden");
	save("names");
	save("core");
	save_sub("names");
	wbpf_buf_printf(&text, "%s%s", c_text, main_text);
	write_text(out_path(file), text.data, text.len);
	wbpf_buf_free(&text);
}

static void in_c(void **state)
{
	(void)state;
	save_all("names.c", c_main);
	assert_int_equal(compile_for_guest(out_path("names.c")), 0);
	assert_int_equal(compile_natively(out_path("names.c"), out_path("names")), 0);
}

static void in_cpp(void **state)
{
	(void)state;
	save_all("names.cc", cpp_main);
	assert_int_equal(compile_cpp_for_guest(out_path("names.cc")), 0);
	assert_int_equal(compile_cpp_natively(out_path("names.cc")), 0);
}

static void big_endian(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf elf = WBPF_BUF_INIT, out = WBPF_BUF_INIT;
	const char *source = WBPF_TEST_DIR "/bpf/swapped.c", *object = out_path("swapped.o");
	const char *argv[] = { clang(), "--target=bpfeb", "-g", "-O2", "-c", source,
			       "-o",	object,		  NULL };

	(void)state;
	assert_int_equal(run(argv), 0);
	assert_int_equal(wbpf_file_read(object, 0, &elf, NULL), 0);
	assert_int_equal(wbpf_codegen_skeleton(elf.data, elf.len, "x", &out, &err), -EINVAL);
	assert_non_null(strstr(err.message, "big-endian"));
	wbpf_buf_free(&elf);
	wbpf_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_c),
		cmocka_unit_test(in_cpp),
		cmocka_unit_test(big_endian),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
