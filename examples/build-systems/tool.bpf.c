// SPDX-License-Identifier: MIT
// One event, of whichever process is scheduled first.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "tool.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("raw_tp/sched_switch")
int on_switch(void *ctx)
{
	struct event e = { bpf_get_smp_processor_id(), bpf_get_current_pid_tgid() >> 32 };

	bpf_ringbuf_output(&events, &e, sizeof(e), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
