/* SPDX-License-Identifier: MIT */
/* From x.c or x.cc to an object for WebAssembly. */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"
#include "cli/build_guest.h"

void build_guest_target(const struct build *b, bool cpp, struct strv *argv)
{
	for (size_t i = 0; i < b->cc.cnt; i++) /* zig's last word is "cc" or "c++" */
		strv_add(argv, "%s", b->zig && cpp && i + 1 == b->cc.cnt ? "c++" : b->cc.v[i]);
	if (b->zig) {
		strv_add_words(argv, "-target wasm32-wasi");
		return;
	}
	if (cpp)
		strv_add(argv, "--driver-mode=g++");
	strv_add(argv, "--target=wasm32-wasi");
	strv_add(argv, "--sysroot=%s", b->sysroot);
}

int build_add_sdk_flags(const struct build *b, const char *name, struct strv *argv,
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

/* zig finds the headers of its C library by itself. */
static void add_libc(const struct build *b, bool cpp, struct strv *argv)
{
	if (b->zig)
		return;
	strv_add(argv, "-nostdlibinc");
	if (cpp)
		build_add_cpp_headers(b, argv);
	strv_add(argv, "-isystem%s/include/wasm32-wasi", b->sysroot);
}

static void add_language(const struct build *b, bool cpp, struct strv *argv)
{
	if (cpp)
		strv_add_words(argv, "-fno-exceptions -fno-rtti");
	strv_add(argv, "-O%s", b->optimize);
	if (b->debug)
		strv_add(argv, "-g");
	/* A format that reads another size than was passed garbles all that follows. */
	strv_add_words(argv, "-ffunction-sections -fdata-sections -Werror=format");
	if (b->overlay) {
		strv_add_words(argv, "-Xclang -ivfsoverlay -Xclang");
		strv_add(argv, "%s", b->overlay);
	}
}

static int guest_command(const struct build *b, bool cpp, struct strv *argv, struct wbpf_error *err)
{
	int ret;

	build_guest_target(b, cpp, argv);
	add_language(b, cpp, argv);
	ret = build_add_sdk_flags(b, "compile.flags", argv, err);
	strv_add(argv, "-I%s/include", b->tmp);
	strv_add_all(argv, &b->both);
	strv_add(argv, "-isystem%s/include/wasm_bpf/checked", b->sdk);
	strv_add(argv, "-isystem%s/include", b->sdk);
	add_libc(b, cpp, argv);
	strv_add_all(argv, &b->cflags);
	return ret;
}

static int make_object(struct build *b, size_t i, struct wbpf_error *err)
{
	struct strv argv = { 0 };
	int ret = guest_command(b, b->inputs[i].cpp, &argv, err);

	if (!ret)
		ret = build_compile(b, i, &argv, err);
	strv_free(&argv);
	if (ret && ret != -EINTR && b->inputs[i].cpp)
		build_explain_cpp(b, err);
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
