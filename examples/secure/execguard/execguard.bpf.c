/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "execguard.h"
#include "../../common/ring.bpf.h"

#define SIGKILL 9

/* Rules for whole paths and path prefixes; the longest one that fits decides. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, RULE_CNT);
	__type(key, struct rule_key);
	__type(value, __u32);
} paths SEC(".maps");

/* Rules for a file name in any directory. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, RULE_CNT);
	__type(key, struct rule_name);
	__type(value, __u32);
} names SEC(".maps");

/* Too large for the stack. */
struct scratch {
	struct rule_key path;
	struct rule_name tail; /* the last bytes of the path */
	struct rule_name name;
	__u32 name_offset; /* in tail */
};

#define SCRATCH_USED 0
#define SCRATCH_ZERO 1 /* nobody writes there */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct scratch);
} scratch SEC(".maps");

static __always_inline struct scratch *clean_scratch(void)
{
	__u32 used = SCRATCH_USED, zero = SCRATCH_ZERO;
	struct scratch *s = bpf_map_lookup_elem(&scratch, &used);
	struct scratch *zeros = bpf_map_lookup_elem(&scratch, &zero);

	if (!s || !zeros || bpf_probe_read_kernel(s, sizeof(*s), zeros))
		return NULL;
	return s;
}

/* The offset stays in memory: in a register it would be one more state to verify per byte. */
static __always_inline void read_name(struct scratch *s)
{
	for (__u32 i = 0; i < PATH_SIZE - 1; i++) {
		if (!s->tail.text[i])
			break;
		if (s->tail.text[i] == '/')
			s->name_offset = i + 1;
	}
	bpf_probe_read_kernel_str(s->name.text, PATH_SIZE,
				  s->tail.text + (s->name_offset & (PATH_SIZE - 1)));
}

static __always_inline __u32 decide(struct scratch *s)
{
	__u32 *action;

	s->path.bits = PATH_SIZE * 8;
	action = bpf_map_lookup_elem(&paths, &s->path);
	if (action)
		return *action;
	read_name(s);
	action = bpf_map_lookup_elem(&names, &s->name);
	return action ? *action : ACTION_ALLOW;
}

static __always_inline void report(const struct scratch *s, __u32 hook, __u32 action)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct event *e = RESERVE_EVENT(struct event);

	if (!e)
		return;
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	e->uid = bpf_get_current_uid_gid();
	e->action = action;
	e->hook = hook;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	__builtin_memcpy(e->path, s->path.path, PATH_SIZE);
	bpf_ringbuf_submit(e, 0);
}

/* Init is spared: without it the machine goes down. */
static __always_inline int judge(const struct scratch *s, __u32 hook, __u32 action)
{
	if (action == ACTION_ALLOW)
		return 0;
	if (action == ACTION_KILL && (bpf_get_current_pid_tgid() >> 32) == 1)
		action = ACTION_LOG;
	if (action == ACTION_KILL)
		bpf_send_signal(SIGKILL);
	report(s, hook, action);
	return 0;
}

/*
 * The path is the kernel's own copy, and none of the new program's instructions has run. However
 * long it is, its tail is looked at: a detour of many directories hides no name.
 */
SEC("tracepoint/sched/sched_process_exec")
int execguard_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	const char *path = (void *)ctx + (ctx->__data_loc_filename & 0xffff);
	__u32 size = ctx->__data_loc_filename >> 16;
	struct scratch *s = clean_scratch();

	if (!s)
		return 0;
	bpf_probe_read_kernel_str(s->path.path, PATH_SIZE, path);
	if (size > PATH_SIZE)
		path += size - PATH_SIZE;
	bpf_probe_read_kernel_str(s->tail.text, PATH_SIZE, path);
	return judge(s, HOOK_EXEC, decide(s));
}

/*
 * Watches, but is no wall: the path is the caller's text, relative or through links as it likes,
 * and a second thread may change it after this look.
 */
SEC("tracepoint/syscalls/sys_enter_openat")
int execguard_open(struct trace_event_raw_sys_enter *ctx)
{
	struct scratch *s = clean_scratch();

	if (!s || bpf_probe_read_user_str(s->path.path, PATH_SIZE, (void *)ctx->args[1]) < 0)
		return 0;
	bpf_probe_read_kernel_str(s->tail.text, PATH_SIZE, s->path.path);
	return judge(s, HOOK_OPEN, decide(s));
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
