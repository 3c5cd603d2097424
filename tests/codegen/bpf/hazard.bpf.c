/* SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "hazard.h"

struct report last;

SEC("raw_tp/sched_switch")
int on_switch(void *ctx)
{
	return last.pid;
}

char LICENSE[] SEC("license") = "GPL";
