/* SPDX-License-Identifier: MIT */
/*
 * How another thread reaches a guest that blocks in a host call: signals to deliver and the wish
 * to stop. An eventfd that every blocking host call polls beside what it waits for; no use of
 * EINTR, so nothing depends on the embedding program's signal masks.
 */
#ifndef WBPF_GUEST_WAKE_H
#define WBPF_GUEST_WAKE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct wbpf_wake {
	int fd;			   /* eventfd: readable while something below is pending */
	_Atomic uint64_t pending;  /* bit n: signal n waits to be taken by the guest */
	_Atomic uint64_t handled;  /* bit n: the guest said that it handles signal n */
	_Atomic uint64_t ignored;  /* bit n: the guest said that it ignores signal n */
	_Atomic uint64_t fresh;	   /* bit n: signal n has not interrupted a call yet (wake.c only) */
	_Atomic bool stop;	   /* unwind as soon as possible */
};

int wbpf_wake_init(struct wbpf_wake *w); /* 0 or negative errno */
void wbpf_wake_fini(struct wbpf_wake *w);
/* From any thread, async-signal-safe. */
void wbpf_wake_signal(struct wbpf_wake *w, int signo);
void wbpf_wake_stop(struct wbpf_wake *w);
/* Guest thread: the lowest pending signal, taken; 0 = none. */
int wbpf_wake_take(struct wbpf_wake *w);
/*
 * Guest thread: is there a reason to return from a blocking call? -EINTR for a signal that has
 * not been reported before (each signal interrupts one call; a guest that polls on is not kept
 * from its events), -ECANCELED for stop, else 0. Drains the eventfd, unless stop is set: then it
 * stays readable for good.
 */
int wbpf_wake_check(struct wbpf_wake *w);
/* Sleep until the deadline or a wake; timeout < 0: for ever. 0 time passed, else as check. */
int wbpf_wake_sleep_ns(struct wbpf_wake *w, int64_t timeout_ns);
/*
 * Guest thread: wait until poll(2) reports `events` or an error on fd. 0, -ECANCELED for stop, or
 * poll's errno. Signals do not end it; they stay pending for the next call that they may end.
 */
int wbpf_wake_wait_fd(struct wbpf_wake *w, int fd, short events);

#endif
