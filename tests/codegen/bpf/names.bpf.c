/* SPDX-License-Identifier: MIT */
/* Names that C, C++ or a skeleton's own struct do not take as they are, and an arena. */
#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "types.h"

enum { BPF_MAP_TYPE_ARENA = 33, BPF_F_MMAPABLE = 1024 };

int new, class, this;
struct {
	int namespace;
	struct {
		int delete;
	} operator;
} template;
int truth asm("bool");
int dotted asm("dotted.llvm.123");
int one SEC(".data.x.y") = 1;
int other SEC(".data.x_y") = 1;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct event);
} virtual SEC(".maps"), bss SEC(".maps"), renamed asm("a.b") SEC(".maps"), a_b SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
} pages SEC(".maps");

#define __arena __attribute__((address_space(1)))
long __arena shared;
void __arena *__arena head;

SEC("raw_tp/sched_switch")
int catch (void *ctx)
{
	new ++;
	return (long)&pages != 0;
}

char LICENSE[] SEC("license") = "GPL";
