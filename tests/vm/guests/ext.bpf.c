// SPDX-License-Identifier: MIT
// Takes the place of a function of kinds.bpf.c.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "kinds.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HIT_CNT);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

SEC("freplace/replaced")
int replacement(struct xdp_md *ctx)
{
	__u32 i = HIT_FREPLACE;
	__u64 *n = bpf_map_lookup_elem(&hits, &i);

	if (n)
		__sync_fetch_and_add(n, 1);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
