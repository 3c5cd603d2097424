// SPDX-License-Identifier: MIT
// Fills rings on demand: test_run of a syscall program, whose context says how.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct order {
	__u32 cnt;	/* records */
	__u32 size;	/* bytes of each, 8..256 */
	__u32 first;	/* number of the first */
	__u32 discard;	/* every n-th is discarded; 0: none */
	__u32 failed;	/* out: reservations that failed */
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring_a SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8192);
} ring_b SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} from_user SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u8[256]);
} scratch SEC(".maps");

__u64 drained_sum;
__u32 drained_cnt;

static __always_inline int fill(void *ring, struct order *o)
{
	__u32 i;

	bpf_for(i, 0, o->cnt) {
		__u32 *r = bpf_ringbuf_reserve(ring, 16, 0);

		if (!r) {
			o->failed++;
			continue;
		}
		r[0] = o->first + i;
		r[1] = r[2] = r[3] = ~r[0];
		if (o->discard && i % o->discard == 0)
			bpf_ringbuf_discard(r, 0);
		else
			bpf_ringbuf_submit(r, 0);
	}
	return 0;
}

SEC("syscall")
int fill_a(struct order *o)
{
	return fill(&ring_a, o);
}

SEC("syscall")
int fill_b(struct order *o)
{
	return fill(&ring_b, o);
}

/* Records of varying length, so that they wrap at every place. */
SEC("syscall")
int output_a(struct order *o)
{
	__u32 zero = 0, i, *buf = bpf_map_lookup_elem(&scratch, &zero);

	if (!buf)
		return 1;
	bpf_for(i, 0, o->cnt) {
		__u32 size = o->size & 255;

		buf[0] = o->first + i;
		if (size < 8)
			return 1;
		if (bpf_ringbuf_output(&ring_a, buf, size, 0))
			o->failed++;
	}
	return 0;
}

SEC("raw_tp")
int output_perf(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 zero = 0, i, *buf = bpf_map_lookup_elem(&scratch, &zero);
	__u32 cnt = ctx->args[0], first = ctx->args[1], size = ctx->args[2] & 255;

	if (!buf || size < 8)
		return 1;
	bpf_for(i, 0, cnt) {
		buf[0] = first + i;
		bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, buf, size);
	}
	return 0;
}

static long on_user_record(struct bpf_dynptr *record, void *ctx)
{
	__u32 v;

	if (bpf_dynptr_read(&v, sizeof(v), record, 0, 0))
		return 1;
	drained_sum += v;
	drained_cnt++;
	return 0;
}

SEC("syscall")
int drain(void *ctx)
{
	bpf_user_ringbuf_drain(&from_user, on_user_record, 0, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
