/* SPDX-License-Identifier: MIT */
/* What the files of `wasm-bpf build` share. Errors: a negative errno with words in the error. */
#ifndef WBPF_CLI_BUILD_H
#define WBPF_CLI_BUILD_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* ---- build_args.c: argument vectors ---- */

struct strv {
	char **v; /* NULL-terminated once something was added; owned */
	size_t cnt;
	bool oom; /* an addition failed; the vector is not to be used */
};

void strv_add(struct strv *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strv_add_all(struct strv *s, const struct strv *more);
/* The words of a text, parted by blanks. */
void strv_add_words(struct strv *s, const char *words);
void strv_free(struct strv *s);

/* ---- the job ---- */

enum input_kind {
	INPUT_BPF_SOURCE, /* x.bpf.c */
	INPUT_BPF_OBJECT, /* x.bpf.o */
	INPUT_SOURCE,	  /* x.c, x.cc */
	INPUT_LINK,	  /* x.o, x.a */
};

struct input {
	const char *path; /* borrowed from argv */
	enum input_kind kind;
	bool cpp;
	char *stem;    /* "x", made a C identifier for BPF inputs; owned */
	char *object;  /* what was made of it, or the path itself; owned */
	char *deps;    /* make rule of the headers, in the temporary directory; owned or NULL */
	char *records; /* clang's record layouts; owned or NULL */
};

struct build {
	/* asked for */
	struct input *inputs;
	size_t input_cnt;
	const char *output;   /* NULL: made of the first input's name */
	const char *depfile;  /* NULL: none is asked for */
	const char *optimize; /* "z" */
	const char *arch;     /* as in __TARGET_ARCH_x86 */
	const char *sysroot;  /* "/usr" */
	const char *vmlinux;  /* a header, or BTF to make one of; NULL: the running kernel's BTF */
	const char *keep;     /* directory for intermediate files; NULL: a temporary one */
	unsigned long long stack_bytes;
	bool debug, strip_all, skeleton_only, no_layout_check, kernel_layout, no_wasm_opt, verbose;
	struct strv both; /* -I, -D, -U, -W, -f */
	struct strv cflags, bpf_cflags, ldflags;
	struct strv owned; /* rewritten arguments */
	/* found */
	struct strv cc;		/* "clang-19", or "zig" "cc", or "python3" "-m" "ziglang" "cc" */
	bool zig;		/* brings its C library along, and makes modules by itself */
	char *llvm_strip, *sdk; /* llvm_strip may be NULL: the generator strips as well */
	char *overlay;		/* headers with kernel-side layout, for clang; NULL: none */
	int clang_release;
	char *tmp;
	bool tmp_owned;
	int signo; /* a signal that asked us to end */
};

static inline int build_no_memory(struct wbpf_error *err)
{
	return wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
}

static inline bool build_wants_records(const struct build *b)
{
	return !b->no_layout_check || b->kernel_layout;
}

/* ---- build_options.c ---- */

/* Fill in `b`; exits on bad options as argp does. */
void build_parse(struct build *b, int argc, char **argv);

/* ---- build_tools.c ---- */

/* Find clang, llvm-strip and the SDK; the error says what to install. */
int build_find_tools(struct build *b, struct wbpf_error *err);
/* The path of an executable in $PATH, or NULL. */
char *build_in_path(const char *name);

/* ---- build_zig.c */

/* zig, or the one of Python's package ziglang; true: it is the compiler now. */
bool build_find_zig(struct build *b);

/* ---- build_spawn.c ---- */

/* From here on, signals that would end us wait until a child or we have come to a safe point. */
void build_signals_hold(void);
/* Run a command, its standard output to `out` (NULL: ours). -EINTR after a signal, which is then
 * in b->signo; -EINVAL with the words "clang failed" when its exit status is not 0: it has told
 * the reason itself. */
int build_spawn(struct build *b, const struct strv *argv, const char *out, struct wbpf_error *err);
/* The same for what need not succeed: nothing is seen of it. */
int build_try(struct build *b, const struct strv *argv, const char *out, struct wbpf_error *err);

/* ---- build_files.c ---- */

int build_tmp_make(struct build *b, struct wbpf_error *err);
void build_tmp_remove(struct build *b);
/* ---- build_compile.c ---- */

/* Add the i-th input and its outputs to a compiler's command line, and run it. */
int build_compile(struct build *b, size_t i, struct strv *argv, struct wbpf_error *err);

/* ---- build_bpf.c, build_skeleton.c, build_guest.c: the steps in their order ---- */

int build_bpf(struct build *b, struct wbpf_error *err);
void build_bpf_command(const struct build *b, struct strv *argv); /* all but the files */
int build_skeletons(struct build *b, struct wbpf_error *err);
int build_sources(struct build *b, struct wbpf_error *err);
int build_link(struct build *b, struct wbpf_error *err);
/* A rule for make, ninja and cmake: the output and all sources and headers that it is made of. */
int build_write_depfile(const struct build *b, struct wbpf_error *err);

/* "out.bpf.o" to "out_bpf", as bpftool names skeletons. NULL: out of memory. */
char *cli_skeleton_name(const char *path);

/* ---- build_layout.c ---- */

/* A struct that a header declares, which both sides lay out differently. */
struct mismatch {
	char *header, *name; /* "struct event"; owned */
	const struct input *bpf;
};
struct mismatches {
	struct mismatch *v;
	size_t cnt;
};
void build_mismatches_free(struct mismatches *m);

/* Compare the structs of headers that a BPF and a guest source share, as far as both use them. */
int build_check_layouts(struct build *b, struct wbpf_error *err);
/* Those that differ; no error. */
int build_find_mismatches(struct build *b, struct mismatches *m, struct wbpf_error *err);

/* ---- build_overlay.c */

/* Give the guest's sources the kernel-side layout of structs that differ: b->overlay. */
int build_make_overlay(struct build *b, struct wbpf_error *err);

#endif
