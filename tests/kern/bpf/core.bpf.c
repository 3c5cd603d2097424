/* SPDX-License-Identifier: MIT */
/* Every kind of CO-RE relocation that a part of the kernel's types can answer. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct task_struct___flavour {
	int pid;
	int no_such_member_at_all;
} __attribute__((preserve_access_index));

enum bpf_map_type___flavour { BPF_MAP_TYPE_RINGBUF___flavour = 1, NO_SUCH_VALUE___flavour = 2 };

__u64 sum;

SEC("raw_tp/sched_switch")
int fields(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct___flavour *mine = (void *)task;

	sum += BPF_CORE_READ(task, real_parent, tgid);
	sum += BPF_CORE_READ(task, mm, pgd) != 0;
	sum += BPF_CORE_READ(task, se.avg.load_avg);
	sum += BPF_CORE_READ(mine, pid);
	sum += bpf_core_field_exists(mine->no_such_member_at_all);
	sum += bpf_core_field_size(task->comm);
	sum += BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork);
	return 0;
}

SEC("raw_tp/sched_wakeup")
int types(void *ctx)
{
	sum += bpf_core_type_exists(struct sk_buff);
	sum += bpf_core_type_size(struct sock);
	sum += bpf_core_type_exists(u32);
	sum += bpf_core_type_size(atomic_t);
	sum += bpf_core_enum_value(enum bpf_map_type___flavour, BPF_MAP_TYPE_RINGBUF___flavour);
	sum += bpf_core_enum_value_exists(enum bpf_map_type___flavour, NO_SUCH_VALUE___flavour);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
