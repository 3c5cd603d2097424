/* SPDX-License-Identifier: MIT */
/*
 * Signals. The host is told which ones the guest handles; it ends blocking calls with -EINTR then.
 * Handlers run in the library's waits, never in between: a guest is one thread that nothing
 * interrupts.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "internal.h"

enum { SIGNALS = 32, HOST_DEFAULT = 0, HOST_HANDLE = 1, HOST_IGNORE = 2 };

static struct sigaction actions[SIGNALS];
static sigset_t blocked, pending;

void wbpf_sig_ignore(int signo)
{
	(void)signo;
}

void wbpf_sig_error(int signo)
{
	(void)signo;
}

static sigset_t bit(int signo)
{
	return 1ULL << signo;
}

static bool valid(int signo)
{
	return signo > 0 && signo < SIGNALS;
}

static int tell_host(int signo, void (*handler)(int))
{
	int on = handler == SIG_DFL ? HOST_DEFAULT : handler == SIG_IGN ? HOST_IGNORE : HOST_HANDLE;

	return wbpf_ret(wbpf_abi_signal_handle(signo, on));
}

int sigaction(int signo, const struct sigaction *restrict action, struct sigaction *restrict old)
{
	if (!valid(signo) || (action && (signo == SIGKILL || signo == SIGSTOP)))
		return wbpf_err(EINVAL), -1;
	if (old)
		*old = actions[signo];
	if (!action)
		return 0;
	if (tell_host(signo, action->sa_handler) < 0)
		return -1;
	actions[signo] = *action;
	return 0;
}

void (*signal(int signo, void (*handler)(int)))(int)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = (int)SA_RESTART }, old;

	return sigaction(signo, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}

static bool ignored_by_default(int signo)
{
	return signo == SIGCHLD || signo == SIGCONT || signo == SIGURG || signo == SIGWINCH;
}

static void run_handler(int signo)
{
	struct sigaction action = actions[signo];
	sigset_t saved = blocked;
	siginfo_t info = { .si_signo = signo, .si_code = SI_USER };

	if (action.sa_flags & (int)SA_RESETHAND)
		signal(signo, SIG_DFL);
	blocked |= action.sa_mask | (action.sa_flags & SA_NODEFER ? 0 : bit(signo));
	if (action.sa_flags & SA_SIGINFO)
		action.sa_sigaction(signo, &info, NULL);
	else
		action.sa_handler(signo);
	blocked = saved;
}

/* True: a handler ran. */
static bool deliver(int signo)
{
	void (*handler)(int) = actions[signo].sa_handler;

	pending &= ~bit(signo);
	if (handler == SIG_IGN || (handler == SIG_DFL && ignored_by_default(signo)))
		return false;
	if (handler == SIG_DFL) {
		fflush(stdout);
		_Exit(128 + signo);
	}
	run_handler(signo);
	return true;
}

static int deliver_pending(void)
{
	int ran = 0;

	for (int signo = 1; signo < SIGNALS; signo++)
		if (pending & ~blocked & bit(signo))
			ran += deliver(signo);
	return ran;
}

int wbpf_signals(void)
{
	int saved = errno, signo, ran;

	while ((signo = wbpf_abi_signal_take()) > 0)
		if (valid(signo))
			pending |= bit(signo);
	ran = deliver_pending();
	errno = saved;
	return ran;
}

int raise(int signo)
{
	if (!valid(signo))
		return wbpf_err(EINVAL), -1;
	pending |= bit(signo);
	deliver_pending();
	return 0;
}

int kill(pid_t pid, int signo)
{
	if (signo < 0 || signo >= SIGNALS)
		return wbpf_err(EINVAL), -1;
	if (pid != 0 && pid != getpid())
		return wbpf_err(EPERM), -1;
	return signo ? raise(signo) : 0;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	if (old)
		*old = blocked;
	if (!set)
		return 0;
	if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
		return wbpf_err(EINVAL), -1;
	if (how == SIG_BLOCK)
		blocked |= *set;
	else
		blocked = how == SIG_UNBLOCK ? blocked & ~*set : *set;
	blocked &= ~(bit(SIGKILL) | bit(SIGSTOP));
	deliver_pending();
	return 0;
}

int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	return sigprocmask(how, set, old) < 0 ? errno : 0;
}

int sigsuspend(const sigset_t *mask)
{
	sigset_t saved;

	sigprocmask(SIG_SETMASK, mask, &saved);
	pause();
	sigprocmask(SIG_SETMASK, &saved, NULL);
	return wbpf_err(EINTR), -1;
}

int sigpending(sigset_t *set)
{
	*set = pending & blocked;
	return 0;
}
