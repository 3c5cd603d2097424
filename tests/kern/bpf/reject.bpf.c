// SPDX-License-Identifier: MIT
// A program that the verifier refuses, beside one that it takes and a map.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} kept SEC(".maps");

SEC("socket")
int good(struct __sk_buff *skb)
{
	__u32 zero = 0, *v = bpf_map_lookup_elem(&kept, &zero);

	return v ? *v : 0;
}

SEC("socket")
int bad(struct __sk_buff *skb)
{
	__u32 zero = 0, *v = bpf_map_lookup_elem(&kept, &zero);

	return *v; /* never checked for NULL */
}

char LICENSE[] SEC("license") = "GPL";
