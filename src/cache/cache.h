/* SPDX-License-Identifier: MIT */
/*
 * A folder of entries, each one file named by kind and key. Everything odd (a file of another
 * owner, writable by others, cut short, changed, a link) counts as not there and is written anew.
 * Any number of processes and threads use one folder at once: an entry appears whole, by rename, and
 * what was evicted stays readable for those who have it open.
 */
#ifndef WBPF_CACHE_CACHE_H
#define WBPF_CACHE_CACHE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/log.h"
#include "base/store.h"

#define WBPF_CACHE_MAX_BYTES (256ull << 20) /* default bound of a folder */

struct wbpf_cache;

/*
 * Where the cache of this user is: $WASM_BPF_CACHE_DIR when it is set; root's in /var/cache/wasm-bpf, others' in
 * $XDG_CACHE_HOME/wasm-bpf or ~/.cache/wasm-bpf. Heap string; NULL: nowhere (no home, or a process
 * with raised privileges, whose environment is another's), or out of memory.
 */
char *wbpf_cache_default_dir(void);

/*
 * Open the folder, and make it (0700) when it is not there. -ENOTDIR, -ELOOP: it is something else;
 * -EPERM: of another owner or writable by others; other errnos of open and mkdir.
 * Stage START.
 */
int wbpf_cache_open(const char *dir, uint64_t max_bytes, const struct wbpf_log *log,
		    struct wbpf_cache **out, struct wbpf_error *err);
void wbpf_cache_free(struct wbpf_cache *cache); /* NULL allowed */
/* The store of this cache; its ctx is the cache. */
struct wbpf_store wbpf_cache_store(struct wbpf_cache *cache);

struct wbpf_cache_item {
	char name[80]; /* of the file: "code-<64 hex digits>" */
	uint64_t size_bytes;
	int64_t used_ns; /* of the epoch: last use, to a minute */
	bool temporary;	 /* being written, or left over by a writer that was killed */
};

/* Every file that is ours by its name; oldest use first. Heap array, NULL when empty. */
int wbpf_cache_items(const struct wbpf_cache *cache, struct wbpf_cache_item **items, size_t *cnt);
/* Remove one. 0, also when it is gone already. */
int wbpf_cache_remove(const struct wbpf_cache *cache, const struct wbpf_cache_item *item);
/* Remove the least recently used until the bound is kept. */
void wbpf_cache_evict(const struct wbpf_cache *cache);

#endif
