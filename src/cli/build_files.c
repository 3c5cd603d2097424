/* SPDX-License-Identifier: MIT */
/* The temporary directory and the result. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"

static int failed(struct wbpf_error *err, const char *what, const char *path)
{
	return wbpf_fail_errno(err, WBPF_STAGE_READ, -errno, "cannot %s '%s'", what, path);
}

static int make_below(const char *dir, const char *name, struct wbpf_error *err)
{
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return wbpf_fail(err, WBPF_STAGE_USAGE, -ENAMETOOLONG, "'%s' is too long", dir);
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return failed(err, "make the directory", path);
	return 0;
}

int build_tmp_make(struct build *b, struct wbpf_error *err)
{
	const char *parent = getenv("TMPDIR");
	int ret = 0;

	if (asprintf(&b->tmp, "%s/wasm-bpf-build.XXXXXX", parent && *parent ? parent : "/tmp") < 0)
		b->tmp = NULL;
	if (b->keep) {
		free(b->tmp);
		b->tmp = strdup(b->keep);
	}
	if (!b->tmp)
		return build_no_memory(err);
	if (b->keep && mkdir(b->tmp, 0755) < 0 && errno != EEXIST)
		return failed(err, "make the directory", b->tmp);
	if (!b->keep && !mkdtemp(b->tmp))
		return failed(err, "make the directory", b->tmp);
	b->tmp_owned = !b->keep;
	ret = make_below(b->tmp, "include", err); /* skeletons */
	if (!ret)
		ret = make_below(b->tmp, "vmlinux", err);
	return ret ? ret : make_below(b->tmp, "bpf", err); /* libbpf's headers for the BPF side */
}

void build_tmp_remove(struct build *b)
{
	char *const roots[] = { b->tmp, NULL };
	FTS *tree;
	FTSENT *e;

	if (!b->tmp_owned)
		return;
	tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	while (tree && (e = fts_read(tree)))
		if (e->fts_info == FTS_DP)
			rmdir(e->fts_path);
		else if (e->fts_info != FTS_D)
			unlink(e->fts_path);
	if (tree)
		fts_close(tree);
}

/* A device or pipe must not be replaced by a file. */
static int write_into(const char *path, const char *data, size_t len, struct wbpf_error *err)
{
	WBPF_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return failed(err, "open", path);
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno != EINTR)
			return failed(err, "write", path);
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

int cli_write_output(const char *path, const void *data, size_t len, unsigned int mode,
		     struct wbpf_error *err)
{
	struct stat st;
	mode_t mask;
	int ret;

	if (strcmp(path, "-") == 0)
		return wbpf_file_write(path, data, len, err);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return write_into(path, data, len, err);
	ret = wbpf_file_write(path, data, len, err);
	if (ret)
		return ret;
	mask = umask(0);
	umask(mask);
	return chmod(path, mode & ~mask) < 0 ? failed(err, "set the permissions of", path) : 0;
}
