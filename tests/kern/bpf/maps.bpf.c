// SPDX-License-Identifier: MIT
// One map of each kind that tests use, and a program that is only ever run by test_run.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} array SEC(".maps");

/* 5 bytes: the kernel rounds each CPU's value up to 8. */
struct five {
	__u8 bytes[5];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct five);
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u32);
} queue SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = { .values = { &first } };

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} tail SEC(".maps");

const volatile __u32 factor = 2;
__u32 calls;

SEC("socket")
int twice(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&calls, 1);
	return skb->len * factor;
}

SEC("socket")
int unused(struct __sk_buff *skb)
{
	__u32 zero = 0, *v, *inner;

	bpf_tail_call(skb, &tail, 0);
	inner = bpf_map_lookup_elem(&outer, &zero);
	v = inner ? bpf_map_lookup_elem(inner, &zero) : 0;
	bpf_map_lookup_elem(&hash, &zero);
	bpf_map_lookup_elem(&array, &zero);
	bpf_map_lookup_elem(&percpu, &zero);
	bpf_map_push_elem(&queue, &zero, 0);
	return v ? *v : 0;
}

char LICENSE[] SEC("license") = "GPL";
