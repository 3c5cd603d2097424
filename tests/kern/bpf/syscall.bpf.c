// SPDX-License-Identifier: MIT
// Programs that reach for the descriptors of the process that runs them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct syscall_ctx {
	__s32 fd, ret;
};

SEC("syscall")
int closer(struct syscall_ctx *ctx)
{
	ctx->ret = bpf_sys_close(ctx->fd);
	return 0;
}

SEC("syscall")
int maker(struct syscall_ctx *ctx)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1
	};

	ctx->ret = bpf_sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
