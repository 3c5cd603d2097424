/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* program_invocation_name */
#include <error.h>
#include <stdio.h>

#include "internal.h"

void error(int status, int error, const char *format, ...)
{
	va_list args;

	fflush(stdout);
	if (program_invocation_name)
		fprintf(stderr, "%s: ", program_invocation_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	if (error)
		fprintf(stderr, ": %s", strerror(error));
	fputc('\n', stderr);
	if (status)
		exit(status);
}
