/* SPDX-License-Identifier: MIT */
/* Programs of several kinds that the verifier takes. The names end in TAG, at most 15 bytes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define NAME2(name, tag) name##tag
#define NAME1(name, tag) NAME2(name, tag)
#define NAME(name)	 NAME1(name, TAG)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} NAME(cnt) SEC(".maps");

static int count(void)
{
	__u32 zero = 0;
	__u64 *n = bpf_map_lookup_elem(&NAME(cnt), &zero);

	if (n)
		__sync_fetch_and_add(n, 1);
	return 0;
}

SEC("raw_tp/sched_switch")
int NAME(raw)(void *ctx)
{
	return count();
}

SEC("tracepoint")
int NAME(tp)(void *ctx)
{
	return count();
}

SEC("kprobe")
int NAME(kp)(void *ctx)
{
	return count();
}

SEC("xdp")
int NAME(xdp)(struct xdp_md *ctx)
{
	count();
	return XDP_PASS;
}

SEC("tc")
int NAME(tc)(struct __sk_buff *ctx)
{
	return count();
}

SEC("tcx/ingress")
int NAME(tcx)(struct __sk_buff *ctx)
{
	return count();
}

SEC("cgroup_skb/egress")
int NAME(cg)(struct __sk_buff *ctx)
{
	count();
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
