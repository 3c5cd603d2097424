/* SPDX-License-Identifier: MIT */
/*
 * WASI calls that wait: read(), stdio's input, poll(), select(). The host ends them with EINTR, and
 * the handler runs before the guest sees it.
 */
#include <wasi/api.h>

#include "internal.h"

__wasi_errno_t __real___wasi_fd_read(__wasi_fd_t fd, const __wasi_iovec_t *iovs, size_t cnt,
				     __wasi_size_t *size);
__wasi_errno_t __real___wasi_poll_oneoff(const __wasi_subscription_t *in, __wasi_event_t *out,
					 __wasi_size_t cnt, __wasi_size_t *events);

/* Weak: a program without signals, waits and eBPF takes nothing of them along. */
#pragma weak wbpf_signals

static __wasi_errno_t after(__wasi_errno_t err)
{
	if (err == __WASI_ERRNO_INTR && wbpf_signals)
		wbpf_signals();
	return err;
}

__wasi_errno_t __wrap___wasi_fd_read(__wasi_fd_t fd, const __wasi_iovec_t *iovs, size_t cnt,
				     __wasi_size_t *size)
{
	return after(__real___wasi_fd_read(fd, iovs, cnt, size));
}

__wasi_errno_t __wrap___wasi_poll_oneoff(const __wasi_subscription_t *in, __wasi_event_t *out,
					 __wasi_size_t cnt, __wasi_size_t *events)
{
	return after(__real___wasi_poll_oneoff(in, out, cnt, events));
}
