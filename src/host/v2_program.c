/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/iter_info.h"
#include "host/room.h"

int32_t wbpf2_program_info(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr info)
{
	struct kern_program *prog = host_program(g, h);
	struct kern_program_info in = { 0 };
	struct wbpf2_program_info out;
	int ret = prog ? kern_program_info(prog, &in, &g->last_error) : -EBADF;

	if (ret)
		return ret;
	out = (struct wbpf2_program_info){
		.type = in.type,
		.expected_attach_type = in.expected_attach_type,
		.flags = in.flags,
		.log_level = in.log_level,
		.insn_cnt = in.insn_cnt,
		.id = in.id,
		.autoload = in.autoload,
		.autoattach = in.autoattach,
		.loaded = in.loaded,
	};
	memcpy(out.name, in.name, sizeof(out.name));
	memcpy(out.section, in.section, sizeof(out.section));
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}

int32_t wbpf2_program_insns(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr buf, uint32_t size)
{
	struct kern_program *prog = host_program(g, h);
	const void *insns;
	size_t len;
	void *out;
	int ret = prog ? wbpf_arg_view(g, buf, size, "buf", &out) : -EBADF;

	if (ret)
		return ret;
	insns = kern_program_insns(prog, &len);
	if (insns && size && len)
		memcpy(out, insns, len < size ? len : size);
	return (int32_t)len;
}

int32_t wbpf2_program_set(struct wbpf_guest *g, wbpf_handle h, uint32_t attr, uint64_t value)
{
	struct kern_program *prog = host_program(g, h);

	if (!prog)
		return -EBADF;
	if (attr < KERN_PROGRAM_TYPE || attr > KERN_PROGRAM_IFINDEX)
		return wbpf_arg_fail(g, -EINVAL, "program '%s': there is no attribute %u",
				     kern_program_name(prog), attr);
	if (value > UINT32_MAX)
		return wbpf_arg_fail(g, -EINVAL, "program '%s': attribute %u: %llu is too large",
				     kern_program_name(prog), attr, (unsigned long long)value);
	return kern_program_set(prog, (enum kern_program_attr)attr, value, &g->last_error);
}

int32_t wbpf2_program_set_attach_target(struct wbpf_guest *g, wbpf_handle h, wbpf_handle target,
					wbpf_gaddr name, uint32_t name_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_program *prog = host_program(g, h);
	/* 0: the kernel's own functions. */
	int fd = prog && target ? host_program_fd(g, target) : prog ? 0 : -EBADF;
	int ret = fd < 0 ? fd : wbpf_arg_opt_str(g, name.v, name_len, "attach target", &text);

	/* So that the section's name stays true; see iter_info.h. */
	if (!ret && host_iter_is_fixed(prog))
		return wbpf_arg_fail(g, -EINVAL, "program '%s': its section names the iterator",
				     kern_program_name(prog));
	return ret ? ret : kern_program_set_attach_target(prog, fd, text, &g->last_error);
}

int32_t wbpf2_program_pin(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_program *prog = host_program(g, h);
	int ret = prog ? wbpf_arg_str(g, path, path_len, "pin path", &text) : -EBADF;

	return ret ? ret : kern_program_pin(prog, text, &g->last_error);
}

int32_t wbpf2_program_unpin(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	struct kern_program *prog = host_program(g, h);
	int ret = prog ? wbpf_arg_str(g, path, path_len, "pin path", &text) : -EBADF;

	return ret ? ret : kern_program_unpin(prog, text, &g->last_error);
}
