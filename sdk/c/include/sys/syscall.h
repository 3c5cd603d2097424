/* SPDX-License-Identifier: MIT */
#ifndef _SYS_SYSCALL_H
#define _SYS_SYSCALL_H

#include <asm/unistd.h>

#define SYS_getpid	    __NR_getpid
#define SYS_gettid	    __NR_gettid
#define SYS_perf_event_open __NR_perf_event_open
#define SYS_bpf		    __NR_bpf

#endif
