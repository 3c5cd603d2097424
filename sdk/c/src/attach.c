/* SPDX-License-Identifier: MIT */
/* Every bpf_program__attach_*() fills one struct of options for the host's one attach. */
#include <wasm_bpf/attach.h>

#include "internal.h"

void wbpf_opts_target(struct wbpf_attach_opts *opts, const char *target)
{
	opts->target = (uint32_t)(uintptr_t)target;
	opts->target_len = target ? (uint32_t)strlen(target) : 0;
}

void wbpf_opts_symbol(struct wbpf_attach_opts *opts, const char *symbol)
{
	opts->symbol = (uint32_t)(uintptr_t)symbol;
	opts->symbol_len = symbol ? (uint32_t)strlen(symbol) : 0;
}

/* libbpf's 0 is the caller itself, the host's is everybody. */
int wbpf_probe_pid(int pid)
{
	return pid ? pid : wbpf_abi_process_id();
}

int32_t wbpf_attach_handle(int32_t program, const struct wbpf_attach_opts *opts)
{
	return wbpf_abi_program_attach(program, opts);
}

struct bpf_link *wbpf_program__attach(const struct bpf_program *prog, struct wbpf_attach_opts *opts)
{
	int32_t handle;

	if (!prog)
		return wbpf_null(EINVAL);
	if (opts && !opts->sz)
		opts->sz = sizeof(*opts);
	handle = wbpf_fail(wbpf_attach_handle(prog->handle, opts));
	return handle < 0 ? NULL : wbpf_link_new(handle);
}

struct bpf_link *wbpf_attach_socket_filter(const struct bpf_program *prog, const char *ifname)
{
	struct wbpf_attach_opts opts = { .kind = WBPF_ATTACH_KIND_SOCKET_FILTER };

	if (!ifname)
		return wbpf_null(EINVAL);
	wbpf_opts_target(&opts, ifname);
	return wbpf_program__attach(prog, &opts);
}

struct bpf_link *bpf_program__attach(const struct bpf_program *prog)
{
	if (!prog || !wbpf_section_attaches(prog->section))
		return wbpf_null(prog ? EOPNOTSUPP : EINVAL);
	return wbpf_program__attach(prog, NULL);
}

static struct bpf_link *attach_plain(const struct bpf_program *prog, enum wbpf_attach_kind kind,
				     uint64_t cookie)
{
	struct wbpf_attach_opts opts = { .kind = kind, .cookie = cookie };

	return wbpf_program__attach(prog, &opts);
}

struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog)
{
	return attach_plain(prog, WBPF_ATTACH_KIND_TRACING, 0);
}

struct bpf_link *bpf_program__attach_trace_opts(const struct bpf_program *prog,
						const struct bpf_trace_opts *opts)
{
	if (OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	return attach_plain(prog, WBPF_ATTACH_KIND_TRACING, OPT(opts, cookie, 0));
}

struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog)
{
	return attach_plain(prog, WBPF_ATTACH_KIND_LSM, 0);
}

struct bpf_link *bpf_program__attach_perf_event_opts(const struct bpf_program *prog, int pfd,
						     const struct bpf_perf_event_opts *opts)
{
	struct wbpf_fd *event = wbpf_fd_get(pfd, WBPF_FD_STREAM);
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_PERF_EVENT };
	struct bpf_link *link;

	if (OPTS_BAD(opts) || !event)
		return wbpf_null(event ? EINVAL : EBADF);
	to.fd = event->handle;
	to.cookie = OPT(opts, bpf_cookie, 0);
	link = wbpf_program__attach(prog, &to);
	if (link)
		link->event_fd = pfd;
	return link;
}

struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd)
{
	return bpf_program__attach_perf_event_opts(prog, pfd, NULL);
}

/* A map's elements are iterated through its descriptor, all else through what link_info says. */
struct bpf_link *bpf_program__attach_iter(const struct bpf_program *prog,
					  const struct bpf_iter_attach_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_ITER };
	union bpf_iter_link_info *info = OPT(opts, link_info, NULL);
	uint32_t len = OPT(opts, link_info_len, 0);
	struct wbpf_fd *map = NULL;

	if (OPTS_BAD(opts) || (info && !len))
		return wbpf_null(EINVAL);
	if (info && len >= sizeof(info->map))
		map = wbpf_fd_get((int)info->map.map_fd, WBPF_FD_MAP);
	if (map) {
		to.map = map->handle;
	} else if (info) {
		to.iter_info = (uint32_t)(uintptr_t)info;
		to.iter_info_len = len;
	}
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_freplace(const struct bpf_program *prog, int target_fd,
					      const char *attach_func_name)
{
	struct wbpf_fd *target = wbpf_fd_get(target_fd, WBPF_FD_PROGRAM);
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_FREPLACE };

	if (!!target_fd != !!attach_func_name || (target_fd && !target))
		return wbpf_null(target_fd && !target ? EBADF : EINVAL);
	to.fd = target ? target->handle : 0;
	wbpf_opts_target(&to, attach_func_name);
	return wbpf_program__attach(prog, &to);
}
