/* SPDX-License-Identifier: MIT */
#include <sys/resource.h>

#include "internal.h"

int getrlimit(int resource, struct rlimit *limit)
{
	if (resource < 0)
		return errno = EINVAL, -1;
	limit->rlim_cur = limit->rlim_max = RLIM_INFINITY;
	return 0;
}

int setrlimit(int resource, const struct rlimit *limit)
{
	if (resource < 0 || limit->rlim_cur > limit->rlim_max)
		return errno = EINVAL, -1;
	return 0;
}
