/* SPDX-License-Identifier: MIT */
/*
 * A child that outlives us: it waits for the end of this process and then removes what the kernel
 * would keep. It is cloned without an exit signal, so that the embedding program neither gets a
 * SIGCHLD nor reaps it with a plain wait().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kern/guard.h"

#ifndef __WCLONE
#define __WCLONE 0x80000000
#endif

enum { LINE_FD = 0, WORK_FD = 1, PARENT_FD = 2, FDS = 3, FD_CEILING = 1 << 16 };

static void close_from(int first)
{
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, (unsigned)first, ~0u, 0))
		return;
#endif
	for (int fd = first; fd < FD_CEILING; fd++)
		close(fd);
}

/* Every other fd goes: a pipe to our parent's readers, a link, a map must not live on in us. */
static void keep_only(int line_fd, int work_fd, int parent_fd)
{
	int high[FDS] = { line_fd, work_fd, parent_fd };

	/* Above the target numbers first, so that no dup2 overwrites one still needed. */
	for (int i = 0; i < FDS; i++)
		high[i] = high[i] >= 0 ? fcntl(high[i], F_DUPFD, FDS) : -1;
	for (int i = 0; i < FDS; i++) {
		if (high[i] >= 0)
			dup2(high[i], i);
		else
			close(i);
	}
	close_from(FDS);
}

/* Did the parent die (true), or tell us that it is done (false)? */
static bool parent_died(bool has_pidfd)
{
	struct pollfd fds[2] = { { .fd = LINE_FD, .events = POLLIN },
				 { .fd = PARENT_FD, .events = POLLIN } };
	char byte;

	while (poll(fds, has_pidfd ? 2 : 1, -1) < 0)
		if (errno != EINTR)
			break;
	/* An orderly end counts even when the process has died since. */
	return recv(LINE_FD, &byte, 1, MSG_DONTWAIT) != 1;
}

struct duty {
	void (*remove)(int fd, const void *what);
	const void *what;
};

static _Noreturn void child(struct duty duty, int line_fd, int work_fd, int parent_fd)
{
	prctl(PR_SET_NAME, "wasm-bpf-guard");
	setsid();
	keep_only(line_fd, work_fd, parent_fd);
	if (chdir("/")) {
		/* Then a mount stays busy; no reason not to guard. */
	}
	if (parent_died(parent_fd >= 0))
		duty.remove(WORK_FD, duty.what);
	_exit(0);
}

static int open_parent(void)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, getpid(),
			    0); /* -1 before Linux 5.3: the socket tells */
#else
	return -1;
#endif
}

/* The child is born with every signal blocked: Ctrl-C at the terminal must not end it. */
static pid_t clone_silent(void)
{
	sigset_t all, old;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pid = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
	if (pid)
		pthread_sigmask(SIG_SETMASK, &old, NULL);
	return pid;
}

int kern_guard_start(struct kern_guard *guard, int fd, void (*remove)(int fd, const void *what),
		     const void *what)
{
	const struct duty duty = { remove, what };
	int ends[2], parent;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	parent = open_parent();
	guard->pid = clone_silent();
	if (!guard->pid)
		child(duty, ends[0], fd, parent);
	close(ends[0]);
	if (parent >= 0)
		close(parent);
	guard->line = ends[1];
	if (guard->pid > 0)
		return 0;
	close(ends[1]);
	guard->line = -1;
	return -EAGAIN;
}

void kern_guard_end(struct kern_guard *guard)
{
	if (guard->pid <= 0)
		return;
	/* The guard may have been killed: no SIGPIPE for the embedding program then. */
	send(guard->line, "", 1, MSG_NOSIGNAL);
	close(guard->line);
	while (waitpid(guard->pid, NULL, __WCLONE) < 0 && errno == EINTR)
		;
	guard->pid = 0;
}
