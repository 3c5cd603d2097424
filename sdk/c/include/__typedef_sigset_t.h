/* SPDX-License-Identifier: MIT */
/* In place of wasi-libc's one-byte placeholder: 31 signals must fit. */
#ifndef __wasilibc___typedef_sigset_t_h
#define __wasilibc___typedef_sigset_t_h

typedef unsigned long long sigset_t;

#endif
