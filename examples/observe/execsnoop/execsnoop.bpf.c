/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "execsnoop.h"

#define RING_BYTES (4 << 20)
#include "../../common/ring.bpf.h"

#define ANY_UID ((__u32)-1)

const volatile __u32 only_uid = ANY_UID;

static __always_inline void read_args(struct event *e, struct task_struct *task)
{
	__u64 start = BPF_CORE_READ(task, mm, arg_start);
	__u64 bytes = BPF_CORE_READ(task, mm, arg_end) - start;

	e->args_bytes = bytes;
	if (bytes > ARGS_SIZE)
		bytes = ARGS_SIZE;
	if (bpf_probe_read_user(e->args, bytes, (const void *)start))
		e->args_bytes = 0;
}

/* At this point the new program is in place, and none of its instructions has run yet. */
SEC("tracepoint/sched/sched_process_exec")
int execsnoop_exec(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u32 uid = bpf_get_current_uid_gid();
	struct event *e;

	if (only_uid != ANY_UID && only_uid != uid)
		return 0;
	e = RESERVE_EVENT(struct event);
	if (!e)
		return 0;
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	e->uid = uid;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	read_args(e, task);
	bpf_ringbuf_submit(e, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
