/* SPDX-License-Identifier: MIT */
/* The libc's sleeps in forms that a signal of the host ends. */
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum { NS_PER_US = 1000, NS_PER_S = 1000000000 };

static bool valid(const struct timespec *ts)
{
	return ts->tv_sec >= 0 && ts->tv_nsec >= 0 && ts->tv_nsec < NS_PER_S;
}

static uint64_t to_ns(const struct timespec *ts)
{
	uint64_t s = (uint64_t)ts->tv_sec, most = UINT64_MAX / NS_PER_S - 1;

	return (s > most ? most : s) * NS_PER_S + (uint64_t)ts->tv_nsec;
}

/* 0, or EINTR and what is left of the time. */
static int sleep_ns(uint64_t ns, uint64_t *left_ns)
{
	uint64_t end = wbpf_now_ns() + ns, now;

	*left_ns = 0;
	if (wbpf_sleep(ns) >= 0)
		return 0;
	now = wbpf_now_ns();
	*left_ns = end > now ? end - now : 0;
	return EINTR;
}

static int sleep_relative(const struct timespec *time, struct timespec *left)
{
	uint64_t left_ns;
	int ret;

	if (!valid(time))
		return EINVAL;
	ret = sleep_ns(to_ns(time), &left_ns);
	if (ret && left) {
		left->tv_sec = (time_t)(left_ns / NS_PER_S);
		left->tv_nsec = (long)(left_ns % NS_PER_S);
	}
	return ret;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
	struct timespec now;
	uint64_t left_ns;

	if (!(flags & TIMER_ABSTIME))
		return sleep_relative(time, left);
	if (!valid(time) || clock_gettime(clock, &now))
		return EINVAL;
	if (to_ns(time) <= to_ns(&now))
		return 0;
	return sleep_ns(to_ns(time) - to_ns(&now), &left_ns);
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
	int ret = sleep_relative(time, left);

	return ret ? (errno = ret, -1) : 0;
}

int usleep(unsigned int us)
{
	uint64_t left_ns;
	int ret = sleep_ns((uint64_t)us * NS_PER_US, &left_ns);

	return ret ? (errno = ret, -1) : 0;
}

unsigned int sleep(unsigned int seconds)
{
	uint64_t left_ns;

	if (!sleep_ns((uint64_t)seconds * NS_PER_S, &left_ns))
		return 0;
	return (unsigned int)((left_ns + NS_PER_S - 1) / NS_PER_S);
}
