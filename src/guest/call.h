/* SPDX-License-Identifier: MIT */
/* How every host call ends, in one place. */
#ifndef WBPF_GUEST_CALL_H
#define WBPF_GUEST_CALL_H

#include "guest/guest.h"
#include "guest/wake.h"

/* Log a failed call, and unwind the guest when it was stopped meanwhile. */
static inline enum wbpf_call wbpf_call_end(struct wbpf_guest *g, const char *name, int32_t result)
{
	if (result < 0 && wbpf_log_on(g->log, WBPF_LOG_DEBUG))
		wbpf_logf(g->log, WBPF_LOG_DEBUG, "host", "%s: %d: %s", name, result,
			  g->last_error.message);
	if (g->wake && atomic_load_explicit(&g->wake->stop, memory_order_relaxed))
		return WBPF_CALL_UNWIND;
	return WBPF_CALL_OK;
}

#endif
