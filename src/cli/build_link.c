/* SPDX-License-Identifier: MIT */
/* From objects and the SDK to a module. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build_guest.h"

static void add_glob(struct strv *argv, const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			strv_add(argv, "%s", found.gl_pathv[i]);
	globfree(&found);
}

/* The SDK's libraries, then those of the C library that emulate what WASI has not. */
static int add_libraries(const struct build *b, struct strv *argv, struct wbpf_error *err)
{
	WBPF_FREE char *sdk = NULL, *emulation = NULL;

	if (asprintf(&sdk, "%s/lib/*.a", b->sdk) < 0 ||
	    asprintf(&emulation, "%s/lib/wasm32-wasi/libwasi-emulated-*.a", b->sysroot) < 0)
		return build_no_memory(err);
	add_glob(argv, sdk);
	if (b->zig)
		strv_add_words(argv, "-lwasi-emulated-getpid -lwasi-emulated-mman "
				     "-lwasi-emulated-process-clocks -lwasi-emulated-signal");
	else
		add_glob(argv, emulation);
	return 0;
}

/* Function names stay for backtraces, DWARF goes; older linkers keep both or none. */
static void add_strip(const struct build *b, struct strv *argv)
{
	if (b->zig)
		strv_add_words(argv, b->debug ? "-g" : b->strip_all ? "-s" : "");
	else if (b->strip_all)
		strv_add(argv, "-Wl,--strip-all");
	else if (!b->debug && b->clang_release >= 17)
		strv_add(argv, "-Wl,--strip-debug,--keep-section=name");
}

static bool any_cpp(const struct build *b)
{
	for (size_t i = 0; i < b->input_cnt; i++)
		if (b->inputs[i].cpp)
			return true;
	return false;
}

/* Without -O, which would make clang run wasm-opt in its own way, and lose all names. */
static int link_command(const struct build *b, const char *out, struct strv *argv,
			struct wbpf_error *err)
{
	bool cpp = any_cpp(b);
	int ret;

	build_guest_target(b, cpp, argv);
	if (b->zig) /* it makes its libraries as it needs them */
		strv_add(argv, "-O%s", b->optimize);
	if (cpp && !b->zig && !build_has_cpp_library(b))
		strv_add(argv, "-nostdlib++");
	for (size_t i = 0; i < b->input_cnt; i++)
		if (b->inputs[i].kind >= INPUT_SOURCE)
			strv_add(argv, "%s", b->inputs[i].object);
	strv_add_all(argv, &b->ldflags);
	ret = add_libraries(b, argv, err);
	strv_add(argv, "-Wl,--gc-sections%s,-z,stack-size=%llu", b->zig ? "" : ",-O2,--stack-first",
		 b->stack_bytes);
	add_strip(b, argv);
	strv_add(argv, "-o");
	strv_add(argv, "%s", out);
	return ret ? ret : build_add_sdk_flags(b, "link.flags", argv, err);
}

/* binaryen's optimizer makes modules a tenth smaller, where there is one that knows all features
 * that the compiler used. *out: the better module. */
static int optimize(struct build *b, char **out, struct wbpf_error *err)
{
	WBPF_FREE char *tool = b->no_wasm_opt || b->debug || *b->optimize == '0' ?
				       NULL :
				       build_in_path("wasm-opt");
	struct wbpf_error odd = WBPF_ERROR_INIT;
	struct strv argv = { 0 };
	char *better = NULL;
	int ret;

	if (!tool)
		return 0;
	if (asprintf(&better, "%s/small.wasm", b->tmp) < 0)
		return build_no_memory(err);
	strv_add(&argv, "%s", tool);
	strv_add(&argv, "-O%s", b->optimize);
	strv_add_words(&argv, b->strip_all ? "--strip-producers" : "-g --strip-producers");
	strv_add(&argv, "%s", *out);
	strv_add(&argv, "-o");
	strv_add(&argv, "%s", better);
	ret = build_try(b, &argv, NULL, &odd);
	strv_free(&argv);
	free(ret ? better : *out);
	if (!ret)
		*out = better;
	if (ret == -EINTR)
		wbpf_error_move(err, &odd);
	wbpf_error_clear(&odd);
	return ret == -EINTR ? ret : 0;
}

static int hand_over(const struct build *b, const char *out, struct wbpf_error *err)
{
	struct wbpf_buf module = WBPF_BUF_INIT;
	int ret = wbpf_file_read(out, 0, &module, err);

	if (!ret) /* the kernel may know how to run modules (binfmt_misc) */
		ret = wbpf_file_write(b->output, module.data, module.len, 0777, err);
	wbpf_buf_free(&module);
	return ret;
}

int build_link(struct build *b, struct wbpf_error *err)
{
	WBPF_FREE char *out = NULL;
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
	ret = optimize(b, &out, err);
	return ret ? ret : hand_over(b, out, err);
}
