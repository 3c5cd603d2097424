/* SPDX-License-Identifier: MIT */
/* Each kill(target, 0) makes a record in two ring buffers and a perf buffer, numbered from 0. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct record {
	__u64 number;
	char text[48];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} settings SEC(".maps"); /* 0: the target; 1: the next number */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} events2 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 12);
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
} progs SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

static int matches(int pid, int sig)
{
	__u32 key = 0;
	__u64 *target = bpf_map_lookup_elem(&settings, &key);

	return target && sig == 0 && *target == (__u64)pid;
}

SEC("tp/syscalls/sys_enter_kill")
int v1_kills(struct trace_event_raw_sys_enter *ctx)
{
	struct record rec = { .text = "a record of the first buffer" };
	__u32 key = 1;
	__u64 *next = bpf_map_lookup_elem(&settings, &key);

	if (!next || !matches((int)ctx->args[0], (int)ctx->args[1]))
		return 0;
	rec.number = __sync_fetch_and_add(next, 1);
	bpf_ringbuf_output(&events, &rec, sizeof(rec), 0);
	rec.text[0] = 'A';
	bpf_ringbuf_output(&events2, &rec, sizeof(rec), BPF_RB_NO_WAKEUP);
	rec.text[0] = 'p';
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &rec, sizeof(rec));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
