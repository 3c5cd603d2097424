/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "runqlat.h"
#include "../../common/log2.bpf.h"

#define TASK_IS_RUNNING 0

const volatile __u32 only_pid = 0;
const volatile __u32 unit_ns = 1000;

/* Thread -> when it became runnable. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32768);
	__type(key, __u32);
	__type(value, __u64);
} waiting SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct histogram);
} latency SEC(".maps");

/* The name that this field had before Linux 5.14. */
struct task_struct___old {
	long state;
} __attribute__((preserve_access_index));

static __always_inline bool still_runnable(struct task_struct *task)
{
	struct task_struct___old *old = (void *)task;

	if (bpf_core_field_exists(task->__state))
		return BPF_CORE_READ(task, __state) == TASK_IS_RUNNING;
	return BPF_CORE_READ(old, state) == TASK_IS_RUNNING;
}

static __always_inline int enqueue(struct task_struct *task)
{
	__u32 tid = task->pid;
	__u64 now = bpf_ktime_get_ns();

	if (tid && (!only_pid || only_pid == (__u32)task->tgid))
		bpf_map_update_elem(&waiting, &tid, &now, BPF_ANY);
	return 0;
}

static __always_inline void record(__u64 wait_ns)
{
	__u32 key = 0, row = log2_u64(wait_ns / unit_ns);
	struct histogram *histogram = bpf_map_lookup_elem(&latency, &key);

	if (row >= ROW_CNT)
		row = ROW_CNT - 1;
	if (histogram)
		__sync_fetch_and_add(&histogram->rows[row], 1);
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(runqlat_wakeup, struct task_struct *task)
{
	return enqueue(task);
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(runqlat_new, struct task_struct *task)
{
	return enqueue(task);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(runqlat_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	__u32 tid = next->pid;
	__u64 *since;

	if (still_runnable(prev))
		enqueue(prev);
	since = bpf_map_lookup_elem(&waiting, &tid);
	if (!since)
		return 0;
	record(bpf_ktime_get_ns() - *since);
	bpf_map_delete_elem(&waiting, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
