/* SPDX-License-Identifier: MIT */
/* How long the steps of a start take, for whoever asked. Costs one branch when nobody did. */
#ifndef WBPF_BASE_TRACE_H
#define WBPF_BASE_TRACE_H

#include <stdint.h>
#include <time.h>

struct wbpf_trace {
	/* One step has ended; CLOCK_MONOTONIC. NULL: nobody asked. */
	void (*fn)(void *ctx, const char *step, uint64_t begin_ns, uint64_t end_ns);
	void *ctx;
};

static inline uint64_t wbpf_trace_now(const struct wbpf_trace *trace)
{
	struct timespec ts;

	if (!trace || !trace->fn)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* `begin` is of wbpf_trace_now(). */
static inline void wbpf_trace_end(const struct wbpf_trace *trace, const char *step, uint64_t begin)
{
	if (trace && trace->fn)
		trace->fn(trace->ctx, step, begin, wbpf_trace_now(trace));
}

#endif
