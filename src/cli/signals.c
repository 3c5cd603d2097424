/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static const struct {
	int signo;
	const char *name;
	bool always; /* also when we inherited that it is ignored */
} forwarded[] = {
	/*
	 * A shell without job control ignores SIGINT for what it starts in the background, and a
	 * tool's own handler undoes that. We cannot ask the guest beforehand, so we always take it.
	 */
	{ SIGINT, "SIGINT", true },    { SIGTERM, "SIGTERM", true },
	{ SIGHUP, "SIGHUP", false }, /* nohup(1) */
	{ SIGQUIT, "SIGQUIT", false }, { SIGUSR1, "SIGUSR1", false },
	{ SIGUSR2, "SIGUSR2", false },
};
enum { FORWARDED_CNT = sizeof(forwarded) / sizeof(forwarded[0]) };

const char *cli_signal_name(int signo)
{
	for (int i = 0; i < FORWARDED_CNT; i++)
		if (forwarded[i].signo == signo)
			return forwarded[i].name;
	return NULL;
}

static bool is_ignored(int signo)
{
	struct sigaction now;

	return sigaction(signo, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void cli_signals_block(sigset_t *set)
{
	sigemptyset(set);
	for (int i = 0; i < FORWARDED_CNT; i++) {
		if (!forwarded[i].always && is_ignored(forwarded[i].signo))
			continue;
		signal(forwarded[i].signo, SIG_DFL);
		sigaddset(set, forwarded[i].signo);
	}
	pthread_sigmask(SIG_BLOCK, set, NULL);
}

_Noreturn void cli_die_by_signal(int signo)
{
	const struct rlimit none = { 0, 0 };
	sigset_t one;

	setrlimit(RLIMIT_CORE, &none); /* SIGQUIT: the core would be ours, not the guest's */
	signal(signo, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, signo);
	pthread_sigmask(SIG_UNBLOCK, &one, NULL);
	raise(signo);
	_exit(CLI_SIGNAL_BASE + signo); /* process 1 of a pid namespace has no default action */
}

void cli_stdio_open(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* The wrong direction on purpose: using it is EBADF, as if it were closed. The
		 * lowest free descriptor is fd, as those below are open by now. */
		if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(CLI_RUN_FAILED);
	}
}

bool cli_stdout_is_pipe(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

bool cli_stdout_broken(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return cli_stdout_is_pipe() && poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP));
}
