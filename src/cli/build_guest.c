/* SPDX-License-Identifier: MIT */
/* From x.c and the SDK to a module. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"

static void target(const struct build *b, struct strv *argv)
{
	strv_add(argv, "%s", b->clang);
	strv_add(argv, "--target=wasm32-wasi");
	strv_add(argv, "--sysroot=%s", b->sysroot);
	if (b->debug)
		strv_add(argv, "-g");
}

/* What the SDK itself asks of the compiler or linker: one flag a line in SDK/NAME. */
static int add_sdk_flags(const struct build *b, const char *name, struct strv *argv,
			 struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	WBPF_FREE char *path = NULL;
	int ret;

	if (asprintf(&path, "%s/%s", b->sdk, name) < 0)
		return build_no_memory(err);
	ret = wbpf_file_read(path, 0, &text, err);
	if (!ret && text.data)
		strv_add_words(argv, text.data);
	wbpf_buf_free(&text);
	return ret;
}

static int guest_command(const struct build *b, struct strv *argv, struct wbpf_error *err)
{
	int ret;

	target(b, argv);
	strv_add(argv, "-O%s", b->optimize);
	strv_add_words(argv, "-ffunction-sections -fdata-sections -nostdlibinc");
	ret = add_sdk_flags(b, "compile.flags", argv, err);
	strv_add(argv, "-I%s/include", b->tmp);
	strv_add_all(argv, &b->both);
	strv_add(argv, "-isystem%s/include", b->sdk);
	strv_add(argv, "-isystem%s/include/wasm32-wasi", b->sysroot);
	strv_add_all(argv, &b->cflags);
	return ret;
}

static int make_object(struct build *b, size_t i, struct wbpf_error *err)
{
	struct strv argv = { 0 };
	int ret;

	ret = guest_command(b, &argv, err);
	if (!ret)
		ret = build_compile(b, i, &argv, err);
	strv_free(&argv);
	return ret;
}

int build_sources(struct build *b, struct wbpf_error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < b->input_cnt; i++)
		if (b->inputs[i].kind == INPUT_SOURCE)
			ret = make_object(b, i, err);
	return ret;
}

static void add_libraries(struct strv *argv, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			strv_add(argv, "%s", found.gl_pathv[i]);
	globfree(&found);
}

/* Function names stay for backtraces, DWARF goes; older linkers keep both or none. */
static void add_strip(const struct build *b, struct strv *argv)
{
	if (b->strip_all)
		strv_add(argv, "-Wl,--strip-all");
	else if (!b->debug && b->clang_release >= 17)
		strv_add(argv, "-Wl,--strip-debug,--keep-section=name");
}

static int link_command(const struct build *b, const char *out, struct strv *argv,
			struct wbpf_error *err)
{
	WBPF_FREE char *sdk = NULL, *emulation = NULL;

	if (asprintf(&sdk, "%s/lib/*.a", b->sdk) < 0 ||
	    asprintf(&emulation, "%s/lib/wasm32-wasi/libwasi-emulated-*.a", b->sysroot) < 0)
		return build_no_memory(err);
	/* No -O: with it clang runs wasm-opt where there is one, which drops the function names and
	 * makes the module depend on what happens to be installed. */
	target(b, argv);
	for (size_t i = 0; i < b->input_cnt; i++)
		if (b->inputs[i].kind >= INPUT_SOURCE)
			strv_add(argv, "%s", b->inputs[i].object);
	strv_add_all(argv, &b->ldflags);
	add_libraries(argv, sdk);
	add_libraries(argv, emulation);
	strv_add(argv, "-Wl,--gc-sections,--stack-first,-z,stack-size=%llu", b->stack_bytes);
	add_strip(b, argv);
	strv_add(argv, "-o");
	strv_add(argv, "%s", out);
	return add_sdk_flags(b, "link.flags", argv, err);
}

int build_link(struct build *b, struct wbpf_error *err)
{
	WBPF_FREE char *out = NULL;
	struct wbpf_buf module = WBPF_BUF_INIT;
	struct strv argv = { 0 };
	int ret;

	if (asprintf(&out, "%s/out.wasm", b->tmp) < 0)
		return build_no_memory(err);
	ret = link_command(b, out, &argv, err);
	if (!ret)
		ret = build_spawn(b, &argv, NULL, err);
	strv_free(&argv);
	if (ret)
		return wbpf_wrap(err, "link");
	ret = wbpf_file_read(out, 0, &module, err);
	if (!ret) /* the kernel may know how to run modules (binfmt_misc) */
		ret = wbpf_file_write(b->output, module.data, module.len, 0777, err);
	wbpf_buf_free(&module);
	return ret;
}
