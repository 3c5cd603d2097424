/* SPDX-License-Identifier: MIT */
/* What the programs, their guest and the poker agree on. */
#ifndef KINDS_H
#define KINDS_H

/* The poker ends each of its rounds with sched_get_priority_max(POKER_MARK). */
#define POKER_MARK	0x7762
#define POKER_COMM	"vm-poker"
#define POKER_CC_PLAIN	"vm_plain"
#define POKER_CC_LINKED "vm_linked"

/* One counter for each program. */
enum hit {
	HIT_ROUND,
	HIT_KPROBE,
	HIT_KRETPROBE,
	HIT_KSYSCALL,
	HIT_KRETSYSCALL,
	HIT_KPROBE_MULTI,
	HIT_KPROBE_SESSION,
	HIT_KPROBE_SESSION_RETURN,
	HIT_FENTRY,
	HIT_FEXIT,
	HIT_FMOD_RET,
	HIT_TP_BTF,
	HIT_LSM,
	HIT_LSM_SLEEPABLE,
	HIT_LSM_CGROUP,
	HIT_XDP,
	HIT_XDP_SECOND,
	HIT_FREPLACE,
	HIT_RAW_TP,
	HIT_TRACEPOINT,
	HIT_UPROBE,
	HIT_URETPROBE,
	HIT_UPROBE_SLEEPABLE,
	HIT_UPROBE_MULTI,
	HIT_USDT,
	HIT_PERF_EVENT,
	HIT_CGROUP_SKB,
	HIT_CGROUP_SOCK,
	HIT_CGROUP_CONNECT,
	HIT_CGROUP_BIND,
	HIT_CGROUP_SENDMSG,
	HIT_CGROUP_SOCKOPT,
	HIT_CGROUP_SYSCTL,
	HIT_CGROUP_DEVICE,
	HIT_SOCK_OPS,
	HIT_SK_LOOKUP,
	HIT_FLOW_DISSECTOR,
	HIT_SOCKET_FILTER,
	HIT_SK_MSG,
	HIT_SK_SKB,
	HIT_TC,
	HIT_TCX,
	HIT_NETFILTER,
	HIT_CC_PLAIN,
	HIT_CC_LINKED,
	HIT_USER_RING,
	HIT_RING,
	HIT_PERF_BUFFER,
	HIT_CNT,
};

/* The record of the ring and perf buffers. */
struct poke {
	unsigned long long cookie;
	char comm[16];
};

#endif
