/* SPDX-License-Identifier: MIT */
/* What the files of this room share. */
#ifndef WBPF_CACHE_IMPL_H
#define WBPF_CACHE_IMPL_H

#include "cache/cache.h"

struct wbpf_cache {
	int dir;
	uint64_t max_bytes;
	const struct wbpf_log *log;
};

#define WBPF_CACHE_TEMP ".new-" /* how names of files begin that are being written */

/* What stands behind the data of an entry, at the next multiple of 8. Native byte order: code and
 * types are this machine's, too. */
struct wbpf_cache_trailer {
	char magic[8];
	uint64_t len; /* of the data */
	struct wbpf_digest key;
	struct wbpf_digest sum; /* of the data */
};
#define WBPF_CACHE_MAGIC "wbpf-1\r\n"

static inline uint64_t wbpf_cache_padded(uint64_t len)
{
	return (len + 7) & ~7ull;
}

/* "code-0123..."; name has room for it. */
void wbpf_cache_name(char name[80], enum wbpf_store_kind kind, const struct wbpf_digest *key);
/* Is this the name of an entry, or of one being written? */
bool wbpf_cache_is_name(const char *name, bool *temporary);
/* May this process trust what has these owner and permissions? */
bool wbpf_cache_is_private(uid_t uid, mode_t mode);

int wbpf_cache_get(void *cache, enum wbpf_store_kind kind, const struct wbpf_digest *key,
		   struct wbpf_stored *out);
int wbpf_cache_put(void *cache, enum wbpf_store_kind kind, const struct wbpf_digest *key,
		   const void *data, size_t len);
void wbpf_cache_drop(void *cache, enum wbpf_store_kind kind, const struct wbpf_digest *key);

#endif
