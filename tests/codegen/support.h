/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CODEGEN_SUPPORT_H
#define TESTS_CODEGEN_SUPPORT_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"

/* Where the tests write: "$BUILD/tests/codegen/out/NAME". Static storage. */
const char *out_path(const char *name);

/* tests/codegen/bpf/NAME.bpf.o as built. */
void read_object(const char *name, struct wbpf_buf *elf);

/* The skeleton NAME_bpf of that object; fails the test on an error. */
void generate(const char *name, struct wbpf_buf *skel);

void write_text(const char *path, const char *text, size_t len);

/* clang as the build found it: the first of the usual names that runs. */
const char *clang(void);

/* Run argv (NULL-terminated); its output goes to out_path("log"). Exit status, or -1. */
int run(const char *const *argv);
/* The log of the last run, to be freed. */
void run_log(struct wbpf_buf *log);

/* Compile a file for the guest ("wasm32-wasi" headers, warnings are errors); exit status. */
int compile_for_guest(const char *source);
int compile_natively(const char *source, const char *program);
/* The same as C++, without linking. */
int compile_cpp_for_guest(const char *source);
int compile_cpp_natively(const char *source);

#endif
