/* SPDX-License-Identifier: MIT */
/* One variable per section, so that no compiler may order them otherwise. */
#include "kernel.h"
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "types.h"

const volatile struct {
	bool on;
	long limit;
	struct event last;
} options = { .on = true };

struct {
	char name[16];
	union {
		void *pointer;
		unsigned int half;
	};
	unsigned int low : 3, high : 5;
	long history[2][3];
} seen;

int counter SEC(".data.custom") = 1;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("raw_tp/sched_switch")
int on_switch(void *ctx)
{
	seen.low++;
	return options.on;
}

char LICENSE[] SEC("license") = "GPL";
