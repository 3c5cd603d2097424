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
