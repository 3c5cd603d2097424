/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "tasks.h"

const volatile __u32 only_pid = 0;
const volatile bool with_threads = false;

/* The name that this field had before Linux 5.14. */
struct task_struct___old {
	long state;
} __attribute__((preserve_access_index));

static __always_inline __u32 state_bits(struct task_struct *task)
{
	struct task_struct___old *old = (void *)task;

	if (bpf_core_field_exists(task->__state))
		return BPF_CORE_READ(task, __state) | task->exit_state;
	return BPF_CORE_READ(old, state) | task->exit_state;
}

/* The letters of ps(1); the bits are those that the kernel itself reports in /proc. */
static __always_inline char state_letter(__u32 bits)
{
	if (bits & 0x20)
		return 'Z';
	if (bits & 0x10)
		return 'X';
	if (bits & 0x40)
		return 'P';
	if (bits & 0x08)
		return 't';
	if (bits & 0x04)
		return 'T';
	if (bits & 0x02)
		return bits & 0x400 ? 'I' : 'D'; /* TASK_NOLOAD: an idle kernel thread */
	if (bits & 0x01)
		return 'S';
	return 'R';
}

SEC("iter/task")
int tasks_dump(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct task_row row = {};

	if (!task)
		return 0;
	row.tid = task->pid;
	row.pid = task->tgid;
	if ((only_pid && only_pid != row.pid) || (!with_threads && row.tid != row.pid))
		return 0;
	row.ppid = BPF_CORE_READ(task, real_parent, tgid);
	row.start_ns = task->start_boottime;
	row.state = state_letter(state_bits(task));
	bpf_probe_read_kernel_str(row.comm, sizeof(row.comm), task->comm);
	bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
