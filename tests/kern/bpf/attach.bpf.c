// SPDX-License-Identifier: MIT
// Each program adds one to its own count. Those that see the whole system count only the process
// whose name the test has taken.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

enum { HITS = 32 };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HITS);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HITS);
	__type(key, __u32);
	__type(value, __u64);
} cookies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} socks SEC(".maps");

static __always_inline int hit(__u32 i)
{
	__u64 *n = bpf_map_lookup_elem(&hits, &i);

	if (n)
		__sync_fetch_and_add(n, 1);
	return 0;
}

static __always_inline bool ours(void)
{
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	return !__builtin_memcmp(comm, "kern-att", 8);
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_tp(void *ctx)
{
	__u32 i = 0;
	__u64 cookie = bpf_get_attach_cookie(ctx);

	if (!ours())
		return 0;
	bpf_map_update_elem(&cookies, &i, &cookie, 0);
	return hit(0);
}

SEC("raw_tp/sys_enter")
int on_raw_tp(void *ctx)
{
	return ours() ? hit(1) : 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_tp_btf, struct pt_regs *regs, long id)
{
	return ours() ? hit(2) : 0;
}

SEC("uprobe")
int on_uprobe(struct pt_regs *ctx)
{
	return hit(3);
}

SEC("uretprobe")
int on_uretprobe(struct pt_regs *ctx)
{
	return hit(4);
}

SEC("usdt")
int on_usdt(struct pt_regs *ctx)
{
	return ours() ? hit(5) : 0;
}

SEC("perf_event")
int on_perf(struct bpf_perf_event_data *ctx)
{
	return hit(6);
}

SEC("xdp.frags")
int on_xdp(struct xdp_md *ctx)
{
	hit(7);
	return XDP_PASS;
}

SEC("tc")
int on_tc(struct __sk_buff *skb)
{
	hit(8);
	return 0;
}

SEC("tcx/ingress")
int on_tcx(struct __sk_buff *skb)
{
	hit(9);
	return -1;
}

SEC("cgroup_skb/egress")
int on_cgroup_skb(struct __sk_buff *skb)
{
	hit(10);
	return 1;
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *ctx)
{
	hit(11);
	return 1;
}

SEC("sk_lookup")
int on_lookup(struct bpf_sk_lookup *ctx)
{
	hit(12);
	return SK_PASS;
}

SEC("socket")
int on_packet(struct __sk_buff *skb)
{
	hit(13);
	return 0;
}

SEC("iter/task")
int on_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%d\n", task->pid);
	return 0;
}

SEC("iter/bpf_map_elem")
int on_elem(struct bpf_iter__bpf_map_elem *ctx)
{
	if (ctx->key)
		BPF_SEQ_PRINTF(ctx->meta->seq, "elem\n");
	return 0;
}

SEC("netfilter")
int on_netfilter(void *ctx)
{
	hit(14);
	return 1;
}

SEC("sk_msg")
int on_msg(struct sk_msg_md *ctx)
{
	hit(15);
	return SK_PASS;
}

SEC("uprobe.multi")
int on_uprobe_multi(struct pt_regs *ctx)
{
	return hit(16);
}

SEC("xdp")
int on_xdp_drop(struct xdp_md *ctx)
{
	hit(17);
	return XDP_DROP;
}

SEC("kprobe")
int on_kprobe(struct pt_regs *ctx)
{
	return hit(18);
}

SEC("struct_ops/wbpf_ssthresh")
__u32 BPF_PROG(wbpf_ssthresh, struct sock *sk)
{
	return 2;
}

SEC("struct_ops/wbpf_undo")
__u32 BPF_PROG(wbpf_undo, struct sock *sk)
{
	return 2;
}

SEC("struct_ops/wbpf_cong")
void BPF_PROG(wbpf_cong, struct sock *sk, __u32 ack, __u32 acked)
{
}

SEC(".struct_ops")
struct tcp_congestion_ops wbpf_plain = {
	.ssthresh = (void *)wbpf_ssthresh,
	.undo_cwnd = (void *)wbpf_undo,
	.cong_avoid = (void *)wbpf_cong,
	.name = "wbpf_plain",
};

SEC(".struct_ops.link")
struct tcp_congestion_ops wbpf_linked = {
	.ssthresh = (void *)wbpf_ssthresh,
	.undo_cwnd = (void *)wbpf_undo,
	.cong_avoid = (void *)wbpf_cong,
	.name = "wbpf_linked",
};

char LICENSE[] SEC("license") = "GPL";
