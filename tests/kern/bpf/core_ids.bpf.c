/* SPDX-License-Identifier: MIT */
/* The id of a kernel type: right only in all types of the kernel. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

__u64 id;

SEC("raw_tp/sched_switch")
int ids(void *ctx)
{
	id = bpf_core_type_id_kernel(struct task_struct);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
