/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "internal.h"

static bool valid(int signo)
{
	return signo > 0 && signo < 64;
}

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~1ULL;
	return 0;
}

int sigaddset(sigset_t *set, int signo)
{
	if (!valid(signo))
		return wbpf_err(EINVAL), -1;
	*set |= 1ULL << signo;
	return 0;
}

int sigdelset(sigset_t *set, int signo)
{
	if (!valid(signo))
		return wbpf_err(EINVAL), -1;
	*set &= ~(1ULL << signo);
	return 0;
}

int sigismember(const sigset_t *set, int signo)
{
	if (!valid(signo))
		return wbpf_err(EINVAL), -1;
	return !!(*set & 1ULL << signo);
}
