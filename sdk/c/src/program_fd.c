/* SPDX-License-Identifier: MIT */
/* Programs by descriptor: test runs, iterators, raw tracepoints. */
#include "internal.h"

static uint32_t addr(const void *p)
{
	return (uint32_t)(uintptr_t)p;
}

static void test_run_in(struct wbpf_test_run_opts *to, const struct bpf_test_run_opts *from)
{
	*to = (struct wbpf_test_run_opts){
		.sz = sizeof(*to),
		.data_in = addr(OPT(from, data_in, NULL)),
		.data_in_len = OPT(from, data_size_in, 0),
		.data_out = addr(OPT(from, data_out, NULL)),
		.data_out_len = OPT(from, data_size_out, 0),
		.ctx_in = addr(OPT(from, ctx_in, NULL)),
		.ctx_in_len = OPT(from, ctx_size_in, 0),
		.ctx_out = addr(OPT(from, ctx_out, NULL)),
		.ctx_out_len = OPT(from, ctx_size_out, 0),
		.repeat = (uint32_t)OPT(from, repeat, 0),
		.flags = OPT(from, flags, 0),
		.cpu = OPT(from, cpu, 0),
		.batch_size = OPT(from, batch_size, 0),
	};
}

#define SET_OPT(opts, field, value)                                                    \
	do {                                                                           \
		if ((opts)->sz >=                                                      \
		    offsetof(struct bpf_test_run_opts, field) + sizeof((opts)->field)) \
			(opts)->field = (value);                                       \
	} while (0)

/* The host makes so many runs at once. The durations are averages; so is theirs. */
static int bare_test_run(int prog_fd, struct bpf_test_run_opts *opts)
{
	enum { RUNS_AT_ONCE = 1024 };
	__u32 repeat = (__u32)OPT(opts, repeat, 0), done = 0;
	__u32 data_out = OPT(opts, data_size_out, 0), ctx_out = OPT(opts, ctx_size_out, 0);
	uint64_t total_ns = 0;
	int ret = 0;

	if (repeat <= RUNS_AT_ONCE)
		return wbpf_bare_prog_test_run_opts(prog_fd, opts);
	while (!ret && done < repeat) {
		__u32 now = repeat - done > RUNS_AT_ONCE ? RUNS_AT_ONCE : repeat - done;

		opts->repeat = (int)now;
		SET_OPT(opts, data_size_out, data_out);
		SET_OPT(opts, ctx_size_out, ctx_out);
		ret = wbpf_bare_prog_test_run_opts(prog_fd, opts);
		total_ns += (uint64_t)OPT(opts, duration, 0) * now;
		done += now;
	}
	opts->repeat = (int)repeat;
	SET_OPT(opts, duration, (__u32)(total_ns / done));
	return ret;
}

int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
{
	struct wbpf_fd *prog = wbpf_fd_get(prog_fd, WBPF_FD_PROGRAM);
	struct wbpf_test_run_opts to;
	int ret;

	if (!prog || OPTS_BAD(opts))
		return wbpf_err(prog ? EINVAL : EBADF);
	if (prog->bare)
		return bare_test_run(prog_fd, opts);
	test_run_in(&to, opts);
	ret = wbpf_abi_program_test_run(prog->handle, &to);
	/* Also with ENOSPC: how much room it takes. */
	if (opts) {
		SET_OPT(opts, data_size_out, to.data_out_len);
		SET_OPT(opts, ctx_size_out, to.ctx_out_len);
		SET_OPT(opts, retval, to.retval);
		SET_OPT(opts, duration, to.duration_ns);
	}
	return wbpf_ret(ret);
}

int bpf_iter_create(int link_fd)
{
	struct wbpf_fd *link = wbpf_fd_get(link_fd, WBPF_FD_LINK);
	int32_t handle;

	if (!link)
		return wbpf_err(EBADF);
	if (link->bare)
		return wbpf_bare_iter_create(link_fd);
	handle = wbpf_ret(wbpf_abi_iter_create(link->handle));
	return handle < 0 ? handle : wbpf_fd_new(WBPF_FD_STREAM, handle, true);
}

/* Without a name: a BTF-typed program, whose target was set before load. */
int bpf_raw_tracepoint_open_opts(int prog_fd, struct bpf_raw_tp_opts *opts)
{
	const char *name = OPT(opts, tp_name, NULL);
	struct wbpf_attach_opts to = {
		.kind = name ? WBPF_ATTACH_KIND_RAW_TRACEPOINT : WBPF_ATTACH_KIND_TRACING,
		.cookie = OPT(opts, cookie, 0),
	};

	int32_t handle;

	if (OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	if (wbpf_fd_is_bare(prog_fd))
		return wbpf_bare_raw_tracepoint_open_opts(prog_fd, opts);
	wbpf_opts_target(&to, name);
	handle = wbpf_attach_fd(prog_fd, &to);
	return handle < 0 ? handle : wbpf_fd_new(WBPF_FD_LINK, handle, true);
}

int bpf_raw_tracepoint_open(const char *name, int prog_fd)
{
	LIBBPF_OPTS(bpf_raw_tp_opts, opts, .tp_name = name);

	return bpf_raw_tracepoint_open_opts(prog_fd, &opts);
}

int bpf_link_detach(int fd)
{
	struct wbpf_fd *link = wbpf_fd_get(fd, WBPF_FD_LINK);

	if (link && link->bare)
		return wbpf_bare_link_detach(fd);
	return link ? wbpf_ret(wbpf_abi_link_detach(link->handle)) : wbpf_err(EBADF);
}

int bpf_link_update(int fd, int new_prog_fd, const struct bpf_link_update_opts *opts)
{
	struct wbpf_fd *link = wbpf_fd_get(fd, WBPF_FD_LINK), *new = wbpf_fd_any(new_prog_fd);
	bool map = new && new->kind == WBPF_FD_MAP;

	if (OPTS_BAD(opts) || OPT(opts, flags, 0))
		return wbpf_err(EINVAL);
	if (!link || !new || (!map && new->kind != WBPF_FD_PROGRAM))
		return wbpf_err(EBADF);
	if (link->bare || new->bare)
		return wbpf_bare_link_update(fd, new_prog_fd, opts);
	return wbpf_ret(
		wbpf_abi_link_update(link->handle, map ? 0 : new->handle, map ? new->handle : 0));
}
