/* SPDX-License-Identifier: MIT */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "ufunc.h"
#include "../../common/log2.bpf.h"

/* Thread -> when it entered the function; a recursive call starts the clock anew. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} entered SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRY_CNT);
	__type(key, __u32);
	__type(value, struct stats);
} processes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct histogram);
} latency SEC(".maps");

static __always_inline struct stats *find(__u32 pid)
{
	struct stats *stats = bpf_map_lookup_elem(&processes, &pid);
	struct stats fresh = {};

	if (stats)
		return stats;
	bpf_get_current_comm(fresh.comm, sizeof(fresh.comm));
	bpf_map_update_elem(&processes, &pid, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&processes, &pid);
}

static __always_inline void record(__u64 duration_ns)
{
	__u32 key = 0, row = log2_u64(duration_ns);
	struct histogram *histogram = bpf_map_lookup_elem(&latency, &key);

	if (row >= ROW_CNT)
		row = ROW_CNT - 1;
	if (histogram)
		__sync_fetch_and_add(&histogram->rows[row], 1);
}

SEC("uprobe")
int ufunc_enter(void *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();
	struct stats *stats = find(id >> 32);
	__u32 tid = id;

	if (stats)
		__sync_fetch_and_add(&stats->calls, 1);
	bpf_map_update_elem(&entered, &tid, &now, BPF_ANY);
	return 0;
}

SEC("uretprobe")
int ufunc_return(void *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();
	__u32 pid = id >> 32, tid = id;
	__u64 *since = bpf_map_lookup_elem(&entered, &tid);
	struct stats *stats = bpf_map_lookup_elem(&processes, &pid);

	if (!since || !stats)
		return 0;
	__sync_fetch_and_add(&stats->returns, 1);
	__sync_fetch_and_add(&stats->total_ns, now - *since);
	record(now - *since);
	bpf_map_delete_elem(&entered, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
