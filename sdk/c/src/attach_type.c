/* SPDX-License-Identifier: MIT */
/* bpf_prog_attach() and bpf_link_create(): one target number, whose meaning depends on the type. */
#include "internal.h"

static int with_map(struct wbpf_attach_opts *opts, int fd)
{
	struct wbpf_fd *map = wbpf_fd_get(fd, WBPF_FD_MAP);

	opts->kind = WBPF_ATTACH_KIND_SOCKMAP;
	opts->map = map ? map->handle : 0;
	return map ? 0 : wbpf_err(EBADF);
}

static int with_event(struct wbpf_attach_opts *opts, int fd)
{
	struct wbpf_fd *event = wbpf_fd_get(fd, WBPF_FD_STREAM);

	opts->kind = WBPF_ATTACH_KIND_PERF_EVENT;
	opts->fd = event ? event->handle : 0;
	return event ? 0 : wbpf_err(EBADF);
}

static int with_device(struct wbpf_attach_opts *opts, enum wbpf_attach_kind kind, int ifindex)
{
	opts->kind = kind;
	opts->ifindex = (uint32_t)ifindex;
	return ifindex > 0 ? 0 : wbpf_err(ENODEV);
}

static int with_path(struct wbpf_attach_opts *opts, enum wbpf_attach_kind kind, int fd)
{
	opts->kind = kind;
	return wbpf_opts_path_fd(opts, fd);
}

static bool is_cgroup(enum bpf_attach_type type)
{
	switch (type) {
	case BPF_CGROUP_INET_INGRESS ... BPF_CGROUP_SOCK_OPS:
	case BPF_CGROUP_DEVICE:
	case BPF_CGROUP_INET4_BIND ... BPF_CGROUP_UDP6_SENDMSG:
	case BPF_CGROUP_SYSCTL ... BPF_CGROUP_SETSOCKOPT:
	case BPF_CGROUP_INET4_GETPEERNAME ... BPF_CGROUP_INET_SOCK_RELEASE:
	case BPF_LSM_CGROUP:
	case BPF_CGROUP_UNIX_CONNECT ... BPF_CGROUP_UNIX_GETSOCKNAME:
		return type != BPF_LIRC_MODE2 && type != BPF_FLOW_DISSECTOR;
	default:
		return false;
	}
}

static int other(struct wbpf_attach_opts *opts, int target, enum bpf_attach_type type)
{
	switch (type) {
	case BPF_SK_SKB_STREAM_PARSER:
	case BPF_SK_SKB_STREAM_VERDICT:
	case BPF_SK_SKB_VERDICT:
	case BPF_SK_MSG_VERDICT:
		return with_map(opts, target);
	case BPF_SK_LOOKUP:
	case BPF_FLOW_DISSECTOR:
		return with_path(opts, WBPF_ATTACH_KIND_NETNS, target);
	case BPF_XDP:
		return with_device(opts, WBPF_ATTACH_KIND_XDP, target);
	case BPF_TCX_INGRESS:
	case BPF_TCX_EGRESS:
		return with_device(opts, WBPF_ATTACH_KIND_TCX, target);
	case BPF_NETKIT_PRIMARY:
	case BPF_NETKIT_PEER:
		return with_device(opts, WBPF_ATTACH_KIND_NETKIT, target);
	case BPF_PERF_EVENT:
		return with_event(opts, target);
	default:
		return wbpf_err(EOPNOTSUPP);
	}
}

/* Their target was set before load. */
static enum wbpf_attach_kind kind_without_target(enum bpf_attach_type type)
{
	switch (type) {
	case BPF_TRACE_RAW_TP:
	case BPF_TRACE_FENTRY:
	case BPF_TRACE_FEXIT:
	case BPF_MODIFY_RETURN:
		return WBPF_ATTACH_KIND_TRACING;
	case BPF_LSM_MAC:
		return WBPF_ATTACH_KIND_LSM;
	case BPF_TRACE_ITER:
		return WBPF_ATTACH_KIND_ITER;
	default:
		return WBPF_ATTACH_KIND_AUTO;
	}
}

int wbpf_opts_for_type(struct wbpf_attach_opts *opts, int target, enum bpf_attach_type type)
{
	enum wbpf_attach_kind kind = kind_without_target(type);

	opts->sz = sizeof(*opts);
	opts->attach_point = 0;
	if (kind != WBPF_ATTACH_KIND_AUTO) {
		opts->kind = kind;
		return 0;
	}
	if (!is_cgroup(type))
		return other(opts, target, type);
	opts->attach_point = type;
	return with_path(opts, WBPF_ATTACH_KIND_CGROUP, target);
}

int32_t wbpf_attach_fd(int prog_fd, struct wbpf_attach_opts *opts)
{
	struct wbpf_fd *prog = wbpf_fd_get(prog_fd, WBPF_FD_PROGRAM);

	opts->sz = sizeof(*opts);
	return prog ? wbpf_ret(wbpf_attach_handle(prog->handle, opts)) : wbpf_err(EBADF);
}

uint32_t wbpf_prog_id(int prog_fd)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	return bpf_prog_get_info_by_fd(prog_fd, &info, &len) < 0 ? 0 : info.id;
}
