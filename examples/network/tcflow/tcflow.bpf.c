/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "tcflow.h"
#include "../../common/flow.bpf.h"

#define TC_ACT_UNSPEC -1 /* whatever the filters after this one say */

/* The kernel drops the flows that were used least recently. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, FLOW_CNT);
	__type(key, struct flow);
	__type(value, struct traffic);
} flows SEC(".maps");

static __always_inline int account(const struct __sk_buff *skb, __u8 direction)
{
	struct flow flow = { .direction = direction };
	struct traffic fresh = { .packets = 1, .bytes = skb->len };
	struct traffic *traffic;

	if (flow_read(skb, &flow))
		return TC_ACT_UNSPEC;
	if (!bpf_map_update_elem(&flows, &flow, &fresh, BPF_NOEXIST))
		return TC_ACT_UNSPEC;
	traffic = bpf_map_lookup_elem(&flows, &flow);
	if (traffic) {
		__sync_fetch_and_add(&traffic->packets, 1);
		__sync_fetch_and_add(&traffic->bytes, skb->len);
	}
	return TC_ACT_UNSPEC;
}

SEC("tc")
int tcflow_in(struct __sk_buff *skb)
{
	return account(skb, FLOW_IN);
}

SEC("tc")
int tcflow_out(struct __sk_buff *skb)
{
	return account(skb, FLOW_OUT);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
