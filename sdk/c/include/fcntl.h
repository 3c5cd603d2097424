/* SPDX-License-Identifier: MIT */
/* wasi-libc's <fcntl.h> and names that tools use. */
#include_next <fcntl.h>
#ifndef WBPF_FCNTL_H
#define WBPF_FCNTL_H

/* Directories are opened by O_DIRECTORY or without; a path-only descriptor has no rights at all. */
#ifndef O_PATH
#define O_PATH O_SEARCH
#endif
#ifndef O_TMPFILE
#define O_TMPFILE 0x20000000
#endif
#ifndef F_DUPFD_CLOEXEC
#define F_DUPFD_CLOEXEC 1030
#endif

#endif
