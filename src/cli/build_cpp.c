/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/build_guest.h"

/* Where Debian and where a plain sysroot has it. */
static char *headers(const struct build *b)
{
	char *path = NULL;

	if (asprintf(&path, "%s/lib/llvm-%d/include/wasm32-wasi/c++/v1", b->sysroot,
		     b->clang_release) < 0)
		return NULL;
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	if (asprintf(&path, "%s/include/wasm32-wasi/c++/v1", b->sysroot) < 0)
		return NULL;
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

void build_add_cpp_headers(const struct build *b, struct strv *argv)
{
	WBPF_FREE char *path = headers(b);

	if (path)
		strv_add(argv, "-isystem%s", path);
}

bool build_has_cpp_library(const struct build *b)
{
	WBPF_FREE char *path = headers(b);

	return path != NULL;
}

void build_explain_cpp(const struct build *b, struct wbpf_error *err)
{
	if (!b->zig && !build_has_cpp_library(b))
		wbpf_wrap(err,
			  "without a C++ library (on Debian and Ubuntu: apt install "
			  "libc++-%d-dev-wasm32 libc++abi-%d-dev-wasm32)",
			  b->clang_release, b->clang_release);
}
