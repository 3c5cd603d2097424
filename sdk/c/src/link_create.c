/* SPDX-License-Identifier: MIT */
/* bpf_link_create(): the option union is read by what the type says. */
#include "internal.h"

static int set_relative(struct wbpf_attach_opts *to, uint32_t fd, uint32_t id, uint64_t revision)
{
	struct wbpf_fd *relative = wbpf_fd_any((int)fd);

	if (fd && !relative)
		return wbpf_err(EBADF);
	to->relative = relative ? relative->handle : 0;
	to->relative_id = id;
	to->expected_revision = revision;
	return 0;
}

/* Iterators over a map name it by descriptor; other targets have none. */
static void set_iter(struct wbpf_attach_opts *to, const struct bpf_link_create_opts *opts)
{
	union bpf_iter_link_info *info = OPT(opts, iter_info, NULL);
	uint32_t len = OPT(opts, iter_info_len, 0);
	struct wbpf_fd *map = NULL;

	if (info && len >= sizeof(info->map))
		map = wbpf_fd_get((int)info->map.map_fd, WBPF_FD_MAP);
	to->map = map ? map->handle : 0;
	to->iter_info = map ? 0 : (uint32_t)(uintptr_t)info;
	to->iter_info_len = map ? 0 : len;
}

static int set_options(struct wbpf_attach_opts *to, const struct bpf_link_create_opts *opts)
{
	to->flags = OPT(opts, flags, 0);
	switch (to->kind) {
	case WBPF_ATTACH_KIND_ITER:
		set_iter(to, opts);
		return 0;
	case WBPF_ATTACH_KIND_PERF_EVENT:
		to->cookie = OPT(opts, perf_event.bpf_cookie, 0);
		return 0;
	case WBPF_ATTACH_KIND_TRACING:
	case WBPF_ATTACH_KIND_LSM:
		to->cookie = OPT(opts, tracing.cookie, 0);
		return 0;
	case WBPF_ATTACH_KIND_TCX:
	case WBPF_ATTACH_KIND_NETKIT:
	case WBPF_ATTACH_KIND_CGROUP:
		return set_relative(to, OPT(opts, tcx.relative_fd, 0),
				    OPT(opts, tcx.relative_id, 0),
				    OPT(opts, tcx.expected_revision, 0));
	default:
		return 0;
	}
}

static int struct_ops_link(int map_fd)
{
	struct wbpf_fd *map = wbpf_fd_get(map_fd, WBPF_FD_MAP);
	int32_t handle = map ? wbpf_ret(wbpf_abi_map_attach(map->handle)) : wbpf_err(EBADF);

	return handle < 0 ? handle : wbpf_fd_new(WBPF_FD_LINK, handle, true);
}

int bpf_link_create(int prog_fd, int target_fd, enum bpf_attach_type attach_type,
		    const struct bpf_link_create_opts *opts)
{
	struct wbpf_attach_opts to = { 0 };
	int32_t handle;

	if (OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	if (wbpf_fd_is_bare(prog_fd))
		return wbpf_bare_link_create(prog_fd, target_fd, attach_type, opts);
	if (attach_type == BPF_STRUCT_OPS)
		return struct_ops_link(prog_fd);
	if (wbpf_opts_for_type(&to, target_fd, attach_type) < 0 || set_options(&to, opts) < 0)
		return -errno;
	handle = wbpf_attach_fd(prog_fd, &to);
	return handle < 0 ? handle : wbpf_fd_new(WBPF_FD_LINK, handle, true);
}
