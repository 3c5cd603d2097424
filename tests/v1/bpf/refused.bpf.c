/* SPDX-License-Identifier: MIT */
/* Reads behind a pointer that may be NULL: the verifier refuses it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

SEC("tp/syscalls/sys_enter_kill")
int v1_refused(void *ctx)
{
	__u32 key = 0;
	__u64 *number = bpf_map_lookup_elem(&numbers, &key);

	return (int)*number;
}

char LICENSE[] SEC("license") = "GPL";
