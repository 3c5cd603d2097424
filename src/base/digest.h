/* SPDX-License-Identifier: MIT */
#ifndef WBPF_BASE_DIGEST_H
#define WBPF_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* SHA-256 */
struct wbpf_digest {
	uint8_t bytes[32];
};

void wbpf_digest(const void *data, size_t len, struct wbpf_digest *out);
/* Of several parts, each with its length: no two lists of parts give the same input. */
void wbpf_digest_parts(const struct iovec *parts, size_t cnt, struct wbpf_digest *out);

#endif
