// SPDX-License-Identifier: MIT
// Refused for another reason than reject.bpf.c.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("socket")
int beyond(struct __sk_buff *skb)
{
	return *(volatile __u32 *)((void *)skb + 4096);
}

char LICENSE[] SEC("license") = "GPL";
