/* SPDX-License-Identifier: MIT */
/* One entry: read and checked, or written beside and renamed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cache/impl.h"

enum { TOUCH_AFTER_S = 60 }; /* a use per minute is exact enough, and a write to the disk less */

static const char *const kinds[WBPF_STORE_KINDS] = { "code", "btf" };

void wbpf_cache_name(char name[80], enum wbpf_store_kind kind, const struct wbpf_digest *key)
{
	int at = snprintf(name, 80, "%s-", kinds[kind]);

	for (size_t i = 0; i < sizeof(key->bytes); i++)
		at += snprintf(name + at, (size_t)(80 - at), "%02x", key->bytes[i]);
}

bool wbpf_cache_is_name(const char *name, bool *temporary)
{
	size_t len;

	*temporary = !strncmp(name, WBPF_CACHE_TEMP, strlen(WBPF_CACHE_TEMP));
	if (*temporary)
		return strlen(name) < 80;
	for (int i = 0; i < WBPF_STORE_KINDS; i++) {
		len = strlen(kinds[i]);
		if (!strncmp(name, kinds[i], len) && name[len] == '-' &&
		    strspn(name + len + 1, "0123456789abcdef") == 64 && !name[len + 65])
			return true;
	}
	return false;
}

static bool is_whole(const struct wbpf_stored *s, uint64_t size, const struct wbpf_digest *key)
{
	struct wbpf_cache_trailer t;
	struct wbpf_digest sum;

	memcpy(&t, s->data + size - sizeof(t), sizeof(t));
	if (memcmp(t.magic, WBPF_CACHE_MAGIC, sizeof(t.magic)) ||
	    memcmp(&t.key, key, sizeof(*key)) || t.len > size ||
	    wbpf_cache_padded(t.len) + sizeof(t) != size)
		return false;
	wbpf_digest(s->data, t.len, &sum);
	return !memcmp(&sum, &t.sum, sizeof(sum));
}

static uint64_t data_len(const struct wbpf_stored *s)
{
	struct wbpf_cache_trailer t;

	memcpy(&t, s->data + s->map_len - sizeof(t), sizeof(t));
	return t.len;
}

static bool is_trusted(const struct stat *st)
{
	return S_ISREG(st->st_mode) && wbpf_cache_is_private(st->st_uid, st->st_mode) &&
	       st->st_size >= (off_t)sizeof(struct wbpf_cache_trailer);
}

static void touch(int fd, const struct stat *st)
{
	if (time(NULL) - st->st_mtim.tv_sec >= TOUCH_AFTER_S)
		futimens(fd, NULL);
}

/* -ENOENT; -ESTALE: something is there that is no entry of ours. */
static int read_entry(const struct wbpf_cache *cache, const char *name,
		      const struct wbpf_digest *key, struct wbpf_stored *out)
{
	struct stat st;
	void *map;

	out->fd = openat(cache->dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (out->fd < 0)
		return errno == ENOENT ? -ENOENT : -ESTALE;
	if (fstat(out->fd, &st) < 0 || !is_trusted(&st))
		return -ESTALE;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, out->fd, 0);
	if (map == MAP_FAILED)
		return -ENOENT;
	out->data = map;
	out->map_len = (size_t)st.st_size;
	if (!is_whole(out, (uint64_t)st.st_size, key))
		return -ESTALE;
	out->len = data_len(out);
	touch(out->fd, &st);
	return 0;
}

int wbpf_cache_get(void *ctx, enum wbpf_store_kind kind, const struct wbpf_digest *key,
		   struct wbpf_stored *out)
{
	const struct wbpf_cache *cache = ctx;
	char name[80];
	int ret;

	*out = (struct wbpf_stored)WBPF_STORED_INIT;
	wbpf_cache_name(name, kind, key);
	ret = read_entry(cache, name, key, out);
	if (!ret)
		return 0;
	wbpf_stored_release(out);
	if (ret == -ESTALE) {
		wbpf_logf(cache->log, WBPF_LOG_INFO, "cache",
			  "%s is damaged or not ours alone: made again", name);
		wbpf_cache_drop(ctx, kind, key);
	}
	return -ENOENT;
}

static int write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int write_entry(int fd, const struct wbpf_digest *key, const void *data, size_t len)
{
	struct wbpf_cache_trailer t = { .magic = WBPF_CACHE_MAGIC, .len = len, .key = *key };
	static const char zeros[8];
	int ret = write_all(fd, data, len);

	wbpf_digest(data, len, &t.sum);
	if (!ret)
		ret = write_all(fd, zeros, wbpf_cache_padded(len) - len);
	return ret ? ret : write_all(fd, &t, sizeof(t));
}

static int open_temp(const struct wbpf_cache *cache, char name[80])
{
	uint64_t r[2];
	int fd;

	if (getrandom(r, sizeof(r), 0) != sizeof(r))
		return -EIO;
	snprintf(name, 80, "%s%016llx%016llx", WBPF_CACHE_TEMP, (unsigned long long)r[0],
		 (unsigned long long)r[1]);
	fd = openat(cache->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

/* No fsync: an entry that a crash of the machine cut short is told by its checksum. */
static int write_renamed(const struct wbpf_cache *cache, const char *name,
			 const struct wbpf_digest *key, const void *data, size_t len)
{
	char temp[80];
	WBPF_CLOSE int fd = open_temp(cache, temp);
	int ret = fd < 0 ? fd : write_entry(fd, key, data, len);

	if (!ret && renameat(cache->dir, temp, cache->dir, name) < 0)
		ret = -errno;
	if (ret && fd >= 0)
		unlinkat(cache->dir, temp, 0);
	return ret;
}

int wbpf_cache_put(void *ctx, enum wbpf_store_kind kind, const struct wbpf_digest *key,
		   const void *data, size_t len)
{
	const struct wbpf_cache *cache = ctx;
	char name[80];
	int ret = len > cache->max_bytes ? -EFBIG : 0;

	wbpf_cache_name(name, kind, key);
	if (!ret)
		ret = write_renamed(cache, name, key, data, len);
	if (ret)
		wbpf_logf(cache->log, WBPF_LOG_INFO, "cache", "%s is not kept: %s", name,
			  wbpf_errno_text(ret));
	else
		wbpf_cache_evict(cache);
	return ret;
}

void wbpf_cache_drop(void *ctx, enum wbpf_store_kind kind, const struct wbpf_digest *key)
{
	const struct wbpf_cache *cache = ctx;
	char name[80];

	wbpf_cache_name(name, kind, key);
	/* A folder in its place is not ours to empty; the entry is then not kept. */
	unlinkat(cache->dir, name, 0);
}
