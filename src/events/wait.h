/* SPDX-License-Identifier: MIT */
/* Waiting for the kernel, so that signals and the wish to stop always come through. */
#ifndef WBPF_EVENTS_WAIT_H
#define WBPF_EVENTS_WAIT_H

#include <poll.h>
#include <stdint.h>

#include "guest/guest.h"
#include "kern/kern.h"

#define WAIT_FOREVER INT64_MAX

/* CLOCK_MONOTONIC. */
int64_t wait_now_ns(void);
/* The time `timeout_ms` from now; negative: WAIT_FOREVER. */
int64_t wait_deadline_ms(int32_t timeout_ms);

/* -EINTR, -ECANCELED (with last_error set) or 0. Costs no system call while nothing is pending. */
int wait_check(struct wbpf_guest *g);
/*
 * Sleep once in poll(2), at most until the deadline (wait_now_ns()). fds[0] is overwritten with the
 * instance's wake; the caller's own begin at fds[1]. 0: time passed; 1: look again, revents tell;
 * negative as wait_check().
 */
int wait_block(struct wbpf_guest *g, struct pollfd *fds, uint32_t cnt, int64_t deadline);

/* One thing to wait for: a source to read, or (src NULL) an fd. */
struct wait_item {
	struct kern_source *src;
	int fd;
};

enum { WAIT_ITEMS_MAX = 1024 };

/*
 * Wait until an item is ready: a record can be peeked (or the source is broken, which the reader
 * then sees), or the fd is readable. ready[i] tells for each. The number of ready items; 0: time
 * passed; negative as wait_check(). What is there already needs no waiting: a producer may have
 * asked for no wake-up.
 */
int wait_items(struct wbpf_guest *g, const struct wait_item *items, uint32_t cnt,
	       int32_t timeout_ms, uint8_t *ready);

#endif
