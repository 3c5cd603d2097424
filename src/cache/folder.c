/* SPDX-License-Identifier: MIT */
/* Where a cache is, and whether it is to be trusted. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cache/impl.h"

static char *below(const char *dir, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

char *wbpf_cache_default_dir(void)
{
	const char *xdg = secure_getenv("XDG_CACHE_HOME"), *home = secure_getenv("HOME"),
		   *own = secure_getenv("WASM_BPF_CACHE_DIR");

	if (own && *own)
		return strdup(own);
	/* sudo may keep HOME: root's files have no place in a home that is another's. */
	if (geteuid() == 0)
		return strdup("/var/cache/wasm-bpf");
	if (xdg && *xdg == '/')
		return below(xdg, "wasm-bpf");
	return home && *home == '/' ? below(home, ".cache/wasm-bpf") : NULL;
}

bool wbpf_cache_is_private(uid_t uid, mode_t mode)
{
	return uid == geteuid() && !(mode & (S_IWGRP | S_IWOTH));
}

/* The folders above it as well. Fails later, in open, with a better errno. */
static void make_folders(const char *dir)
{
	WBPF_FREE char *path = strdup(dir);

	if (!path || !*path)
		return;
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	mkdir(path, 0700);
}

static int open_dir(const char *dir)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(dir, flags);

	if (fd < 0 && errno == ENOENT) {
		make_folders(dir);
		fd = open(dir, flags);
	}
	return fd < 0 ? -errno : fd;
}

static int check(int fd, const char *dir, struct wbpf_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_START, -errno, "cache folder '%s'", dir);
	if (wbpf_cache_is_private(st.st_uid, st.st_mode))
		return 0;
	return wbpf_fail(err, WBPF_STAGE_START, -EPERM, "cache folder '%s': %s", dir,
			 st.st_uid == geteuid() ? "others may write to it" :
						  "it has another owner");
}

int wbpf_cache_open(const char *dir, uint64_t max_bytes, const struct wbpf_log *log,
		    struct wbpf_cache **out, struct wbpf_error *err)
{
	WBPF_CLOSE int fd = open_dir(dir);
	struct wbpf_cache *cache;
	int ret;

	*out = NULL;
	if (fd < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_START, fd, "cache folder '%s'", dir);
	ret = check(fd, dir, err);
	if (ret)
		return ret;
	cache = calloc(1, sizeof(*cache));
	if (!cache)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "cache");
	cache->dir = WBPF_TAKE_FD(fd);
	cache->max_bytes = max_bytes ? max_bytes : WBPF_CACHE_MAX_BYTES;
	cache->log = log;
	*out = cache;
	return 0;
}

void wbpf_cache_free(struct wbpf_cache *cache)
{
	if (!cache)
		return;
	close(cache->dir);
	free(cache);
}

struct wbpf_store wbpf_cache_store(struct wbpf_cache *cache)
{
	return (struct wbpf_store){
		.ctx = cache,
		.get = wbpf_cache_get,
		.put = wbpf_cache_put,
		.drop = wbpf_cache_drop,
	};
}
