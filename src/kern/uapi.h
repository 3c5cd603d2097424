/* SPDX-License-Identifier: MIT */
/*
 * Numbers of <linux/bpf.h> that the headers of an older distribution lack. Under our own names, so
 * that either header will do.
 */
#ifndef WBPF_KERN_UAPI_H
#define WBPF_KERN_UAPI_H

enum {
	KERN_MAP_CGRP_STORAGE = 32,
	KERN_MAP_ARENA = 33,
	KERN_PROG_NETFILTER = 32,

	KERN_AT_STRUCT_OPS = 44,
	KERN_AT_NETFILTER = 45,
	KERN_AT_TCX_INGRESS = 46,
	KERN_AT_TCX_EGRESS = 47,
	KERN_AT_UPROBE_MULTI = 48,
	KERN_AT_NETKIT_PRIMARY = 54,
	KERN_AT_NETKIT_PEER = 55,
	KERN_AT_KPROBE_SESSION = 56,
	KERN_AT_UPROBE_SESSION = 57,

	KERN_F_LINK = 1 << 13,	       /* BPF_F_LINK */
	KERN_F_RB_OVERWRITE = 1 << 19, /* BPF_F_RB_OVERWRITE */
};

#endif
