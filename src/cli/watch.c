/* SPDX-License-Identifier: MIT */
/*
 * The thread beside the guest. Signals are blocked everywhere and read here from a signalfd, so
 * no handler exists and nothing depends on which thread the kernel picks.
 *
 *   NO_GUEST --guest--> RUNNING --signal--> ASKED --grace over, second signal--> STOPPING
 *                          |                                                        |
 *                          +--stdout has no reader--> BROKEN --a moment later-------+--> we die
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <wasm_bpf/runtime.h>

#include "base/error.h"
#include "cli/cli.h"

#define NS_PER_S  1000000000LL
#define NS_PER_MS 1000000LL
/* timeout(1) signals its child and then its own group, us among it: one wish, told twice. */
#define TWICE_NS  (300 * NS_PER_MS)
/* A stopped guest ends at its next loop or host call; what outlives this sits in a read. */
#define STOP_NS	  NS_PER_S
/* `| head` has all it wanted: a guest that is at its end anyway may come to it. */
#define BROKEN_NS (100 * NS_PER_MS)

enum phase { NO_GUEST, RUNNING, ASKED, BROKEN, STOPPING };

struct cli_watch {
	pthread_t thread;
	int signal_fd, wake_fd;
	int64_t grace_ns;
	pthread_mutex_t lock; /* of all below */
	enum phase phase;
	struct wbpf_instance *inst;
	int signo;	     /* why the guest is to end; 0: it is not */
	int64_t asked_ns;    /* when it was asked to end */
	int64_t deadline_ns; /* CLOCK_MONOTONIC; 0: none */
	bool pipe_is_guests; /* do not mind standard output: no pipe, or the guest handles SIGPIPE */
	bool quit;
};

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void enter(struct cli_watch *w, enum phase phase, int64_t limit_ns)
{
	w->phase = phase;
	w->deadline_ns = limit_ns < 0 ? 0 : now_ns() + limit_ns;
}

static void stop(struct cli_watch *w)
{
	wbpf_instance_stop(w->inst);
	enter(w, STOPPING, STOP_NS);
}

static bool ends_process(int signo)
{
	return signo == SIGINT || signo == SIGTERM;
}

static void first_signal(struct cli_watch *w, int signo)
{
	switch (wbpf_instance_signal(w->inst, signo)) {
	case WBPF_SIGNAL_IGNORED:
		return;
	case WBPF_SIGNAL_STOPPED:
		w->signo = signo;
		enter(w, STOPPING, STOP_NS);
		return;
	case WBPF_SIGNAL_HANDLED:
		/* SIGHUP and the like may mean "read your configuration again". */
		if (!ends_process(signo))
			return;
		break;
	case WBPF_SIGNAL_TOLD:
		break;
	}
	w->signo = signo;
	w->asked_ns = now_ns();
	enter(w, ASKED, w->grace_ns);
}

static void signal_came(struct cli_watch *w, int signo)
{
	if (w->phase == NO_GUEST)
		cli_die_by_signal(signo);
	if (w->phase == RUNNING || w->phase == BROKEN) {
		first_signal(w, signo);
	} else if (w->phase == ASKED && signo == w->signo && now_ns() - w->asked_ns < TWICE_NS) {
		return;
	} else if (ends_process(signo)) {
		if (w->phase == STOPPING)
			cli_die_by_signal(signo);
		w->signo = signo;
		stop(w);
	} else {
		wbpf_instance_signal(w->inst, signo);
	}
}

bool cli_guest_minds_pipe(struct wbpf_instance *inst)
{
	enum wbpf_signal_result result = wbpf_instance_signal(inst, SIGPIPE);

	return result == WBPF_SIGNAL_HANDLED || result == WBPF_SIGNAL_IGNORED;
}

static void pipe_is_broken(struct cli_watch *w)
{
	/* A named pipe may have got another reader in between. */
	if (!cli_stdout_broken()) {
		enter(w, RUNNING, -1);
		return;
	}
	if (cli_guest_minds_pipe(w->inst)) {
		w->pipe_is_guests = true;
		enter(w, RUNNING, -1);
		return;
	}
	w->signo = SIGPIPE;
	stop(w);
}

static void timed_out(struct cli_watch *w)
{
	cli_error("the guest did not end within %g s of %s and is stopped",
		  (double)w->grace_ns / NS_PER_S, cli_signal_name(w->signo));
	stop(w);
}

static void deadline_passed(struct cli_watch *w)
{
	switch (w->phase) {
	case ASKED:
		timed_out(w);
		break;
	case BROKEN:
		pipe_is_broken(w);
		break;
	case STOPPING:
		cli_die_by_signal(w->signo);
	default:
		w->deadline_ns = 0;
	}
}

static void take_signals(struct cli_watch *w)
{
	struct signalfd_siginfo info;

	while (read(w->signal_fd, &info, sizeof(info)) == sizeof(info))
		signal_came(w, (int)info.ssi_signo);
}

static void react(struct cli_watch *w, const struct pollfd fds[3])
{
	eventfd_t cnt;

	pthread_mutex_lock(&w->lock);
	if (fds[1].revents)
		eventfd_read(w->wake_fd, &cnt);
	if (fds[0].revents)
		take_signals(w);
	if (fds[2].revents && w->phase == RUNNING)
		enter(w, BROKEN, BROKEN_NS);
	if (w->deadline_ns && now_ns() >= w->deadline_ns)
		deadline_passed(w);
	pthread_mutex_unlock(&w->lock);
}

/* What to wait for now, and how long in milliseconds; false: for nothing any more. */
static bool next_wait(struct cli_watch *w, struct pollfd fds[3], int *timeout)
{
	int64_t left;
	bool quit;

	pthread_mutex_lock(&w->lock);
	fds[0] = (struct pollfd){ .fd = w->signal_fd, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = w->wake_fd, .events = POLLIN };
	/* No event asked for: poll tells errors and hang-ups of its own accord. */
	fds[2] = (struct pollfd){
		.fd = w->phase == RUNNING && !w->pipe_is_guests ? STDOUT_FILENO : -1,
	};
	left = w->deadline_ns ? w->deadline_ns - now_ns() : -1;
	*timeout = !w->deadline_ns ? -1 : left <= 0 ? 0 : (int)((left + NS_PER_MS - 1) / NS_PER_MS);
	quit = w->quit;
	pthread_mutex_unlock(&w->lock);
	return !quit;
}

static void *watch_main(void *arg)
{
	struct cli_watch *w = arg;
	struct pollfd fds[3];
	int timeout;

	while (next_wait(w, fds, &timeout))
		if (poll(fds, 3, timeout) >= 0)
			react(w, fds);
	return NULL;
}

static int watch_open(struct cli_watch *w)
{
	sigset_t set;
	int ret;

	cli_signals_block(&set);
	w->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	w->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->signal_fd < 0 || w->wake_fd < 0)
		return -errno;
	ret = pthread_create(&w->thread, NULL, watch_main, w);
	return -ret;
}

static void watch_close(struct cli_watch *w)
{
	if (w->signal_fd >= 0)
		close(w->signal_fd);
	if (w->wake_fd >= 0)
		close(w->wake_fd);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

int cli_watch_start(struct cli_watch **out, int64_t grace_ns, struct wbpf_error *err)
{
	struct cli_watch *w = calloc(1, sizeof(*w));
	int ret;

	if (!w)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "signals");
	*w = (struct cli_watch){ .signal_fd = -1, .wake_fd = -1, .grace_ns = grace_ns };
	w->pipe_is_guests = !cli_stdout_is_pipe();
	pthread_mutex_init(&w->lock, NULL);
	ret = watch_open(w);
	if (ret < 0) {
		watch_close(w);
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, ret, "cannot watch for signals");
	}
	*out = w;
	return 0;
}

void cli_watch_guest(struct cli_watch *w, struct wbpf_instance *inst)
{
	pthread_mutex_lock(&w->lock);
	w->inst = inst;
	enter(w, RUNNING, -1);
	pthread_mutex_unlock(&w->lock);
	eventfd_write(w->wake_fd, 1);
}

int cli_watch_ended(struct cli_watch *w)
{
	int signo;

	pthread_mutex_lock(&w->lock);
	w->inst = NULL;
	enter(w, NO_GUEST, -1);
	signo = w->signo;
	pthread_mutex_unlock(&w->lock);
	return signo;
}

void cli_watch_free(struct cli_watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->quit = true;
	pthread_mutex_unlock(&w->lock);
	eventfd_write(w->wake_fd, 1);
	pthread_join(w->thread, NULL);
	watch_close(w);
}
