/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <endian.h>
#include <nettle/sha2.h>

void wbpf_digest(const void *data, size_t len, struct wbpf_digest *out)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, data);
	sha256_digest(&ctx, sizeof(out->bytes), out->bytes);
}

void wbpf_digest_parts(const struct iovec *parts, size_t cnt, struct wbpf_digest *out)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	for (size_t i = 0; i < cnt; i++) {
		uint64_t len = htole64(parts[i].iov_len);

		sha256_update(&ctx, sizeof(len), (const uint8_t *)&len);
		sha256_update(&ctx, parts[i].iov_len, parts[i].iov_base);
	}
	sha256_digest(&ctx, sizeof(out->bytes), out->bytes);
}
