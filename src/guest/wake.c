/* SPDX-License-Identifier: MIT */
#include "guest/wake.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC 1000000000LL

/* Never 0, 1 or 2: in a process whose standard output is closed, a guest would print into it. */
static int make_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), high;

	if (fd < 0)
		return -errno;
	if (fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	high = high < 0 ? -errno : high;
	close(fd);
	return high;
}

int wbpf_wake_init(struct wbpf_wake *w)
{
	atomic_init(&w->pending, 0);
	atomic_init(&w->handled, 0);
	atomic_init(&w->ignored, 0);
	atomic_init(&w->fresh, 0);
	atomic_init(&w->stop, false);
	w->fd = make_eventfd();
	return w->fd < 0 ? w->fd : 0;
}

void wbpf_wake_fini(struct wbpf_wake *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

/* Runs in signal handlers: errno belongs to the interrupted code. A full counter (EAGAIN) is
 * readable already, which is all that is wanted. */
static void ring(struct wbpf_wake *w)
{
	const uint64_t one = 1;
	int saved = errno;
	ssize_t n;

	do
		n = write(w->fd, &one, sizeof(one));
	while (n < 0 && errno == EINTR);
	errno = saved;
}

void wbpf_wake_signal(struct wbpf_wake *w, int signo)
{
	if (signo < 1 || signo > 63)
		return;
	atomic_fetch_or(&w->pending, 1ULL << signo);
	atomic_fetch_or(&w->fresh, 1ULL << signo);
	ring(w);
}

void wbpf_wake_stop(struct wbpf_wake *w)
{
	atomic_store(&w->stop, true);
	ring(w);
}

int wbpf_wake_take(struct wbpf_wake *w)
{
	uint64_t all = atomic_load(&w->pending);

	while (all) {
		int signo = __builtin_ctzll(all);
		uint64_t bit = 1ULL << signo;

		atomic_fetch_and(&w->fresh, ~bit);
		all = atomic_fetch_and(&w->pending, ~bit);
		if (all & bit)
			return signo;
	}
	return 0;
}

static void drain(struct wbpf_wake *w)
{
	uint64_t count;

	while (read(w->fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
}

int wbpf_wake_check(struct wbpf_wake *w)
{
	if (!atomic_load(&w->stop)) {
		drain(w);
		if (!atomic_load(&w->stop))
			return atomic_exchange(&w->fresh, 0) ? -EINTR : 0;
		/* Stop is sticky, and so must be what announces it. */
		ring(w);
	}
	return -ECANCELED;
}

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/* Absolute, so that spurious wakes do not stretch the sleep; saturates. */
static int64_t deadline_ns(int64_t timeout_ns)
{
	int64_t deadline;

	return __builtin_add_overflow(now_ns(), timeout_ns, &deadline) ? INT64_MAX : deadline;
}

int wbpf_wake_sleep_ns(struct wbpf_wake *w, int64_t timeout_ns)
{
	struct pollfd pfd = { .fd = w->fd, .events = POLLIN };
	int64_t deadline = timeout_ns < 0 ? 0 : deadline_ns(timeout_ns);

	for (;;) {
		struct timespec ts;
		int64_t left = timeout_ns < 0 ? 0 : deadline - now_ns();
		int ret = wbpf_wake_check(w);

		if (ret)
			return ret;
		if (timeout_ns >= 0 && left <= 0)
			return 0;
		ts.tv_sec = left / NSEC_PER_SEC;
		ts.tv_nsec = left % NSEC_PER_SEC;
		ppoll(&pfd, 1, timeout_ns < 0 ? NULL : &ts, NULL);
	}
}

static int poll_both(struct pollfd *pfds)
{
	int ret;

	do
		ret = poll(pfds, 2, -1);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

int wbpf_wake_wait_fd(struct wbpf_wake *w, int fd, short events)
{
	struct pollfd pfds[2] = { { .fd = fd, .events = events },
				  { .fd = w->fd, .events = POLLIN } };
	bool drained = false;
	int ret = 0;

	while (!ret && !pfds[0].revents) {
		ret = atomic_load(&w->stop) ? -ECANCELED : poll_both(pfds);
		/* Not to spin while a signal is pending. */
		if (!ret && !pfds[0].revents) {
			drain(w);
			drained = true;
		}
	}
	if (drained)
		ring(w);
	return ret;
}
