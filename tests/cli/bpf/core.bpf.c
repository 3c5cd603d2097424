/* SPDX-License-Identifier: MIT */
/* Needs the kernel's BTF for a CO-RE relocation. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define NAME2(name, tag) name##tag
#define NAME1(name, tag) NAME2(name, tag)
#define NAME(name)	 NAME1(name, TAG)

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

SEC("raw_tp/sched_switch")
int NAME(core)(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, tgid);
}

char LICENSE[] SEC("license") = "GPL";
