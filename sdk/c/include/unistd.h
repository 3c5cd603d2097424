/* SPDX-License-Identifier: MIT */
/* wasi-libc's <unistd.h> and what it leaves out because WASI has no signals and processes. */
#ifndef _WASI_EMULATED_GETPID
#define _WASI_EMULATED_GETPID
#endif
#include_next <unistd.h>
#ifndef WBPF_UNISTD_H
#define WBPF_UNISTD_H

#ifdef __cplusplus
extern "C" {
#endif

/* The host process's id: what a BPF program sees as this tool's. */
pid_t getpid(void);
pid_t getppid(void);
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
/* Until a signal handler has run; -1 and EINTR. */
int pause(void);
/* SIGALRM after that many seconds, at the next call that waits or polls. */
unsigned int alarm(unsigned int seconds);
int getpagesize(void);
/* __NR_perf_event_open, __NR_getpid, __NR_gettid; any other number is -1 and ENOSYS. */
long syscall(long number, ...);
/* There are no processes in the sandbox: -1 and ENOSYS. */
pid_t fork(void);
int execl(const char *path, const char *arg, ...);
int execlp(const char *file, const char *arg, ...);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);

#ifdef __cplusplus
}
#endif

#endif
