/* SPDX-License-Identifier: MIT */
/*
 * Writes to read-only mapped pages by host code that does not know of them: an engine's own WASI
 * (fd_read, random_get, ...), its memory.copy and memory.fill. They would end the process.
 *
 * Our handlers are set before the engine's. The engine's looks first: a fault in compiled code is a
 * trap, and whatever else is handed on to the handler that was there before: ours. So nobody has
 * to tell compiled code from host code but the engine, which knows.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

#include "guest/mapping.h"

typedef void (*action_fn)(int, siginfo_t *, void *);

static struct sigaction before_segv, before_bus;
/* initial-exec: no allocation when a handler is the first to look. */
static _Thread_local struct wbpf_guest *running __attribute__((tls_model("initial-exec")));

struct wbpf_guest *wbpf_mapping_run(struct wbpf_guest *g)
{
	struct wbpf_guest *outer = running;

	running = g;
	return outer;
}

/* To the handler before ours; with none, the fault comes again and ends the process. */
static void hand_on(const struct sigaction *before, int signo, siginfo_t *info, void *context)
{
	if (before->sa_flags & SA_SIGINFO)
		before->sa_sigaction(signo, info, context);
	else if (before->sa_handler == SIG_DFL || before->sa_handler == SIG_IGN)
		sigaction(signo, before, NULL);
	else
		before->sa_handler(signo);
}

static void on_segv(int signo, siginfo_t *info, void *context)
{
	int saved = errno;

	if (!running || info->si_code <= 0 || !wbpf_mapping_give_way(running, info->si_addr))
		hand_on(&before_segv, signo, info, context);
	errno = saved;
}

/*
 * A store to the data pages of a perf buffer is SIGBUS, which the engine does not listen to: ask it
 * as if it were SIGSEGV. It has a trap for compiled code, and comes back here for other code.
 */
static void on_bus(int signo, siginfo_t *info, void *context)
{
	struct sigaction engine;
	int saved = errno;

	if (running && info->si_code > 0 && wbpf_mapping_holds(running, info->si_addr) &&
	    !sigaction(SIGSEGV, NULL, &engine) && engine.sa_flags & SA_SIGINFO)
		engine.sa_sigaction(SIGSEGV, info, context);
	else
		hand_on(&before_bus, signo, info, context);
	errno = saved;
}

static void set(int signo, action_fn fn, struct sigaction *before)
{
	/* As the engine's: on the alternate stack, and a fault within is not blocked. */
	struct sigaction action = { .sa_sigaction = fn,
				    .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK };

	sigemptyset(&action.sa_mask);
	sigaction(signo, &action, before);
}

static void set_all(void)
{
	set(SIGSEGV, on_segv, &before_segv);
	set(SIGBUS, on_bus, &before_bus);
}

void wbpf_mapping_catch_faults(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_all);
}
