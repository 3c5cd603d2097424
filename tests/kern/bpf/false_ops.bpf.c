// SPDX-License-Identifier: MIT
// A map that only claims to be of type struct_ops.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_STRUCT_OPS);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4);
} false_ops SEC(".maps");

char LICENSE[] SEC("license") = "GPL";
