/* SPDX-License-Identifier: MIT */
/*
 * The few system calls that syscall() of the SDK carries out. The numbers are those of Linux on
 * x86-64; they never reach a kernel, the host makes the call by its own.
 */
#ifndef _ASM_UNISTD_H
#define _ASM_UNISTD_H

#define __NR_getpid	     39
#define __NR_gettid	     186
#define __NR_perf_event_open 298
#define __NR_bpf	     321

#endif
