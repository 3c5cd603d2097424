/* SPDX-License-Identifier: MIT */
/*
 * wasi-libc's <fcntl.h> with the numbers of Linux (x86-64) for O_* and AT_FDCWD: tools compare them
 * with what BPF programs saw in the kernel. The library translates for the libc.
 */
#include_next <fcntl.h>
#ifndef WBPF_FCNTL_H
#define WBPF_FCNTL_H

#undef O_RDONLY
#undef O_WRONLY
#undef O_RDWR
#undef O_ACCMODE
#undef O_CREAT
#undef O_EXCL
#undef O_NOCTTY
#undef O_TRUNC
#undef O_APPEND
#undef O_NONBLOCK
#undef O_NDELAY
#undef O_DSYNC
#undef O_ASYNC
#undef O_DIRECT
#undef O_LARGEFILE
#undef O_DIRECTORY
#undef O_NOFOLLOW
#undef O_NOATIME
#undef O_CLOEXEC
#undef O_SYNC
#undef O_RSYNC
#undef O_PATH
#undef O_TMPFILE
#undef O_SEARCH
#undef O_EXEC
#undef O_TTY_INIT
#undef AT_FDCWD

#define O_RDONLY    0
#define O_WRONLY    01
#define O_RDWR	    02
#define O_ACCMODE   03
#define O_CREAT	    0100
#define O_EXCL	    0200
#define O_NOCTTY    0400
#define O_TRUNC	    01000
#define O_APPEND    02000
#define O_NONBLOCK  04000
#define O_NDELAY    O_NONBLOCK
#define O_DSYNC	    010000
#define O_ASYNC	    020000
#define O_DIRECT    040000
#define O_LARGEFILE 0100000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW  0400000
#define O_NOATIME   01000000
#define O_CLOEXEC   02000000
#define O_SYNC	    04010000
#define O_RSYNC	    O_SYNC
#define O_PATH	    010000000
#define O_TMPFILE   (020000000 | O_DIRECTORY)
#define O_SEARCH    O_PATH
#define O_EXEC	    O_PATH
#define O_TTY_INIT  0

#define AT_FDCWD (-100)

#ifndef F_DUPFD_CLOEXEC
#define F_DUPFD_CLOEXEC 1030
#endif

#ifdef __cplusplus
extern "C" {
#endif

int fcntl(int fd, int command, ...) __asm__("wbpf_fcntl");

#ifdef __cplusplus
}
#endif

#endif
