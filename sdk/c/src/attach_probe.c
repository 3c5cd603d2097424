/* SPDX-License-Identifier: MIT */
/* Attaching to functions of the kernel and of programs, to tracepoints and USDT probes. */
#include <stdio.h>

#include <wasm_bpf/attach.h>

#include "internal.h"

static uint32_t option_bits(bool retprobe, bool session)
{
	return (retprobe ? WBPF_ATTACH_FLAG_RETPROBE : 0) |
	       (session ? WBPF_ATTACH_FLAG_SESSION : 0);
}

struct bpf_link *bpf_program__attach_kprobe_opts(const struct bpf_program *prog,
						 const char *func_name,
						 const struct bpf_kprobe_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_KPROBE };

	if (OPTS_BAD(opts) || !func_name)
		return wbpf_null(EINVAL);
	wbpf_opts_target(&to, func_name);
	to.offset = OPT(opts, offset, 0);
	to.cookie = OPT(opts, bpf_cookie, 0);
	to.options = option_bits(OPT(opts, retprobe, false), false);
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_kprobe(const struct bpf_program *prog, bool retprobe,
					    const char *func_name)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_kprobe_opts(prog, func_name, &opts);
}

struct bpf_link *bpf_program__attach_ksyscall(const struct bpf_program *prog,
					      const char *syscall_name,
					      const struct bpf_ksyscall_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_KSYSCALL };

	if (OPTS_BAD(opts) || !syscall_name)
		return wbpf_null(EINVAL);
	wbpf_opts_target(&to, syscall_name);
	to.cookie = OPT(opts, bpf_cookie, 0);
	to.options = option_bits(OPT(opts, retprobe, false), false);
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, pid_t pid,
						 const char *binary_path, size_t func_offset,
						 const struct bpf_uprobe_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_UPROBE };

	if (OPTS_BAD(opts) || !binary_path)
		return wbpf_null(EINVAL);
	wbpf_opts_target(&to, binary_path);
	wbpf_opts_symbol(&to, OPT(opts, func_name, NULL));
	to.pid = wbpf_probe_pid(pid);
	to.offset = func_offset;
	to.cookie = OPT(opts, bpf_cookie, 0);
	to.ref_ctr_offset = (uint32_t)OPT(opts, ref_ctr_offset, 0);
	to.options = option_bits(OPT(opts, retprobe, false), false);
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe,
					    pid_t pid, const char *binary_path, size_t func_offset)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_uprobe_opts(prog, pid, binary_path, func_offset, &opts);
}

struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, pid_t pid,
					  const char *binary_path, const char *usdt_provider,
					  const char *usdt_name, const struct bpf_usdt_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_USDT };
	struct bpf_link *link;
	char *symbol;

	if (OPTS_BAD(opts) || !binary_path || !usdt_provider || !usdt_name)
		return wbpf_null(EINVAL);
	if (asprintf(&symbol, "%s:%s", usdt_provider, usdt_name) < 0)
		return wbpf_null(ENOMEM);
	wbpf_opts_target(&to, binary_path);
	wbpf_opts_symbol(&to, symbol);
	to.pid = wbpf_probe_pid(pid);
	to.cookie = OPT(opts, usdt_cookie, 0);
	link = wbpf_program__attach(prog, &to);
	free(symbol);
	return link;
}

struct bpf_link *bpf_program__attach_tracepoint_opts(const struct bpf_program *prog,
						     const char *tp_category, const char *tp_name,
						     const struct bpf_tracepoint_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_TRACEPOINT };
	struct bpf_link *link;
	char *target;

	if (OPTS_BAD(opts) || !tp_category || !tp_name)
		return wbpf_null(EINVAL);
	if (asprintf(&target, "%s:%s", tp_category, tp_name) < 0)
		return wbpf_null(ENOMEM);
	wbpf_opts_target(&to, target);
	to.cookie = OPT(opts, bpf_cookie, 0);
	link = wbpf_program__attach(prog, &to);
	free(target);
	return link;
}

struct bpf_link *bpf_program__attach_tracepoint(const struct bpf_program *prog,
						const char *tp_category, const char *tp_name)
{
	return bpf_program__attach_tracepoint_opts(prog, tp_category, tp_name, NULL);
}

struct bpf_link *bpf_program__attach_raw_tracepoint_opts(const struct bpf_program *prog,
							 const char *tp_name,
							 struct bpf_raw_tracepoint_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_RAW_TRACEPOINT };

	if (OPTS_BAD(opts) || !tp_name)
		return wbpf_null(EINVAL);
	wbpf_opts_target(&to, tp_name);
	to.cookie = OPT(opts, cookie, 0);
	return wbpf_program__attach(prog, &to);
}

struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog,
						    const char *tp_name)
{
	return bpf_program__attach_raw_tracepoint_opts(prog, tp_name, NULL);
}
