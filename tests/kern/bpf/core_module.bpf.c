/* SPDX-License-Identifier: MIT */
/* A type that the kernel has not: one of its modules might. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct no_such_type_of_any_module {
	int x;
} __attribute__((preserve_access_index));

__u64 sum;

SEC("raw_tp/sched_switch")
int absent(void *ctx)
{
	sum = bpf_core_type_exists(struct no_such_type_of_any_module);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
