// SPDX-License-Identifier: MIT
// Kinds that some kernels do not have. The test loads one at a time.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

__u64 hits;

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(on_fentry, int a)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("fexit/bpf_fentry_test1")
int BPF_PROG(on_fexit, int a, int ret)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("lsm/quotactl")
int BPF_PROG(on_lsm, int cmds, int type, int id, struct super_block *sb)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("kprobe/bpf_fentry_test1")
int on_kprobe(struct pt_regs *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("kprobe.multi/bpf_fentry_test*")
int on_kprobe_multi(struct pt_regs *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("fentry/wbpf_no_such_function")
int BPF_PROG(on_nothing)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
