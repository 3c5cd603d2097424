/* SPDX-License-Identifier: MIT */
/* Attaching to interfaces, cgroups, network namespaces, sockets. */
#include <stdio.h>

#include <wasm_bpf/attach.h>

#include "internal.h"

/* Descriptors of granted directories were not opened by the guest: the host knows them by number. */
int wbpf_opts_path_fd(struct wbpf_attach_opts *opts, int fd)
{
	const char *path = wbpf_fd_path(fd);

	if (fd < 0 || fd >= WBPF_FD_BASE)
		return wbpf_err(EBADF);
	if (path)
		wbpf_opts_target(opts, path);
	else
		opts->dir_fd = fd;
	return 0;
}

/* tcx, netkit and cgroup links have their place among others. */
static int set_place(struct wbpf_attach_opts *to, uint32_t relative_fd, uint32_t relative_id,
		     uint64_t expected_revision)
{
	struct wbpf_fd *relative = wbpf_fd_any((int)relative_fd);

	if (relative_fd && relative_id)
		return wbpf_err(EINVAL);
	if (relative_fd && !relative)
		return wbpf_err(EBADF);
	to->relative = relative ? relative->handle : 0;
	to->relative_id = relative_id;
	to->expected_revision = expected_revision;
	return 0;
}

#define PLACE_FROM(to, opts)                                                \
	set_place(to, OPT(opts, relative_fd, 0), OPT(opts, relative_id, 0), \
		  OPT(opts, expected_revision, 0))

struct bpf_link *bpf_program__attach_cgroup_opts(const struct bpf_program *prog, int cgroup_fd,
						 const struct bpf_cgroup_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_CGROUP };

	if (OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	to.flags = OPT(opts, flags, 0);
	if (wbpf_opts_path_fd(&to, cgroup_fd) < 0 || PLACE_FROM(&to, opts) < 0)
		return NULL;
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd)
{
	return bpf_program__attach_cgroup_opts(prog, cgroup_fd, NULL);
}

struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_NETNS };

	return wbpf_opts_path_fd(&to, netns_fd) < 0 ? NULL : wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_sockmap(const struct bpf_program *prog, int map_fd)
{
	struct wbpf_fd *map = wbpf_fd_get(map_fd, WBPF_FD_MAP);
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_SOCKMAP };

	if (!map)
		return wbpf_null(EBADF);
	to.map = map->handle;
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_XDP, .ifindex = (uint32_t)ifindex };

	return ifindex <= 0 ? wbpf_null(EINVAL) : wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_tcx(const struct bpf_program *prog, int ifindex,
					 const struct bpf_tcx_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_TCX, .ifindex = (uint32_t)ifindex };

	if (OPTS_BAD(opts) || ifindex <= 0)
		return wbpf_null(EINVAL);
	to.flags = OPT(opts, flags, 0);
	return PLACE_FROM(&to, opts) < 0 ? NULL : wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_netkit(const struct bpf_program *prog, int ifindex,
					    const struct bpf_netkit_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_NETKIT,
				       .ifindex = (uint32_t)ifindex };

	if (OPTS_BAD(opts) || ifindex <= 0)
		return wbpf_null(EINVAL);
	to.flags = OPT(opts, flags, 0);
	return PLACE_FROM(&to, opts) < 0 ? NULL : wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_netfilter(const struct bpf_program *prog,
					       const struct bpf_netfilter_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_NETFILTER };

	if (OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	to.pf = OPT(opts, pf, 0);
	to.hooknum = OPT(opts, hooknum, 0);
	to.nf_priority = OPT(opts, priority, 0);
	to.flags = OPT(opts, flags, 0);
	return wbpf_program__attach(prog, &to);
}
