// SPDX-License-Identifier: MIT
// One program of each kind. Each adds one to its own counter; the guest loads one at a time.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>
#include "kinds.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HIT_CNT);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HIT_CNT);
	__type(key, __u32);
	__type(value, __u64);
} cookies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
} socks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} perf SEC(".maps");

static __always_inline int hit(__u32 i)
{
	__u64 *n = bpf_map_lookup_elem(&hits, &i);

	if (n)
		__sync_fetch_and_add(n, 1);
	return 0;
}

static __always_inline int hit_cookie(__u32 i, __u64 cookie)
{
	__u64 *sum = bpf_map_lookup_elem(&cookies, &i);

	if (sum)
		__sync_fetch_and_or(sum, cookie);
	return hit(i);
}

/* ---- functions of the kernel */

SEC("kprobe/security_task_getpgid")
int on_kprobe(struct pt_regs *ctx)
{
	return hit_cookie(HIT_KPROBE, bpf_get_attach_cookie(ctx));
}

SEC("kretprobe/security_task_getpgid")
int on_kretprobe(struct pt_regs *ctx)
{
	return hit(HIT_KRETPROBE);
}

SEC("ksyscall/getpgid")
int on_ksyscall(struct pt_regs *ctx)
{
	return hit(HIT_KSYSCALL);
}

SEC("kretsyscall/getpgid")
int on_kretsyscall(struct pt_regs *ctx)
{
	return hit(HIT_KRETSYSCALL);
}

SEC("kprobe.multi")
int on_kprobe_multi(struct pt_regs *ctx)
{
	return hit_cookie(HIT_KPROBE_MULTI, bpf_get_attach_cookie(ctx));
}

extern bool bpf_session_is_return(void) __ksym __weak;

SEC("kprobe.session/security_task_getpg*")
int on_kprobe_session(struct pt_regs *ctx)
{
	hit(bpf_session_is_return() ? HIT_KPROBE_SESSION_RETURN : HIT_KPROBE_SESSION);
	return 0;
}

SEC("fentry/security_task_getpgid")
int BPF_PROG(on_fentry)
{
	return hit_cookie(HIT_FENTRY, bpf_get_attach_cookie(ctx));
}

SEC("fexit/security_task_getpgid")
int BPF_PROG(on_fexit)
{
	return hit(HIT_FEXIT);
}

SEC("fmod_ret/security_task_getpgid")
int BPF_PROG(on_fmod_ret)
{
	return hit(HIT_FMOD_RET);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_tp_btf)
{
	return hit(HIT_TP_BTF);
}

SEC("lsm/task_getpgid")
int BPF_PROG(on_lsm)
{
	return hit(HIT_LSM);
}

SEC("lsm.s/file_open")
int BPF_PROG(on_lsm_sleepable)
{
	return hit(HIT_LSM_SLEEPABLE);
}

SEC("lsm_cgroup/socket_bind")
int BPF_PROG(on_lsm_cgroup)
{
	hit(HIT_LSM_CGROUP);
	return 1;
}

SEC("raw_tp/sys_enter")
int on_raw_tp(void *ctx)
{
	return hit(HIT_RAW_TP);
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_tracepoint(void *ctx)
{
	return hit_cookie(HIT_TRACEPOINT, bpf_get_attach_cookie(ctx));
}

SEC("perf_event")
int on_perf_event(struct bpf_perf_event_data *ctx)
{
	return hit(HIT_PERF_EVENT);
}

/* ---- functions of a process */

SEC("uprobe")
int on_uprobe(struct pt_regs *ctx)
{
	return hit_cookie(HIT_UPROBE, bpf_get_attach_cookie(ctx));
}

SEC("uretprobe")
int on_uretprobe(struct pt_regs *ctx)
{
	return hit(HIT_URETPROBE);
}

SEC("uprobe.s")
int on_uprobe_sleepable(struct pt_regs *ctx)
{
	return hit(HIT_UPROBE_SLEEPABLE);
}

SEC("uprobe.multi")
int on_uprobe_multi(struct pt_regs *ctx)
{
	return hit_cookie(HIT_UPROBE_MULTI, bpf_get_attach_cookie(ctx));
}

SEC("usdt")
int BPF_USDT(on_usdt, long x)
{
	return x == POKER_MARK ? hit_cookie(HIT_USDT, bpf_usdt_cookie(ctx)) : 0;
}

/* ---- iterators */

SEC("iter/task")
int on_iter_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%s\n", task->comm);
	return 0;
}

SEC("iter/bpf_map_elem")
int on_iter_elem(struct bpf_iter__bpf_map_elem *ctx)
{
	if (ctx->key)
		BPF_SEQ_PRINTF(ctx->meta->seq, "elem\n");
	return 0;
}

/* ---- cgroups */

SEC("cgroup_skb/egress")
int on_cgroup_skb(struct __sk_buff *skb)
{
	hit(HIT_CGROUP_SKB);
	return 1;
}

SEC("cgroup/sock_create")
int on_cgroup_sock(struct bpf_sock *ctx)
{
	hit(HIT_CGROUP_SOCK);
	return 1;
}

SEC("cgroup/connect4")
int on_cgroup_connect(struct bpf_sock_addr *ctx)
{
	hit(HIT_CGROUP_CONNECT);
	return 1;
}

SEC("cgroup/bind4")
int on_cgroup_bind(struct bpf_sock_addr *ctx)
{
	hit(HIT_CGROUP_BIND);
	return 1;
}

SEC("cgroup/sendmsg4")
int on_cgroup_sendmsg(struct bpf_sock_addr *ctx)
{
	hit(HIT_CGROUP_SENDMSG);
	return 1;
}

SEC("cgroup/getsockopt")
int on_cgroup_sockopt(struct bpf_sockopt *ctx)
{
	hit(HIT_CGROUP_SOCKOPT);
	return 1;
}

SEC("cgroup/sysctl")
int on_cgroup_sysctl(struct bpf_sysctl *ctx)
{
	hit(HIT_CGROUP_SYSCTL);
	return 1;
}

SEC("cgroup/dev")
int on_cgroup_device(struct bpf_cgroup_dev_ctx *ctx)
{
	hit(HIT_CGROUP_DEVICE);
	return 1;
}

/* ---- sockets */

/* Both ends of each new connection go to the map that the two kinds below are attached to. */
SEC("sockops")
int on_sock_ops(struct bpf_sock_ops *ctx)
{
	__u64 key = bpf_get_socket_cookie(ctx);

	if (ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB ||
	    ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		bpf_sock_hash_update(ctx, &socks, &key, BPF_ANY);
	hit(HIT_SOCK_OPS);
	return 1;
}

SEC("sk_msg")
int on_sk_msg(struct sk_msg_md *ctx)
{
	hit(HIT_SK_MSG);
	return SK_PASS;
}

SEC("sk_skb/stream_verdict")
int on_sk_skb(struct __sk_buff *skb)
{
	hit(HIT_SK_SKB);
	return SK_PASS;
}

SEC("sk_lookup")
int on_sk_lookup(struct bpf_sk_lookup *ctx)
{
	hit(HIT_SK_LOOKUP);
	return SK_PASS;
}

SEC("flow_dissector")
int on_flow_dissector(struct __sk_buff *skb)
{
	hit(HIT_FLOW_DISSECTOR);
	return 129; /* BPF_FLOW_DISSECTOR_CONTINUE: the kernel's own goes on */
}

SEC("socket")
int on_socket_filter(struct __sk_buff *skb)
{
	hit(HIT_SOCKET_FILTER);
	return 0;
}

/* ---- interfaces */

__noinline int replaced(struct xdp_md *ctx)
{
	volatile int pass = XDP_PASS;

	return ctx ? pass : XDP_ABORTED;
}

SEC("xdp")
int on_xdp(struct xdp_md *ctx)
{
	hit(HIT_XDP);
	return replaced(ctx);
}

SEC("xdp")
int on_xdp_second(struct xdp_md *ctx)
{
	hit(HIT_XDP_SECOND);
	return XDP_PASS;
}

SEC("tc")
int on_tc(struct __sk_buff *skb)
{
	hit(HIT_TC);
	return 0;
}

SEC("tcx/ingress")
int on_tcx(struct __sk_buff *skb)
{
	hit(HIT_TCX);
	return -1;
}

SEC("netfilter")
int on_netfilter(void *ctx)
{
	hit(HIT_NETFILTER);
	return 1;
}

/* ---- events */

static __always_inline void fill(struct poke *p, void *ctx)
{
	p->cookie = bpf_get_attach_cookie(ctx);
	bpf_get_current_comm(p->comm, sizeof(p->comm));
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_ring(void *ctx)
{
	struct poke *p = bpf_ringbuf_reserve(&ring, sizeof(*p), 0);

	if (!p)
		return 0;
	fill(p, ctx);
	bpf_ringbuf_submit(p, 0);
	return hit(HIT_RING);
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_perf_buffer(void *ctx)
{
	struct poke p = { 0 };

	fill(&p, ctx);
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &p, sizeof(p));
	return hit(HIT_PERF_BUFFER);
}

char LICENSE[] SEC("license") = "GPL";
