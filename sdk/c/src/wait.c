/* SPDX-License-Identifier: MIT */
/* Waiting: for sources, for time, for signals. Every wait first runs the handlers that are due. */
#include <limits.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum { LINUX_EINTR = 4, NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

static uint64_t alarm_ns; /* when SIGALRM is due; 0: never */

uint64_t wbpf_now_ns(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static bool alarm_due(void)
{
	if (!alarm_ns || wbpf_now_ns() < alarm_ns)
		return false;
	alarm_ns = 0;
	raise(SIGALRM);
	return true;
}

/* At most until the alarm. */
static uint64_t until_alarm(uint64_t limit_ns)
{
	uint64_t now = alarm_ns ? wbpf_now_ns() : 0;
	uint64_t left = alarm_ns > now ? alarm_ns - now : 0;

	return alarm_ns && left < limit_ns ? left : limit_ns;
}

static bool interrupted(void)
{
	return wbpf_signals() > 0 || alarm_due();
}

static int wait_once(const int32_t *handles, uint32_t count, uint64_t limit_ns, uint8_t *ready)
{
	uint64_t ms;

	if (!count)
		return wbpf_abi_sleep(limit_ns);
	ms = limit_ns / NS_PER_MS + (limit_ns % NS_PER_MS != 0);
	if (limit_ns == UINT64_MAX)
		return wbpf_abi_poll(handles, count, -1, ready);
	return wbpf_abi_poll(handles, count, ms > INT_MAX ? INT_MAX : (int)ms, ready);
}

/* A signal without a handler that ran (blocked, ignored) does not end the wait. */
static int wait_until(const int32_t *handles, uint32_t count, uint64_t end_ns, uint8_t *ready)
{
	uint64_t now, left;
	int ret;

	for (;;) {
		now = end_ns == UINT64_MAX ? 0 : wbpf_now_ns();
		left = end_ns == UINT64_MAX ? UINT64_MAX : end_ns > now ? end_ns - now : 0;
		ret = wait_once(handles, count, until_alarm(left), ready);
		if (ret > 0 || (ret < 0 && ret != -LINUX_EINTR))
			return ret;
		if (interrupted())
			return -LINUX_EINTR;
		if (end_ns != UINT64_MAX && wbpf_now_ns() >= end_ns)
			return 0;
	}
}

int wbpf_wait(const int32_t *handles, uint32_t count, int timeout_ms, uint8_t *ready)
{
	uint64_t ns = (uint64_t)(timeout_ms > 0 ? timeout_ms : 0) * NS_PER_MS;

	if (interrupted())
		return -LINUX_EINTR;
	return wait_until(handles, count, timeout_ms < 0 ? UINT64_MAX : wbpf_now_ns() + ns, ready);
}

int wbpf_wait_none(void)
{
	return interrupted() ? -LINUX_EINTR : 0;
}

int wbpf_sleep(uint64_t ns)
{
	uint64_t now = wbpf_now_ns();

	if (interrupted())
		return -LINUX_EINTR;
	return wait_until(NULL, 0, ns > UINT64_MAX - 1 - now ? UINT64_MAX - 1 : now + ns, NULL);
}

int pause(void)
{
	while (wbpf_wait(NULL, 0, -1, NULL) != -LINUX_EINTR)
		;
	return wbpf_err(EINTR), -1;
}

unsigned int alarm(unsigned int seconds)
{
	uint64_t now = wbpf_now_ns();
	uint64_t left = alarm_ns > now ? alarm_ns - now : 0;

	alarm_ns = seconds ? now + (uint64_t)seconds * NS_PER_S : 0;
	return (unsigned int)((left + NS_PER_S - 1) / NS_PER_S);
}
