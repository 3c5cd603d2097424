/* SPDX-License-Identifier: MIT */
/* The verifier refuses this one: a store through what is no pointer. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define NAME2(name, tag) name##tag
#define NAME1(name, tag) NAME2(name, tag)
#define NAME(name)	 NAME1(name, TAG)

SEC("raw_tp/sched_switch")
int NAME(bad)(void *ctx)
{
	*(volatile int *)(bpf_ktime_get_ns() & 0xffff) = 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
