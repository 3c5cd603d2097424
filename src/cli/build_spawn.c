/* SPDX-License-Identifier: MIT */
/*
 * Children of `wasm-bpf build`. Signals that end us are blocked and taken between and during
 * children, so that a child and the temporary directory never outlive us.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/build.h"
#include "cli/cli.h"

extern char **environ;

static sigset_t ending, before;

void build_signals_hold(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction old;
	sigset_t held;

	sigemptyset(&ending);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaddset(&ending, signals[i]);
	held = ending;
	sigaddset(&held, SIGCHLD);
	signal(SIGCHLD, SIG_DFL); /* a parent that ignores it would take our exit statuses away */
	sigprocmask(SIG_BLOCK, &held, &before);
}

static int interrupted(struct build *b, struct wbpf_error *err)
{
	return wbpf_fail(err, WBPF_STAGE_INTERRUPTED, -EINTR, "interrupted by signal %d", b->signo);
}

static bool asked_to_end(struct build *b)
{
	static const struct timespec now;
	int signo = sigtimedwait(&ending, NULL, &now);

	if (signo > 0)
		b->signo = signo;
	return b->signo != 0;
}

/* Until the child has ended; a signal to us ends it. */
static int wait_for(struct build *b, pid_t pid)
{
	sigset_t any = ending;
	int status, signo;

	sigaddset(&any, SIGCHLD);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		signo = sigwaitinfo(&any, NULL);
		if (signo <= 0 || signo == SIGCHLD)
			continue;
		b->signo = signo;
		kill(pid, SIGTERM);
	}
	return status;
}

static int start(pid_t *pid, const struct strv *argv, const char *out, bool quiet)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int ret;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &before);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	if (out)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out,
						 O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (quiet)
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	ret = posix_spawnp(pid, argv->v[0], &actions, &attr, argv->v, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return ret;
}

static void show(const struct strv *argv)
{
	for (size_t i = 0; i < argv->cnt; i++)
		fprintf(stderr, "%s%s", i ? " " : "", argv->v[i]);
	fputc('\n', stderr);
}

static int spawn(struct build *b, const struct strv *argv, const char *out, bool quiet,
		 struct wbpf_error *err)
{
	int ret, status;
	pid_t pid;

	if (argv->oom)
		return build_no_memory(err);
	if (asked_to_end(b))
		return interrupted(b, err);
	if (b->verbose)
		show(argv);
	ret = start(&pid, argv, out, quiet);
	if (ret)
		return wbpf_fail_errno(err, WBPF_STAGE_START, -ret, "cannot run '%s'", argv->v[0]);
	status = wait_for(b, pid);
	if (b->signo)
		return interrupted(b, err);
	if (WIFSIGNALED(status))
		return wbpf_fail(err, WBPF_STAGE_START, -EINVAL, "%s was ended by signal %d (%s)",
				 argv->v[0], WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status))
		return wbpf_fail(err, WBPF_STAGE_START, -EINVAL, "%s failed", argv->v[0]);
	return 0;
}

int build_spawn(struct build *b, const struct strv *argv, const char *out, struct wbpf_error *err)
{
	return spawn(b, argv, out, false, err);
}

int build_try(struct build *b, const struct strv *argv, const char *out, struct wbpf_error *err)
{
	return spawn(b, argv, out ? out : "/dev/null", true, err);
}
