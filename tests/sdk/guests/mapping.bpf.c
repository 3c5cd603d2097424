// SPDX-License-Identifier: MIT
/* Run by the guest itself with bpf_prog_test_run: nothing depends on what else the system does. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "mapping.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 factor = 1;
volatile __u64 seq, refused, drained_sum, drained_cnt;
volatile __u64 seed = 5;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16384);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} user_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 600);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} plain SEC(".maps");

static long emit_one(__u32 i, void *ctx)
{
	struct emit_args *args = ctx;
	struct record *r = bpf_ringbuf_reserve(&ring, sizeof(*r), 0);
	__u32 key = 599;
	__u64 *slot = bpf_map_lookup_elem(&table, &key);

	if (!r) {
		refused++;
		return 1;
	}
	r->seq = ++seq;
	r->twice = r->seq * factor;
	if (slot)
		*slot = r->seq;
	if (args->discard_every && (i + 1) % args->discard_every == 0)
		bpf_ringbuf_discard(r, 0);
	else
		bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("syscall")
int emit(struct emit_args *args)
{
	struct emit_args copy = { args->count, args->discard_every };

	bpf_loop(copy.count, emit_one, &copy, 0);
	return (int)seed;
}

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

SEC("raw_tp")
int emit_perf(void *ctx)
{
	struct record r = {};

	for (int i = 0; i < 60; i++) {
		r.seq = ++seq;
		r.twice = 2 * r.seq;
		bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &r, sizeof(r));
	}
	return 0;
}

static long drain_one(struct bpf_dynptr *dynptr, void *ctx)
{
	__u32 value = 0;

	if (!bpf_dynptr_read(&value, sizeof(value), dynptr, 0, 0))
		drained_sum += value;
	drained_cnt++;
	return 0;
}

SEC("syscall")
int drain(void *ctx)
{
	return (int)bpf_user_ringbuf_drain(&user_ring, drain_one, NULL, BPF_RB_NO_WAKEUP);
}
