/* SPDX-License-Identifier: MIT */
/* wasi-libc's <stdio.h> and what it leaves out. */
#include_next <stdio.h>
#ifndef WBPF_STDIO_H
#define WBPF_STDIO_H

#ifdef __cplusplus
extern "C" {
#endif

/* There are no processes in the sandbox: NULL and ENOSYS; -1 and ECHILD. */
FILE *popen(const char *command, const char *type);
int pclose(FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
