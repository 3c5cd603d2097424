/* SPDX-License-Identifier: MIT */
/* Kernel structs of which a little is read. */
#include "kernel.h"
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct big_part {
	long before[100];
	union {
		int deep;
		char other;
	};
};
struct big {
	char unread[1000];
	struct big_part parts[3];
	struct big *next;
	struct unread_behind {
		int never;
	} *behind;
	int last;
};
#pragma clang attribute pop

struct counted {
	__u64 cnt;
	struct event last;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct counted);
} counts SEC(".maps");

SEC("raw_tp/sched_switch")
int read_big(unsigned long long *ctx)
{
	struct big *b = (void *)ctx[0];

	return b->parts[1].deep + b->last + b->next->last;
}

char LICENSE[] SEC("license") = "GPL";
