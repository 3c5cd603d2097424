// SPDX-License-Identifier: MIT
/* Fills the buffers on demand, so that only draining is measured. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "events.h"

char LICENSE[] SEC("license") = "GPL";

volatile __u64 counter, drained;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4 << 20);
} user_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, __u64);
} hash SEC(".maps");

static long emit_one(__u32 i, void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 1;
	e->seq = i;
	e->when = 1;
	e->pid = 2;
	e->kind = 3;
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("syscall")
int emit(__u32 *cnt)
{
	bpf_loop(*cnt, emit_one, NULL, 0);
	return 0;
}

/* Perf samples need a program type with a context to write from. */
SEC("raw_tp")
int emit_perf(void *ctx)
{
	struct event e = { .when = 1, .pid = 2, .kind = 3 };

	for (int i = 0; i < 1000; i++) {
		e.seq = i;
		bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &e, sizeof(e));
	}
	return 0;
}

static long drain_one(struct bpf_dynptr *dynptr, void *ctx)
{
	drained++;
	return 0;
}

SEC("syscall")
int drain(void *ctx)
{
	for (int i = 0; i < 2; i++)
		bpf_user_ringbuf_drain(&user_ring, drain_one, NULL, BPF_RB_NO_WAKEUP);
	return 0;
}
