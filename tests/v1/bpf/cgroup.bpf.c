/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("cgroup/skb")
int v1_skb(struct __sk_buff *skb)
{
	return 1;
}

SEC("xdp.frags")
int v1_xdp(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
