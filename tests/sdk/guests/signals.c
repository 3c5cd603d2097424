/* SPDX-License-Identifier: MIT */
/* Signals inside the guest, then those from outside: each line tells what the shell waits for. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static volatile sig_atomic_t last, cnt, with_info;

static void handler(int signo)
{
	last = signo;
	cnt++;
}

static void info_handler(int signo, siginfo_t *info, void *context)
{
	(void)context;
	with_info = info->si_signo == signo ? signo : -1;
}

static void inside(void)
{
	struct sigaction action = { .sa_sigaction = info_handler, .sa_flags = SA_SIGINFO }, old;
	sigset_t set;

	YES(signal(SIGUSR1, handler) == SIG_DFL);
	YES(signal(SIGUSR1, handler) == handler);
	IS(raise(SIGUSR1), 0);
	IS(last, SIGUSR1);
	IS(kill(getpid(), SIGUSR1), 0);
	IS(cnt, 2);
	IS(kill(getpid(), 0), 0);
	IS(kill(1, SIGTERM), -1);
	IS(errno, EPERM);
	IS(sigaction(SIGUSR2, &action, &old), 0);
	YES(old.sa_handler == SIG_DFL);
	IS(raise(SIGUSR2), 0);
	IS(with_info, SIGUSR2);
	YES(signal(SIGKILL, handler) == SIG_ERR && errno == EINVAL);
	IS(raise(99), -1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	IS(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	IS(raise(SIGUSR1), 0);
	IS(cnt, 2);
	IS(sigpending(&set), 0);
	IS(sigismember(&set, SIGUSR1), 1);
	IS(sigismember(&set, SIGUSR2), 0);
	IS(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
	IS(cnt, 3);
	YES(signal(SIGUSR1, SIG_IGN) == handler);
	IS(raise(SIGUSR1), 0);
	IS(cnt, 3);
	IS(raise(SIGCHLD), 0);
	action = (struct sigaction){ .sa_handler = handler, .sa_flags = (int)SA_RESETHAND };
	IS(sigaction(SIGUSR1, &action, NULL), 0);
	IS(raise(SIGUSR1), 0);
	IS(cnt, 4);
	YES(signal(SIGUSR1, SIG_DFL) == SIG_DFL);
	YES(!strcmp(strsignal(SIGTERM), "Terminated"));
}

static void alarms(void)
{
	struct timespec day = { .tv_sec = 86400 }, left = { 0 };

	YES(signal(SIGALRM, handler) != SIG_ERR);
	IS(alarm(1000), 0);
	YES(alarm(1) > 0);
	IS(pause(), -1);
	IS(errno, EINTR);
	IS(last, SIGALRM);
	alarm(1);
	YES(sleep(86400) > 0);
	alarm(1);
	IS(nanosleep(&day, &left), -1);
	IS(errno, EINTR);
	YES(left.tv_sec > 0);
	IS(alarm(0), 0);
	IS(usleep(1000), 0);
	day.tv_nsec = -1;
	IS(nanosleep(&day, NULL), -1);
	IS(errno, EINVAL);
}

/* Standard input is a pipe into which nobody writes. */
static void waits_of_wasi(void)
{
	struct pollfd in = { .fd = 0, .events = POLLIN };
	char byte;

	last = 0;
	printf("reading\n");
	fflush(stdout);
	IS(read(0, &byte, 1), -1);
	IS(errno, EINTR);
	IS(last, SIGUSR1);
	last = 0;
	printf("stdio\n");
	fflush(stdout);
	IS(getchar(), EOF);
	IS(errno, EINTR);
	IS(last, SIGUSR1);
	last = 0;
	printf("polling\n");
	fflush(stdout);
	IS(poll(&in, 1, -1), -1);
	IS(errno, EINTR);
	IS(last, SIGUSR1);
}

static void outside(void)
{
	sigset_t set;

	signal(SIGUSR1, handler);
	signal(SIGTERM, handler);
	printf("sleeping\n");
	fflush(stdout);
	while (sleep(86400) == 0)
		;
	IS(last, SIGUSR1);
	waits_of_wasi();
	/* A blocked one does not end a wait; another one does, and the first comes after. */
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	last = cnt = 0;
	printf("pausing\n");
	fflush(stdout);
	IS(pause(), -1);
	IS(last, SIGTERM);
	IS(cnt, 1);
	sigpending(&set);
	IS(sigismember(&set, SIGUSR1), 1);
}

int main(void)
{
	inside();
	alarms();
	outside();
	if (check_end())
		return 1;
	raise(SIGQUIT);
	return 2;
}
