/* SPDX-License-Identifier: MIT */
#include <wasm_bpf/cache.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cache/cache.h"
#include "runtime/runtime.h"

char *wbpf_cache_dir(void)
{
	return wbpf_cache_default_dir();
}

static int open_cache(const char *dir, uint64_t max_bytes, const struct wbpf_log *log,
		      struct wbpf_cache **cache, struct wbpf_error *err)
{
	WBPF_FREE char *path = dir ? strdup(dir) : wbpf_cache_default_dir();

	if (path)
		return wbpf_cache_open(path, max_bytes, log, cache, err);
	return wbpf_fail(err, WBPF_STAGE_START, dir ? -ENOMEM : -ENOENT,
			 "there is no place for a cache: no home folder");
}

void wbpf_runtime_open_cache(struct wbpf_runtime *rt, const struct wbpf_runtime_opts *opts)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	if (!opts->cache)
		return;
	if (open_cache(opts->cache_dir, opts->cache_max_bytes, &rt->log, &rt->cache, &err)) {
		wbpf_logf(&rt->log, WBPF_LOG_INFO, "cache", "not used: %s", err.message);
		wbpf_error_clear(&err);
		return;
	}
	rt->store = wbpf_cache_store(rt->cache);
}

static int list(const char *dir, struct wbpf_cache **cache, struct wbpf_cache_item **items,
		size_t *cnt, struct wbpf_error *err)
{
	int ret = open_cache(dir, 0, NULL, cache, err);

	if (ret)
		return ret;
	ret = wbpf_cache_items(*cache, items, cnt);
	if (!ret)
		return 0;
	wbpf_cache_free(*cache);
	return wbpf_fail_errno(err, WBPF_STAGE_START, ret, "cache folder");
}

/* "code-0123..." in its two parts. */
static void tell(wbpf_cache_fn fn, void *ctx, struct wbpf_cache_item *item)
{
	char *dash = strchr(item->name, '-');
	const struct wbpf_cache_entry entry = {
		.kind = item->name,
		.key = dash + 1,
		.size_bytes = item->size_bytes,
		.used_ns = item->used_ns,
	};

	*dash = '\0';
	fn(ctx, &entry);
}

int wbpf_cache_list(const char *dir, wbpf_cache_fn fn, void *ctx, struct wbpf_error *err)
{
	WBPF_FREE struct wbpf_cache_item *items = NULL;
	struct wbpf_cache *cache;
	size_t cnt;
	int ret = list(dir, &cache, &items, &cnt, err);

	if (ret)
		return ret;
	for (size_t i = 0; fn && i < cnt; i++)
		if (!items[i].temporary)
			tell(fn, ctx, &items[i]);
	wbpf_cache_free(cache);
	return 0;
}

int wbpf_cache_clear(const char *dir, size_t *cnt, uint64_t *bytes, struct wbpf_error *err)
{
	WBPF_FREE struct wbpf_cache_item *items = NULL;
	struct wbpf_cache *cache;
	uint64_t total = 0;
	size_t n = 0, all;
	int ret = list(dir, &cache, &items, &all, err);

	if (ret)
		return ret;
	for (; n < all && !ret; n += !ret) {
		ret = wbpf_cache_remove(cache, &items[n]);
		total += ret ? 0 : items[n].size_bytes;
	}
	wbpf_cache_free(cache);
	if (cnt)
		*cnt = n;
	if (bytes)
		*bytes = total;
	return ret ? wbpf_fail_errno(err, WBPF_STAGE_START, ret, "cache entry '%s'",
				     items[n].name) :
		     0;
}
