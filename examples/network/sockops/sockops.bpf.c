/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "sockops.h"
#include "../../common/ring.bpf.h"

#define AF_INET6 10

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, COUNT_CNT);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

static __always_inline void count(__u32 row, __u64 value)
{
	__u64 *counter = bpf_map_lookup_elem(&counters, &row);

	if (counter)
		__sync_fetch_and_add(counter, value);
}

static __always_inline void read_addresses(struct bpf_sock_ops *ops, struct event *e)
{
	__u32 *local = (__u32 *)e->local, *remote = (__u32 *)e->remote;

	e->family = ops->family == AF_INET6 ? 6 : 4;
	if (e->family == 4) {
		local[0] = ops->local_ip4;
		remote[0] = ops->remote_ip4;
		return;
	}
	local[0] = ops->local_ip6[0];
	local[1] = ops->local_ip6[1];
	local[2] = ops->local_ip6[2];
	local[3] = ops->local_ip6[3];
	remote[0] = ops->remote_ip6[0];
	remote[1] = ops->remote_ip6[1];
	remote[2] = ops->remote_ip6[2];
	remote[3] = ops->remote_ip6[3];
}

static __always_inline void established(struct bpf_sock_ops *ops, bool active)
{
	struct event *e;

	count(active ? COUNT_ACTIVE : COUNT_PASSIVE, 1);
	bpf_sock_ops_cb_flags_set(ops, BPF_SOCK_OPS_STATE_CB_FLAG | BPF_SOCK_OPS_RTT_CB_FLAG);
	e = RESERVE_EVENT(struct event);
	if (!e)
		return;
	__builtin_memset(e, 0, sizeof(*e));
	read_addresses(ops, e);
	e->local_port = ops->local_port;
	e->remote_port = bpf_ntohl(ops->remote_port);
	e->rtt_us = ops->srtt_us >> 3;
	e->active = active;
	bpf_ringbuf_submit(e, 0);
}

SEC("sockops")
int sockops_event(struct bpf_sock_ops *ops)
{
	switch (ops->op) {
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		established(ops, true);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		established(ops, false);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		if (ops->args[1] == BPF_TCP_CLOSE)
			count(COUNT_CLOSED, 1);
		break;
	case BPF_SOCK_OPS_RTT_CB:
		count(COUNT_RTT, 1);
		count(COUNT_RTT_TOTAL_US, ops->srtt_us >> 3);
		break;
	}
	return 1;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
