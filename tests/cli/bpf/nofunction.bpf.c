/* SPDX-License-Identifier: MIT */
/* Wants a kernel function that does not exist, found by BTF at load. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define NAME2(name, tag) name##tag
#define NAME1(name, tag) NAME2(name, tag)
#define NAME(name)	 NAME1(name, TAG)

SEC("fentry/no_such_function")
int NAME(fe)(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
