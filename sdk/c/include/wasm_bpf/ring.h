/* SPDX-License-Identifier: MIT */
/* Ring buffers: what libbpf has not. */
#ifndef WASM_BPF_RING_H
#define WASM_BPF_RING_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ring_buffer;

/*
 * As ring_buffer__poll(), for tools whose events are many: sleeps until `bytes` wait in one of the
 * rings or `max_ms` milliseconds have gone, then hands over all there is. The kernel wakes a reader only for the
 * first record that it has not seen, so all others of that time cost no wake-up. A ring should hold what comes
 * in max_ms and some more. The number of records; 0: none came; negative errno, EINTR for a signal.
 */
int ring_buffer_poll_batch(struct ring_buffer *rb, size_t bytes, int max_ms);

#ifdef __cplusplus
}
#endif

#endif
