/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/room.h"

int32_t wbpf2_link_update(struct wbpf_guest *g, wbpf_handle h, wbpf_handle prog, wbpf_handle map)
{
	struct kern_link *link = host_link(g, h);
	struct kern_program *new_prog = NULL;
	struct kern_map *new_map = NULL;

	if (!link)
		return -EBADF;
	if (!prog == !map)
		return wbpf_arg_fail(g, -EINVAL, "link update: either a program or a map");
	if (prog && !(new_prog = host_program(g, prog)))
		return -EBADF;
	if (map && !(new_map = host_map(g, map)))
		return -EBADF;
	return kern_link_update(link, new_prog, new_map, &g->last_error);
}

int32_t wbpf2_link_detach(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_link *link = host_link(g, h);

	return link ? kern_link_detach(link, &g->last_error) : -EBADF;
}

int32_t wbpf2_link_info(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr info)
{
	struct kern_link *link = host_link(g, h);
	struct kern_link_info in = { 0 };
	struct wbpf2_link_info out;
	int ret = link ? kern_link_info(link, &in) : -EBADF;

	if (link && ret)
		return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, ret, "link info");
	if (ret)
		return ret;
	out = (struct wbpf2_link_info){
		.id = in.id,
		.prog_id = in.prog_id,
		.type = in.type,
		.kind = in.kind,
		.attached = in.attached,
	};
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}

int32_t wbpf2_link_pin(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_link *link = host_link(g, h);
	int ret = link ? wbpf_arg_str(g, path, path_len, "pin path", &text) : -EBADF;

	return ret ? ret : kern_link_pin(link, text, &g->last_error);
}

int32_t wbpf2_link_unpin(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_link *link = host_link(g, h);

	return link ? kern_link_unpin(link, &g->last_error) : -EBADF;
}

int32_t wbpf2_link_open_pinned(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_link *link;
	int ret = wbpf_arg_str(g, path, path_len, "pin path", &text);

	if (!ret)
		ret = kern_link_open_pinned(text, &link, &g->last_error);
	return ret ? ret : host_put_link(g, link, 0);
}

int32_t wbpf2_iter_create(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_link *link = host_link(g, h);
	int fd = link ? kern_iter_create(link, &g->last_error) : -EBADF;

	return fd < 0 ? fd : wbpf_arg_put_fd(g, fd);
}

enum { PERF_ATTR_MAX = 4096 }; /* bytes; as the kernel's own bound */

int32_t wbpf2_perf_event_open(struct wbpf_guest *g, wbpf_gaddr attr, uint32_t attr_len, int32_t pid,
			      int32_t cpu, uint64_t flags)
{
	const void *bytes;
	int ret, fd;

	if (attr_len > PERF_ATTR_MAX)
		return wbpf_arg_fail(g, -E2BIG, "perf event: attr of %u bytes, more than %d",
				     attr_len, PERF_ATTR_MAX);
	ret = wbpf_arg_own(g, attr, attr_len, "perf event attr", &bytes);
	if (ret)
		return ret;
	fd = kern_perf_event_open(bytes, attr_len, pid, cpu, flags, &g->last_error);
	return fd < 0 ? fd : wbpf_arg_put_fd(g, fd);
}
