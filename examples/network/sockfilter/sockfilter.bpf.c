/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "sockfilter.h"
#include "../../common/flow.bpf.h"
#include "../../common/ring.bpf.h"

#define PACKET_OUTGOING 4

const volatile __u32 only_protocol = 0;
const volatile __u16 only_port = 0;

static __always_inline bool wanted(const struct flow *flow)
{
	if (only_protocol && only_protocol != flow->protocol)
		return false;
	return !only_port || only_port == flow->src_port || only_port == flow->dst_port;
}

/* Keeps no byte of the packet: the socket's own queue stays empty. */
SEC("socket")
int sockfilter_see(struct __sk_buff *skb)
{
	struct flow flow = {};
	struct event *e;

	flow.direction = skb->pkt_type == PACKET_OUTGOING ? FLOW_OUT : FLOW_IN;
	if (flow_read(skb, &flow) || !wanted(&flow))
		return 0;
	e = RESERVE_EVENT(struct event);
	if (!e)
		return 0;
	e->flow = flow;
	e->bytes = skb->len;
	e->pad = 0;
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
