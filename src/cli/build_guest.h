/* SPDX-License-Identifier: MIT */
/* What compiling and linking for WebAssembly have in common. */
#ifndef WBPF_CLI_BUILD_GUEST_H
#define WBPF_CLI_BUILD_GUEST_H

#include "cli/build.h"

/* The compiler and its target. */
void build_guest_target(const struct build *b, bool cpp, struct strv *argv);
/* What the SDK itself asks of the compiler or linker: one flag a line in SDK/NAME. */
int build_add_sdk_flags(const struct build *b, const char *name, struct strv *argv,
			struct wbpf_error *err);

/* ---- build_cpp.c: the C++ library, which need not be there */

void build_add_cpp_headers(const struct build *b, struct strv *argv);
bool build_has_cpp_library(const struct build *b);
/* Say what to install, when the library is missing. */
void build_explain_cpp(const struct build *b, struct wbpf_error *err);

#endif
