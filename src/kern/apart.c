/* SPDX-License-Identifier: MIT */
/*
 * A program of type syscall may call bpf(2) and close descriptors by number: those of the process
 * that runs it. So it runs in a thread with a descriptor table of its own, in which there is the
 * program and nothing else. What it opens goes with the thread.
 */
#include "kern/apart.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { UNSHARE = 1 << 1 }; /* CLOSE_RANGE_UNSHARE */

struct apart {
	int prog_fd, ret;
	int (*fn)(void *ctx);
	void *ctx;
};

/* Older kernels have no programs of this type. */
static int leave_only(int fd)
{
	if (syscall(SYS_close_range, fd + 1, ~0u, UNSHARE))
		return -errno;
	return fd && syscall(SYS_close_range, 0, fd - 1, 0) ? -errno : 0;
}

static void *run(void *arg)
{
	struct apart *a = arg;

	a->ret = leave_only(a->prog_fd);
	if (a->ret)
		return NULL;
	a->ret = a->fn(a->ctx);
	/* Now, and not when the kernel gets to it: who joins us may count what is left. */
	syscall(SYS_close_range, 0, ~0u, 0);
	return NULL;
}

/* The thread is born with every signal blocked: they are for the others. */
static int start(pthread_t *thread, struct apart *a)
{
	sigset_t all, old;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(thread, NULL, run, a);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -ret;
}

int kern_run_apart(int prog_fd, int (*fn)(void *ctx), void *ctx)
{
	struct apart a = { .prog_fd = prog_fd, .fn = fn, .ctx = ctx };
	pthread_t thread;
	int ret = start(&thread, &a);

	if (ret)
		return ret;
	pthread_join(thread, NULL);
	return a.ret;
}

bool kern_must_run_apart(int prog_fd)
{
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info);

	return !bpf_prog_get_info_by_fd(prog_fd, &info, &len) && info.type == BPF_PROG_TYPE_SYSCALL;
}
