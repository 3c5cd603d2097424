/* SPDX-License-Identifier: MIT */
/* Where clang, llvm-strip, the C library of guests and our SDK are. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"

/* The tested release, then newer, then older ones. */
static const char *const releases[] = {
	"-19", "-20", "-21", "-22", "-18", "-17", "-16", "-15", ""
};

char *build_in_path(const char *name)
{
	const char *dirs = getenv("PATH");
	char *path = NULL;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? strdup(name) : NULL;
	for (const char *dir = dirs ? dirs : "/usr/bin:/bin"; *dir;) {
		size_t len = strcspn(dir, ":");

		if (asprintf(&path, "%.*s/%s", (int)len, dir, name) < 0)
			return NULL;
		if (len && access(path, X_OK) == 0)
			return path;
		free(path);
		dir += len + (dir[len] == ':');
	}
	return NULL;
}

static char *first_release(const char *tool)
{
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		char name[32];
		char *path;

		snprintf(name, sizeof(name), "%s%s", tool, releases[i]);
		path = build_in_path(name);
		if (path)
			return path;
	}
	return NULL;
}

static bool is_zig(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, "zig") == 0;
}

static int use_chosen(struct build *b, const char *chosen, struct wbpf_error *err)
{
	WBPF_FREE char *path = build_in_path(chosen);

	if (!path)
		return wbpf_fail(err, WBPF_STAGE_USAGE, -ENOENT, "no such compiler: '%s' ($CLANG)",
				 chosen);
	strv_add(&b->cc, "%s", path);
	b->zig = is_zig(path);
	if (b->zig)
		strv_add(&b->cc, "cc");
	return 0;
}

static int find_clang(struct build *b, struct wbpf_error *err)
{
	const char *chosen = getenv("CLANG");
	WBPF_FREE char *path = NULL;

	if (chosen && *chosen)
		return use_chosen(b, chosen, err);
	path = first_release("clang");
	if (path)
		strv_add(&b->cc, "%s", path);
	else if (!build_find_zig(b))
		return wbpf_fail(
			err, WBPF_STAGE_START, -ENOENT,
			"clang is missing; on Debian and Ubuntu: apt install clang-19 lld-19 "
			"llvm-19 wasi-libc libclang-rt-19-dev-wasm32; or anywhere: pip install "
			"ziglang");
	return 0;
}

/* "Debian clang version 19.1.7 (3+b1)" */
static int find_release(struct build *b, struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	struct strv argv = { 0 }, path = { 0 };
	const char *version;
	int ret;

	strv_add_all(&argv, &b->cc);
	strv_add(&argv, "--version");
	strv_add(&path, "%s/clang.version", b->tmp);
	ret = path.oom ? -ENOMEM : build_spawn(b, &argv, path.v[0], err);
	if (!ret)
		ret = wbpf_file_read(path.v[0], 1 << 16, &text, err);
	version = ret ? NULL : strstr(text.data ? text.data : "", "version ");
	b->clang_release = version ? atoi(version + strlen("version ")) : 0;
	wbpf_buf_free(&text);
	strv_free(&argv);
	strv_free(&path);
	return ret;
}

static void find_strip(struct build *b)
{
	char name[32];

	snprintf(name, sizeof(name), "llvm-strip-%d", b->clang_release);
	b->llvm_strip = build_in_path(name);
	if (!b->llvm_strip)
		b->llvm_strip = build_in_path("llvm-strip");
}

/* The SDK of this very executable: in the build tree beside it, else where it was installed. */
static char *sdk_of_exe(void)
{
	static const char *const places[] = { "sdk/c", "../share/wasm-bpf/sdk/c" };
	char exe[PATH_MAX], *path;
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (len <= 0)
		return NULL;
	exe[len] = '\0';
	*strrchr(exe, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		WBPF_FREE char *header = NULL;

		if (asprintf(&path, "%s/%s", exe, places[i]) < 0)
			return NULL;
		if (asprintf(&header, "%s/include/bpf/libbpf.h", path) >= 0 &&
		    access(header, R_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static int find_sdk(struct build *b, struct wbpf_error *err)
{
	const char *chosen = getenv("WASM_BPF_SDK");
	WBPF_FREE char *header = NULL;

	b->sdk = chosen && *chosen ? strdup(chosen) : sdk_of_exe();
	if (!b->sdk)
		return wbpf_fail(err, WBPF_STAGE_START, -ENOENT,
				 "the C SDK is neither beside this executable nor installed; set "
				 "WASM_BPF_SDK to its directory (build/sdk/c)");
	if (asprintf(&header, "%s/include/bpf/libbpf.h", b->sdk) < 0)
		return build_no_memory(err);
	if (access(header, R_OK) < 0)
		return wbpf_fail(err, WBPF_STAGE_USAGE, -ENOENT,
				 "no C SDK in '%s' ($WASM_BPF_SDK): '%s' is missing", b->sdk,
				 header);
	return 0;
}

static bool has_libc(const struct build *b)
{
	WBPF_FREE char *header = NULL;

	return b->zig || (asprintf(&header, "%s/include/wasm32-wasi/stdio.h", b->sysroot) >= 0 &&
			  access(header, R_OK) == 0);
}

static int find_libc(struct build *b, struct wbpf_error *err)
{
	if (has_libc(b))
		return 0;
	if (strcmp(b->sysroot, "/usr") == 0 && !getenv("CLANG") && build_find_zig(b))
		return find_release(b, err);
	return wbpf_fail(
		err, WBPF_STAGE_START, -ENOENT,
		"wasi-libc is missing ('%s/include/wasm32-wasi/stdio.h'); on Debian and "
		"Ubuntu: apt install wasi-libc libclang-rt-%d-dev-wasm32 lld-%d; else give "
		"--sysroot, or pip install ziglang",
		b->sysroot, b->clang_release, b->clang_release);
}

int build_find_tools(struct build *b, struct wbpf_error *err)
{
	int ret = find_clang(b, err);

	if (!ret)
		ret = find_release(b, err);
	if (!ret)
		ret = find_sdk(b, err);
	if (!ret && !b->skeleton_only)
		ret = find_libc(b, err);
	if (!ret)
		find_strip(b);
	return ret;
}
