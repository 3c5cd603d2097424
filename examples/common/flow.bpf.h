/* SPDX-License-Identifier: MIT */
/* Reads the flow of a packet through its socket buffer, in programs that see a link header. */
#ifndef EXAMPLES_FLOW_BPF_H
#define EXAMPLES_FLOW_BPF_H

#include "flow.h"

#define FLOW_ETH_BYTES 14
#define FLOW_ETH_IPV4 0x0800
#define FLOW_ETH_IPV6 0x86dd
#define FLOW_IPV4_OFFSET 0x1fff

static __always_inline bool flow_has_ports(__u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

static __always_inline int flow_ports(const struct __sk_buff *skb, __u32 offset, struct flow *flow)
{
	__u16 ports[2];

	if (!flow_has_ports(flow->protocol))
		return 0;
	if (bpf_skb_load_bytes(skb, offset, ports, sizeof(ports)))
		return -1;
	flow->src_port = bpf_ntohs(ports[0]);
	flow->dst_port = bpf_ntohs(ports[1]);
	return 0;
}

static __always_inline int flow_ipv4(const struct __sk_buff *skb, struct flow *flow)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, FLOW_ETH_BYTES, &ip, sizeof(ip)))
		return -1;
	flow->family = 4;
	flow->protocol = ip.protocol;
	__builtin_memcpy(flow->src, &ip.saddr, 4);
	__builtin_memcpy(flow->dst, &ip.daddr, 4);
	if (bpf_ntohs(ip.frag_off) & FLOW_IPV4_OFFSET)
		return 0; /* a later fragment has no ports */
	return flow_ports(skb, FLOW_ETH_BYTES + ip.ihl * 4, flow);
}

static __always_inline int flow_ipv6(const struct __sk_buff *skb, struct flow *flow)
{
	struct ipv6hdr ip;

	if (bpf_skb_load_bytes(skb, FLOW_ETH_BYTES, &ip, sizeof(ip)))
		return -1;
	flow->family = 6;
	flow->protocol = ip.nexthdr;
	__builtin_memcpy(flow->src, &ip.saddr, 16);
	__builtin_memcpy(flow->dst, &ip.daddr, 16);
	return flow_ports(skb, FLOW_ETH_BYTES + sizeof(ip), flow);
}

/* 0 when the packet is IP and its headers are complete; flow must be zeroed. */
static __always_inline int flow_read(const struct __sk_buff *skb, struct flow *flow)
{
	__u16 protocol = bpf_ntohs((__u16)skb->protocol);

	if (protocol == FLOW_ETH_IPV4)
		return flow_ipv4(skb, flow);
	if (protocol == FLOW_ETH_IPV6)
		return flow_ipv6(skb, flow);
	return -1;
}

#endif
