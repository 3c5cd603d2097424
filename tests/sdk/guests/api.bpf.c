/* SPDX-License-Identifier: MIT */
/* Something of each kind that the library handles; driven by test runs, so that it is exact. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "api.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 ro_base = 1;
__u32 data_word = 7;
__u64 bss_word;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring2 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} user_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct command);
} command SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct big);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u32);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__uint(value_size, 4);
} jumps SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

static struct command *current_command(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&command, &zero);
}

static __u32 emit_small(struct xdp_md *ctx, const struct command *c)
{
	struct small s = { 0 };
	__u32 i;

	for (i = 0; i < c->cnt && i < 1000; i++) {
		s.seq = ro_base + i;
		if (c->what == EMIT_RING)
			bpf_ringbuf_output(&ring, &s, sizeof(s), 0);
		else if (c->what == EMIT_RING2)
			bpf_ringbuf_output(&ring2, &s, sizeof(s), 0);
		else
			bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &s, sizeof(s));
	}
	return i;
}

static long take_sample(struct bpf_dynptr *sample, void *ctx)
{
	__u32 *sum = ctx, word = 0;

	bpf_dynptr_read(&word, sizeof(word), sample, 0, 0);
	*sum += word;
	return 0;
}

SEC("xdp")
int run(struct xdp_md *ctx)
{
	struct command *c = current_command();
	__u32 zero = 0, sum = 0;
	struct big *big;
	__u64 *value;
	void *map;

	if (!c)
		return 0;
	switch (c->what) {
	case EMIT_BIG:
		big = bpf_map_lookup_elem(&scratch, &zero);
		return big ? bpf_ringbuf_output(&ring, big, sizeof(*big), 0) : -1;
	case DRAIN_USER:
		bpf_user_ringbuf_drain(&user_ring, take_sample, &sum, 0);
		return sum;
	case JUMP:
		bpf_tail_call(ctx, &jumps, 0);
		return -1;
	case READ_INNER:
		map = bpf_map_lookup_elem(&outer, &zero);
		value = map ? bpf_map_lookup_elem(map, &zero) : NULL;
		return value ? *value : -1;
	case READ_DATA:
		bss_word++;
		return ro_base * 10000 + data_word * 100 + bss_word;
	default:
		return emit_small(ctx, c);
	}
}

SEC("xdp")
int jumped(struct xdp_md *ctx)
{
	return 4242;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tc")
int filter(struct __sk_buff *skb)
{
	return -1;
}

SEC("cgroup/sock_create")
int sock_create(struct bpf_sock *sk)
{
	return 1;
}

SEC("iter/task")
int tasks(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;

	if (ctx->meta->seq_num == 0)
		bpf_seq_write(seq, "first\n", 6);
	return 0;
}

SEC("iter/bpf_map_elem")
int elems(struct bpf_iter__bpf_map_elem *ctx)
{
	if (ctx->key && ctx->value)
		bpf_seq_write(ctx->meta->seq, "e", 1);
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int traced(void *ctx)
{
	return 0;
}

SEC("?raw_tp/no_such_point")
int nowhere(void *ctx)
{
	return 0;
}

SEC("?raw_tp/sys_enter")
int refused(void *ctx)
{
	return *(volatile int *)(long)bpf_get_prandom_u32();
}
