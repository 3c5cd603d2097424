// SPDX-License-Identifier: MIT
// Two congestion controls, one of each way that struct_ops are registered.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "kinds.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HIT_CNT);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

static __always_inline void hit(__u32 i)
{
	__u64 *n = bpf_map_lookup_elem(&hits, &i);

	if (n)
		__sync_fetch_and_add(n, 1);
}

SEC("struct_ops/plain_init")
void BPF_PROG(plain_init, struct sock *sk)
{
	hit(HIT_CC_PLAIN);
}

SEC("struct_ops/linked_init")
void BPF_PROG(linked_init, struct sock *sk)
{
	hit(HIT_CC_LINKED);
}

SEC("struct_ops/ssthresh")
__u32 BPF_PROG(ssthresh, struct sock *sk)
{
	return 2;
}

SEC("struct_ops/undo_cwnd")
__u32 BPF_PROG(undo_cwnd, struct sock *sk)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void BPF_PROG(cong_avoid, struct sock *sk, __u32 ack, __u32 acked)
{
}

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
	.init = (void *)plain_init,
	.ssthresh = (void *)ssthresh,
	.undo_cwnd = (void *)undo_cwnd,
	.cong_avoid = (void *)cong_avoid,
	.name = POKER_CC_PLAIN,
};

SEC(".struct_ops.link")
struct tcp_congestion_ops linked = {
	.init = (void *)linked_init,
	.ssthresh = (void *)ssthresh,
	.undo_cwnd = (void *)undo_cwnd,
	.cong_avoid = (void *)cong_avoid,
	.name = POKER_CC_LINKED,
};

char LICENSE[] SEC("license") = "GPL";
