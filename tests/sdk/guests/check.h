/* SPDX-License-Identifier: MIT */
/* Checks that go on after a failure and say what was expected where. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int check_cnt, check_failed;

static void check_that(int ok, const char *what, long long is, long long want, int line)
{
	check_cnt++;
	if (ok)
		return;
	check_failed++;
	printf("line %d: %s: %lld, expected %lld (errno %d: %s)\n", line, what, is, want, errno,
	       strerror(errno));
}

#define IS(value, expected)                                                        \
	do {                                                                       \
		long long is_ = (long long)(value), want_ = (long long)(expected); \
                                                                                   \
		check_that(is_ == want_, #value, is_, want_, __LINE__);            \
	} while (0)
#define YES(condition) check_that(!!(condition), #condition, 0, 1, __LINE__)
/* A call that answers -err and sets errno. */
#define FAILS(call, err)          \
	do {                      \
		IS(call, -(err)); \
		IS(errno, err);   \
	} while (0)

static int check_end(void)
{
	printf("%d checks, %d failed\n", check_cnt, check_failed);
	return check_failed || !check_cnt;
}

#endif
