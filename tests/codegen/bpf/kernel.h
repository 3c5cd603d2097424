/* SPDX-License-Identifier: MIT */
/* What bpf_helpers.h needs of the kernel's headers: these objects are the same everywhere. */
#ifndef KERNEL_H
#define KERNEL_H

typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_RINGBUF = 27 };

#endif
