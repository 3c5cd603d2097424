/* SPDX-License-Identifier: MIT */
/* A struct_ops map. */
#include "kernel.h"

#include <bpf/bpf_helpers.h>

struct sock;
struct module;

struct tcp_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*init)(struct sock *sk);
	unsigned long flags;
	char name[16];
	struct module *owner;
	unsigned char tail;
};

SEC("struct_ops")
__u32 ssthresh(unsigned long long *ctx)
{
	return ctx[0] != 0;
}

SEC(".struct_ops")
struct tcp_ops cc = { .ssthresh = (void *)ssthresh, .name = "cc" };

char LICENSE[] SEC("license") = "GPL";
