/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

void wbpf_logf(const struct wbpf_log *log, enum wbpf_log_level level, const char *component,
	       const char *fmt, ...)
{
	char line[2048];
	va_list args;

	if (!wbpf_log_on(log, level))
		return;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	log->fn(log->ctx, level, component, line);
}
