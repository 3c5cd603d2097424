/* SPDX-License-Identifier: MIT */
/*
 * Signals of the host, handled in the guest. Numbers are Linux's. The host tells a guest that handles
 * a signal by ending its blocking call with EINTR; the handler then runs inside that call, before it
 * returns: an unchanged main loop ends as it does natively. A loop that never waits or polls is not
 * interrupted.
 */
#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <__typedef_sigset_t.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SIGHUP	  1
#define SIGINT	  2
#define SIGQUIT	  3
#define SIGILL	  4
#define SIGTRAP	  5
#define SIGABRT	  6
#define SIGIOT	  SIGABRT
#define SIGBUS	  7
#define SIGFPE	  8
#define SIGKILL	  9
#define SIGUSR1	  10
#define SIGSEGV	  11
#define SIGUSR2	  12
#define SIGPIPE	  13
#define SIGALRM	  14
#define SIGTERM	  15
#define SIGSTKFLT 16
#define SIGCHLD	  17
#define SIGCONT	  18
#define SIGSTOP	  19
#define SIGTSTP	  20
#define SIGTTIN	  21
#define SIGTTOU	  22
#define SIGURG	  23
#define SIGXCPU	  24
#define SIGXFSZ	  25
#define SIGVTALRM 26
#define SIGPROF	  27
#define SIGWINCH  28
#define SIGIO	  29
#define SIGPOLL	  SIGIO
#define SIGPWR	  30
#define SIGSYS	  31
#define _NSIG	  65
#define NSIG	  _NSIG

typedef int sig_atomic_t;
typedef void (*sighandler_t)(int);

/* Addresses of functions: small constants would be entries of the function table. */
void wbpf_sig_ignore(int signo);
void wbpf_sig_error(int signo);
#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN (wbpf_sig_ignore)
#define SIG_ERR (wbpf_sig_error)

#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO   4
#define SA_ONSTACK   0x08000000
#define SA_RESTART   0x10000000
#define SA_NODEFER   0x40000000
#define SA_RESETHAND 0x80000000

#define SI_USER 0

union sigval {
	int sival_int;
	void *sival_ptr;
};

typedef struct {
	int si_signo, si_errno, si_code;
	pid_t si_pid;
	uid_t si_uid;
	int si_status;
	void *si_addr;
	union sigval si_value;
} siginfo_t;

struct sigaction {
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	} __sa_handler;
	sigset_t sa_mask;
	int sa_flags;
	void (*sa_restorer)(void);
};
#define sa_handler   __sa_handler.sa_handler
#define sa_sigaction __sa_handler.sa_sigaction

void (*signal(int signo, void (*handler)(int)))(int);
int sigaction(int signo, const struct sigaction *__restrict action,
	      struct sigaction *__restrict old);
int sigprocmask(int how, const sigset_t *__restrict set, sigset_t *__restrict old);
int pthread_sigmask(int how, const sigset_t *__restrict set, sigset_t *__restrict old);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *mask);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signo);
int sigdelset(sigset_t *set, int signo);
int sigismember(const sigset_t *set, int signo);
int raise(int signo);
/* Only to oneself; any other process is EPERM. */
int kill(pid_t pid, int signo);
char *strsignal(int signo);
void psignal(int signo, const char *text);

#ifdef __cplusplus
}
#endif

#endif
