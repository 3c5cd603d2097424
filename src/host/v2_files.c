/* SPDX-License-Identifier: MIT */
/* Files of the host by service; host_files.h decides which. */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "guest/arg.h"
#include "host/abi_v2.h"
#include "host/host_files.h"

static int file_path(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, char **path)
{
	return wbpf_arg_str(g, addr, len, "path of a host file", path);
}

static int file_fail(struct wbpf_guest *g, int code, const char *path, const char *verb)
{
	if (code == -EXDEV)
		return wbpf_arg_fail(
			g, code,
			"'%s' is not among the host files that a guest may %s: grant its "
			"directory instead",
			path, verb);
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, code, "host file '%s'", path);
}

int32_t wbpf2_host_file_open(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len)
{
	WBPF_FREE char *path = NULL;
	int ret = file_path(g, addr, len, &path);

	if (ret)
		return ret;
	ret = host_file_open(path);
	return ret < 0 ? file_fail(g, ret, path, "read") : wbpf_arg_put_fd(g, ret);
}

int32_t wbpf2_host_file_stat(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, wbpf_gaddr info)
{
	WBPF_FREE char *path = NULL;
	struct wbpf2_host_file_info out;
	struct stat st;
	int ret = file_path(g, addr, len, &path);

	if (ret)
		return ret;
	ret = host_file_stat(path, &st);
	if (ret)
		return file_fail(g, ret, path, "see");
	out = (struct wbpf2_host_file_info){
		.mode = st.st_mode,
		.dev = st.st_dev,
		.ino = st.st_ino,
		.size = (uint64_t)st.st_size,
	};
	return info.v ? wbpf_arg_opts_out(g, info, &out, sizeof(out)) : 0;
}

int32_t wbpf2_host_file_link(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, wbpf_gaddr buf,
			     uint32_t size)
{
	WBPF_FREE char *path = NULL;
	void *out;
	ssize_t n;
	int ret = file_path(g, addr, len, &path);

	if (!ret)
		ret = wbpf_arg_view(g, buf, size, "link buffer", &out);
	if (ret)
		return ret;
	if (!size)
		return wbpf_arg_fail(g, -EINVAL, "link buffer: of 0 bytes");
	n = host_file_link(path, out, size < INT32_MAX ? size : INT32_MAX);
	return n < 0 ? file_fail(g, (int)n, path, "follow") : (int32_t)n;
}
