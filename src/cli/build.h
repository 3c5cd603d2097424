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
	INPUT_SOURCE,	  /* x.c */
	INPUT_LINK,	  /* x.o, x.a */
};

struct input {
	const char *path; /* borrowed from argv */
	enum input_kind kind;
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
	const char *optimize; /* "2" */
	const char *arch;     /* as in __TARGET_ARCH_x86 */
	const char *sysroot;  /* "/usr" */
	const char *btf;      /* for vmlinux.h; NULL: the running kernel's */
	const char *keep;     /* directory for intermediate files; NULL: a temporary one */
	unsigned long long stack_bytes;
	bool debug, strip_all, skeleton_only, no_layout_check, verbose;
	struct strv both; /* -I, -D, -U, -W, -f */
	struct strv cflags, bpf_cflags, ldflags;
	/* found */
	char *clang, *llvm_strip, *sdk; /* llvm_strip may be NULL: the generator strips as well */
	int clang_release;
	char *tmp;
	bool tmp_owned;
	int signo; /* a signal that asked us to end */
};

static inline int build_no_memory(struct wbpf_error *err)
{
	return wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
}

/* ---- build_options.c ---- */

/* Fill in `b`; exits on bad options as argp does. */
void build_parse(struct build *b, int argc, char **argv);

/* ---- build_tools.c ---- */

/* Find clang, llvm-strip and the SDK; the error says what to install. */
int build_find_tools(struct build *b, struct wbpf_error *err);

/* ---- build_spawn.c ---- */

/* From here on, signals that would end us wait until a child or we have come to a safe point. */
void build_signals_hold(void);
/* Run a command, its standard output to `out` (NULL: ours). -EINTR after a signal, which is then
 * in b->signo; -EINVAL with the words "clang failed" when its exit status is not 0: it has told
 * the reason itself. */
int build_spawn(struct build *b, const struct strv *argv, const char *out, struct wbpf_error *err);

/* ---- build_files.c ---- */

int build_tmp_make(struct build *b, struct wbpf_error *err);
void build_tmp_remove(struct build *b);
/* ---- build_compile.c ---- */

/* Add the i-th input and its outputs to a compiler's command line, and run it. */
int build_compile(struct build *b, size_t i, struct strv *argv, struct wbpf_error *err);

/* ---- build_bpf.c, build_skeleton.c, build_guest.c: the steps in their order ---- */

int build_bpf(struct build *b, struct wbpf_error *err);
int build_skeletons(struct build *b, struct wbpf_error *err);
int build_sources(struct build *b, struct wbpf_error *err);
int build_link(struct build *b, struct wbpf_error *err);

/* "out.bpf.o" to "out_bpf", as bpftool names skeletons. NULL: out of memory. */
char *cli_skeleton_name(const char *path);

/* ---- build_layout.c ---- */

/* Compare the structs of headers that a BPF and a guest source share, as far as both use them. */
int build_check_layouts(struct build *b, struct wbpf_error *err);

#endif
