/* SPDX-License-Identifier: MIT */
/* From x.bpf.c to a BPF object. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <wasm_bpf/gen.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"

/* ---- vmlinux.h ---- */

static bool has_vmlinux(const struct build *b)
{
	for (size_t i = 0; i < b->both.cnt; i++) {
		WBPF_FREE char *path = NULL;

		if (strncmp(b->both.v[i], "-I", 2) == 0 &&
		    asprintf(&path, "%s/vmlinux.h", b->both.v[i] + 2) >= 0 &&
		    access(path, R_OK) == 0)
			return true;
	}
	return false;
}

static bool is_header(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && strcmp(path + len - 2, ".h") == 0;
}

/* A header of that name, whatever the file's own. */
static int link_vmlinux(const struct build *b, const char *path, struct wbpf_error *err)
{
	WBPF_FREE char *target = realpath(b->vmlinux, NULL);

	unlink(path);
	if (!target || symlink(target, path) < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, -errno, "cannot open '%s'",
				       b->vmlinux);
	return 0;
}

/* For those sources that include it; found after all other when it was not asked for. */
static int make_vmlinux(const struct build *b, struct wbpf_error *err)
{
	WBPF_FREE char *path = NULL, *text = NULL;
	size_t len;
	int ret;

	if (asprintf(&path, "%s/vmlinux/vmlinux.h", b->tmp) < 0)
		return build_no_memory(err);
	if (b->vmlinux && is_header(b->vmlinux))
		return link_vmlinux(b, path, err);
	ret = wbpf_gen_vmlinux(b->vmlinux, &text, &len, err);
	return ret ? ret : wbpf_file_write(path, text, len, 0666, err);
}

/* ---- BPF objects ---- */

/* libbpf's headers for the BPF side, without those that the SDK has for guests beside them. */
static int link_bpf_headers(const struct build *b, struct wbpf_error *err)
{
	WBPF_FREE char *link = NULL, *target = NULL, *sdk = realpath(b->sdk, NULL);

	if (!sdk || asprintf(&link, "%s/bpf/bpf", b->tmp) < 0 ||
	    asprintf(&target, "%s/include/bpf", sdk) < 0)
		return build_no_memory(err);
	unlink(link);
	if (symlink(target, link) < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, -errno, "cannot make the link '%s'",
				       link);
	return 0;
}

void build_bpf_command(const struct build *b, struct strv *argv)
{
	struct utsname host;

	strv_add_all(argv, &b->cc);
	strv_add_words(argv, b->zig ? "-target bpfel-freestanding" : "--target=bpfel");
	strv_add_words(argv, "-mcpu=v3 -g -O2 -fno-stack-protector");
	strv_add(argv, "-D__TARGET_ARCH_%s", b->arch);
	if (b->vmlinux)
		strv_add(argv, "-I%s/vmlinux", b->tmp);
	strv_add_all(argv, &b->both);
	strv_add(argv, "-isystem%s/bpf", b->tmp);
	strv_add(argv, "-idirafter%s/vmlinux", b->tmp);
	/* Debian keeps <asm/types.h> where the BPF target does not look. */
	if (uname(&host) == 0)
		strv_add(argv, "-idirafter/usr/include/%s-linux-gnu", host.machine);
	strv_add(argv, "-idirafter%s/include", b->sdk);
	strv_add_all(argv, &b->bpf_cflags);
}

static int strip(struct build *b, const struct input *in, struct wbpf_error *err)
{
	struct strv argv = { 0 };
	int ret;

	if (!b->llvm_strip)
		return 0;
	strv_add(&argv, "%s", b->llvm_strip);
	strv_add(&argv, "-g");
	strv_add(&argv, "%s", in->object);
	ret = build_spawn(b, &argv, NULL, err);
	strv_free(&argv);
	return ret;
}

static int make_object(struct build *b, size_t i, struct wbpf_error *err)
{
	struct strv argv = { 0 };
	int ret;

	build_bpf_command(b, &argv);
	ret = build_compile(b, i, &argv, err);
	strv_free(&argv);
	return ret ? ret : strip(b, &b->inputs[i], err);
}

int build_bpf(struct build *b, struct wbpf_error *err)
{
	struct wbpf_error no_vmlinux = WBPF_ERROR_INIT;
	int ret = link_bpf_headers(b, err);

	if (!ret && (b->vmlinux || !has_vmlinux(b)) && make_vmlinux(b, &no_vmlinux) && b->vmlinux) {
		wbpf_error_move(err, &no_vmlinux);
		return err->code;
	}
	for (size_t i = 0; !ret && i < b->input_cnt; i++)
		if (b->inputs[i].kind == INPUT_BPF_SOURCE)
			ret = make_object(b, i, err);
	if (ret && ret != -EINTR && no_vmlinux.code)
		wbpf_wrap(err, "no vmlinux.h (%s)", no_vmlinux.message);
	wbpf_error_clear(&no_vmlinux);
	return ret;
}
