/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "xdpcount.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_VLAN 0x8100
#define IPV4_OFFSET 0x1fff

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, ROW_CNT);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

/* Rule -> packets that it dropped. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, RULE_CNT);
	__type(key, struct rule);
	__type(value, __u64);
} rules SEC(".maps");

struct packet {
	void *at;
	void *end;
	__u32 protocol;
	__u16 port;
};

static __always_inline __u16 read_ethertype(struct packet *packet)
{
	struct ethhdr *eth = packet->at;
	struct vlan_hdr *vlan;
	__u16 ethertype;

	if ((void *)(eth + 1) > packet->end)
		return 0;
	ethertype = bpf_ntohs(eth->h_proto);
	packet->at = eth + 1;
	vlan = packet->at;
	if (ethertype != ETHERTYPE_VLAN || (void *)(vlan + 1) > packet->end)
		return ethertype;
	packet->at = vlan + 1;
	return bpf_ntohs(vlan->h_vlan_encapsulated_proto);
}

static __always_inline void read_port(struct packet *packet)
{
	__u16 *ports = packet->at;

	if (packet->protocol != IPPROTO_TCP && packet->protocol != IPPROTO_UDP &&
	    packet->protocol != IPPROTO_SCTP)
		return;
	if ((void *)(ports + 2) <= packet->end)
		packet->port = bpf_ntohs(ports[1]);
}

static __always_inline void read_ipv4(struct packet *packet)
{
	struct iphdr *ip = packet->at;

	if ((void *)(ip + 1) > packet->end)
		return;
	packet->protocol = ip->protocol;
	packet->at += ip->ihl * 4;
	if (!(bpf_ntohs(ip->frag_off) & IPV4_OFFSET))
		read_port(packet);
}

static __always_inline void read_ipv6(struct packet *packet)
{
	struct ipv6hdr *ip = packet->at;

	if ((void *)(ip + 1) > packet->end)
		return;
	packet->protocol = ip->nexthdr;
	packet->at = ip + 1;
	read_port(packet);
}

static __always_inline bool rule_hit(__u8 protocol, __u16 port)
{
	struct rule rule = { .protocol = protocol, .port = port };
	__u64 *dropped = bpf_map_lookup_elem(&rules, &rule);

	if (!dropped)
		return false;
	__sync_fetch_and_add(dropped, 1);
	return true;
}

static __always_inline bool unwanted(const struct packet *packet)
{
	if (packet->protocol == NOT_IP)
		return false;
	return (packet->port && rule_hit(packet->protocol, packet->port)) ||
	       rule_hit(packet->protocol, 0);
}

SEC("xdp")
int xdpcount_packet(struct xdp_md *ctx)
{
	struct packet packet = {
		.at = (void *)(long)ctx->data,
		.end = (void *)(long)ctx->data_end,
		.protocol = NOT_IP,
	};
	__u16 ethertype = read_ethertype(&packet);
	struct counter *counter;
	bool drop;

	if (ethertype == ETHERTYPE_IPV4)
		read_ipv4(&packet);
	else if (ethertype == ETHERTYPE_IPV6)
		read_ipv6(&packet);
	drop = unwanted(&packet);
	counter = bpf_map_lookup_elem(&counters, &packet.protocol);
	if (!counter)
		return XDP_PASS;
	counter->packets++;
	counter->bytes += ctx->data_end - ctx->data;
	counter->dropped += drop;
	return drop ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
