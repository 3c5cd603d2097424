// SPDX-License-Identifier: MIT
// Reads what the guest sends.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "kinds.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, HIT_CNT);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} from_guest SEC(".maps");

static long on_record(struct bpf_dynptr *dynptr, void *ctx)
{
	__u32 i = HIT_USER_RING;
	__u64 *sum = bpf_map_lookup_elem(&hits, &i), n;

	if (sum && !bpf_dynptr_read(&n, sizeof(n), dynptr, 0, 0))
		__sync_fetch_and_add(sum, n);
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_user_ring(void *ctx)
{
	bpf_user_ringbuf_drain(&from_guest, on_record, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
