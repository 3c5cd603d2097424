/* SPDX-License-Identifier: MIT */
#include "events/wait.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "guest/arg.h"
#include "guest/wake.h"

#define NSEC_PER_SEC  1000000000LL
#define NSEC_PER_MSEC 1000000LL

int64_t wait_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

int64_t wait_deadline_ms(int32_t timeout_ms)
{
	if (timeout_ms < 0)
		return WAIT_FOREVER;
	return timeout_ms ? wait_now_ns() + timeout_ms * NSEC_PER_MSEC : 0;
}

static int check_result(struct wbpf_guest *g)
{
	int ret = wbpf_wake_check(g->wake);

	if (ret)
		wbpf_arg_quick(g, ret, ret == -EINTR ? "interrupted by a signal" : "stopped");
	return ret;
}

int wait_check(struct wbpf_guest *g)
{
	if (!g->wake || (!atomic_load(&g->wake->pending) && !atomic_load(&g->wake->stop)))
		return 0;
	return check_result(g);
}

static int poll_until(struct pollfd *fds, uint32_t cnt, int64_t deadline)
{
	struct timespec ts = { 0 }, *timeout = &ts;
	int64_t left;
	int ret;

	if (deadline == WAIT_FOREVER) {
		timeout = NULL;
	} else if (deadline) {
		left = deadline - wait_now_ns();
		if (left > 0) {
			ts.tv_sec = left / NSEC_PER_SEC;
			ts.tv_nsec = left % NSEC_PER_SEC;
		}
	}
	ret = ppoll(fds, cnt, timeout, NULL);
	return ret < 0 ? -errno : ret;
}

int wait_block(struct wbpf_guest *g, struct pollfd *fds, uint32_t cnt, int64_t deadline)
{
	int ret, woken;

	fds[0] = (struct pollfd){ .fd = g->wake ? g->wake->fd : -1, .events = POLLIN };
	ret = poll_until(fds, cnt, deadline);
	if (ret < 0 && ret != -EINTR)
		return wbpf_fail_errno(&g->last_error, WBPF_STAGE_INTERNAL, ret, "poll");
	if (ret < 0) { /* a signal handler of the embedding program: not ours to tell */
		for (uint32_t i = 0; i < cnt; i++)
			fds[i].revents = 0;
		return 1;
	}
	woken = fds[0].revents ? check_result(g) : 0;
	return woken ? woken : ret > 0;
}

/* A source with a record, or broken, needs no waiting. */
static int look_at_sources(const struct wait_item *items, uint32_t cnt, uint8_t *ready)
{
	struct kern_record rec;
	int found = 0;

	for (uint32_t i = 0; i < cnt; i++) {
		ready[i] = items[i].src && kern_source_peek(items[i].src, &rec) != 0;
		found += ready[i];
	}
	return found;
}

/* fds[1 + i] belongs to items[i]. */
static int look_at_fds(const struct wait_item *items, uint32_t cnt, const struct pollfd *fds,
		       uint8_t *ready)
{
	int found = 0;

	for (uint32_t i = 0; i < cnt; i++) {
		if (items[i].src || !fds[i + 1].revents)
			continue;
		ready[i] = 1;
		found++;
	}
	return found;
}

static bool any_source_event(const struct wait_item *items, uint32_t cnt, const struct pollfd *fds)
{
	for (uint32_t i = 0; i < cnt; i++) {
		if (items[i].src && fds[i + 1].revents)
			return true;
	}
	return false;
}

/*
 * The kernel calls a ring readable while its first record is still being written. Then only the
 * wake is waited for, for a moment, instead of spinning.
 */
static int pause_shortly(struct wbpf_guest *g, int64_t deadline)
{
	int64_t soon = wait_now_ns() + NSEC_PER_MSEC;
	struct pollfd wake[1];
	int ret = wait_block(g, wake, 1, soon < deadline ? soon : deadline);

	return ret < 0 ? ret : 0;
}

static void fill(struct pollfd *fds, const struct wait_item *items, uint32_t cnt)
{
	for (uint32_t i = 0; i < cnt; i++)
		fds[i + 1] = (struct pollfd){ .fd = items[i].fd, .events = POLLIN };
}

static bool has_fds(const struct wait_item *items, uint32_t cnt)
{
	for (uint32_t i = 0; i < cnt; i++) {
		if (!items[i].src)
			return true;
	}
	return false;
}

/* One round: what is ready now, else after at most one sleep. -EAGAIN: look again. */
static int round_of(struct wbpf_guest *g, const struct wait_item *items, uint32_t cnt,
		    int64_t deadline, uint8_t *ready)
{
	struct pollfd fds[WAIT_ITEMS_MAX + 1];
	int found = look_at_sources(items, cnt, ready), ret;

	if (found && !has_fds(items, cnt))
		return found;
	fill(fds, items, cnt);
	ret = wait_block(g, fds, cnt + 1, found ? 0 : deadline);
	if (ret < 0)
		return ret;
	found += look_at_fds(items, cnt, fds, ready);
	if (found || ret == 0)
		return found;
	/* perf fds tell an event once, so the look comes before the pause. */
	found = look_at_sources(items, cnt, ready);
	if (found || !any_source_event(items, cnt, fds))
		return found ? found : -EAGAIN;
	ret = pause_shortly(g, deadline);
	return ret ? ret : -EAGAIN;
}

int wait_items(struct wbpf_guest *g, const struct wait_item *items, uint32_t cnt,
	       int32_t timeout_ms, uint8_t *ready)
{
	int64_t deadline = wait_deadline_ms(timeout_ms);
	int ret = wait_check(g);

	if (ret)
		return ret;
	do
		ret = round_of(g, items, cnt, deadline, ready);
	while (ret == -EAGAIN && (deadline == WAIT_FOREVER || wait_now_ns() < deadline));
	return ret == -EAGAIN ? 0 : ret;
}
