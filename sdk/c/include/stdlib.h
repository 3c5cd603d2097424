/* SPDX-License-Identifier: MIT */
/* wasi-libc's <stdlib.h> and what it leaves out. */
#include_next <stdlib.h>
#ifndef WBPF_STDLIB_H
#define WBPF_STDLIB_H

#ifdef __cplusplus
extern "C" {
#endif

#ifndef WEXITSTATUS
#define WEXITSTATUS(s) (((s) & 0xff00) >> 8)
#define WTERMSIG(s)    ((s) & 0x7f)
#define WIFEXITED(s)   (!WTERMSIG(s))
#define WIFSIGNALED(s) (WTERMSIG(s) && WTERMSIG(s) != 0x7f)
#endif

/* "clear" clears the terminal; there is no shell for anything else: 127, or 0 for NULL. */
int system(const char *command);
/* A file of a new name, read and write. `template` ends in XXXXXX. */
int mkstemp(char *name_template);
int mkostemp(char *name_template, int flags);

#ifdef __cplusplus
}
#endif

#endif
