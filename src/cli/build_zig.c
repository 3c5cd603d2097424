/* SPDX-License-Identifier: MIT */
/* zig is a whole clang with a C library for WebAssembly; PyPI has it as "ziglang". */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "cli/build.h"

static bool works(struct build *b, const struct strv *cc)
{
	struct wbpf_error ignored = WBPF_ERROR_INIT;
	struct strv argv = { 0 };
	int ret;

	strv_add_all(&argv, cc);
	strv_add(&argv, "--version");
	ret = build_try(b, &argv, NULL, &ignored);
	strv_free(&argv);
	wbpf_error_clear(&ignored);
	return ret == 0;
}

static bool try_words(struct build *b, const char *words)
{
	struct strv cc = { 0 };
	WBPF_FREE char *path = NULL;

	strv_add_words(&cc, words);
	path = cc.oom ? NULL : build_in_path(cc.v[0]);
	if (!path || !works(b, &cc)) {
		strv_free(&cc);
		return false;
	}
	strv_free(&b->cc);
	b->cc = cc;
	b->zig = true;
	return true;
}

bool build_find_zig(struct build *b)
{
	return try_words(b, "zig cc") || try_words(b, "python3 -m ziglang cc");
}
