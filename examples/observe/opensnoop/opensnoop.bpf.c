/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "opensnoop.h"

const volatile __u32 only_pid = 0;
const volatile bool only_failed = false;
const volatile char only_comm[COMM_SIZE] = "";

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

/* Thread -> address of the path, between entry and exit of its call. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} calls SEC(".maps");

static __always_inline bool comm_wanted(void)
{
	char comm[COMM_SIZE] = {};

	if (!only_comm[0])
		return true;
	bpf_get_current_comm(comm, sizeof(comm));
	for (int i = 0; i < COMM_SIZE; i++) {
		if (comm[i] != only_comm[i])
			return false;
		if (!comm[i])
			break;
	}
	return true;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int opensnoop_enter(struct trace_event_raw_sys_enter *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u64 path = ctx->args[1];
	__u32 tid = id;

	if (only_pid && only_pid != id >> 32)
		return 0;
	if (comm_wanted())
		bpf_map_update_elem(&calls, &tid, &path, BPF_ANY);
	return 0;
}

static __always_inline void send(void *ctx, __u32 pid, __s32 result, __u64 path)
{
	struct event e = { .pid = pid, .result = result };
	long bytes;

	bpf_get_current_comm(e.comm, sizeof(e.comm));
	bytes = bpf_probe_read_user_str(e.path, sizeof(e.path), (const void *)path);
	if (bytes < 1)
		bytes = 1;
	if (bytes > PATH_SIZE)
		bytes = PATH_SIZE;
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e,
			      __builtin_offsetof(struct event, path) + bytes);
}

/* The path is read at the end: by now the kernel has brought its page into memory. */
SEC("tracepoint/syscalls/sys_exit_openat")
int opensnoop_exit(struct trace_event_raw_sys_exit *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 tid = id;
	__u64 *path = bpf_map_lookup_elem(&calls, &tid);

	if (!path)
		return 0;
	if (!only_failed || ctx->ret < 0)
		send(ctx, id >> 32, ctx->ret, *path);
	bpf_map_delete_elem(&calls, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
