/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "profile.h"

const volatile __u32 only_pid = 0;
const volatile bool with_idle = false;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRY_CNT);
	__type(key, struct sample_key);
	__type(value, struct sample_count);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

static __always_inline struct sample_count *find(const struct sample_key *key)
{
	struct sample_count zero = {};
	struct sample_count *count = bpf_map_lookup_elem(&samples, key);

	if (count)
		return count;
	bpf_map_update_elem(&samples, key, &zero, BPF_NOEXIST);
	return bpf_map_lookup_elem(&samples, key);
}

static __always_inline void count_lost(void)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&lost, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
}

/* The kernel has the upper half of the address space. */
static __always_inline bool in_kernel(struct bpf_perf_event_data *ctx)
{
	return (__s64)PT_REGS_IP(&ctx->regs) < 0;
}

SEC("perf_event")
int profile_sample(struct bpf_perf_event_data *ctx)
{
	struct sample_key key = { .pid = bpf_get_current_pid_tgid() >> 32 };
	struct sample_count *count;

	if ((only_pid && only_pid != key.pid) || (!key.pid && !with_idle))
		return 0;
	key.cpu = bpf_get_smp_processor_id();
	bpf_get_current_comm(key.comm, sizeof(key.comm));
	count = find(&key);
	if (!count)
		count_lost();
	else if (in_kernel(ctx))
		__sync_fetch_and_add(&count->kernel, 1);
	else
		__sync_fetch_and_add(&count->user, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
