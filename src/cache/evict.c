/* SPDX-License-Identifier: MIT */
/* What is in a cache, and what has to go. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cache/impl.h"

#define NS_PER_S 1000000000ll
enum { LEFT_OVER_S = 3600 }; /* no writer takes that long */

struct list {
	struct wbpf_cache_item *items;
	size_t cnt, cap;
};

static bool make_room(struct list *list)
{
	struct wbpf_cache_item *more;
	size_t cap = list->cap ? list->cap * 2 : 64;

	if (list->cnt < list->cap)
		return true;
	more = reallocarray(list->items, cap, sizeof(*more));
	if (!more)
		return false;
	list->items = more;
	list->cap = cap;
	return true;
}

static int add(struct list *list, int dir, const char *name)
{
	struct wbpf_cache_item *item;
	struct stat st;
	bool temporary;

	if (!wbpf_cache_is_name(name, &temporary) ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || S_ISDIR(st.st_mode))
		return 0;
	if (!make_room(list))
		return -ENOMEM;
	item = &list->items[list->cnt++];
	*item = (struct wbpf_cache_item){ .size_bytes = (uint64_t)st.st_size,
					  .used_ns = st.st_mtim.tv_sec * NS_PER_S +
						     st.st_mtim.tv_nsec,
					  .temporary = temporary };
	memcpy(item->name, name, strlen(name) + 1); /* is_name() saw its length */
	return 0;
}

static int by_age(const void *a, const void *b)
{
	const struct wbpf_cache_item *x = a, *y = b;

	if (x->used_ns != y->used_ns)
		return x->used_ns < y->used_ns ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* A descriptor of its own: a directory stream moves the position of its file. */
static DIR *open_stream(const struct wbpf_cache *cache)
{
	int fd = openat(cache->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !stream)
		close(fd);
	return stream;
}

int wbpf_cache_items(const struct wbpf_cache *cache, struct wbpf_cache_item **items, size_t *cnt)
{
	struct list list = { 0 };
	DIR *stream = open_stream(cache);
	struct dirent *entry;
	int ret = stream ? 0 : -errno;

	while (!ret && (entry = readdir(stream)))
		ret = add(&list, cache->dir, entry->d_name);
	if (stream)
		closedir(stream);
	if (ret) {
		free(list.items);
		list = (struct list){ 0 };
	}
	if (list.cnt)
		qsort(list.items, list.cnt, sizeof(*list.items), by_age);
	*items = list.items;
	*cnt = list.cnt;
	return ret;
}

int wbpf_cache_remove(const struct wbpf_cache *cache, const struct wbpf_cache_item *item)
{
	if (unlinkat(cache->dir, item->name, 0) < 0 && errno != ENOENT)
		return -errno;
	return 0;
}

static bool is_left_over(const struct wbpf_cache_item *item)
{
	return item->temporary && time(NULL) - item->used_ns / NS_PER_S > LEFT_OVER_S;
}

void wbpf_cache_evict(const struct wbpf_cache *cache)
{
	WBPF_FREE struct wbpf_cache_item *items = NULL;
	uint64_t total = 0;
	size_t cnt;

	if (wbpf_cache_items(cache, &items, &cnt))
		return;
	for (size_t i = 0; i < cnt; i++)
		total += items[i].size_bytes;
	for (size_t i = 0; i < cnt; i++) {
		bool over = total > cache->max_bytes && !items[i].temporary;

		if ((over || is_left_over(&items[i])) && !wbpf_cache_remove(cache, &items[i]))
			total -= items[i].size_bytes;
	}
}
