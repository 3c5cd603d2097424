/* SPDX-License-Identifier: MIT */
#ifndef WBPF_BASE_LOG_H
#define WBPF_BASE_LOG_H

#include <stdbool.h>
#include <wasm_bpf/log.h>

/* Would a line of this level be heard? `log` may be NULL. */
static inline bool wbpf_log_on(const struct wbpf_log *log, enum wbpf_log_level level)
{
	return log && log->fn && level <= log->level;
}

/* Format and hand over one line; drops it early when nobody listens. */
void wbpf_logf(const struct wbpf_log *log, enum wbpf_log_level level, const char *component,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
