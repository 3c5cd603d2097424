/* SPDX-License-Identifier: MIT */
/* What this kernel and these privileges allow, by trying. */
#ifndef WBPF_KERN_FEATURES_H
#define WBPF_KERN_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kern_feature {
	const char *group; /* "privilege", "kernel", "program type", "map type", "attach" */
	const char *name;  /* "CAP_BPF", "vmlinux BTF", "kprobe", "ringbuf", ... */
	bool available;
	char why[160]; /* when not: what is missing ("no CAP_BPF", "needs Linux 6.9", kernel's words) */
	const char *since; /* least kernel, "5.8", or NULL */
};

/* Calls fn for each feature in a fixed order; stops when it returns false. */
void kern_features(bool (*fn)(void *ctx, const struct kern_feature *f), void *ctx);
/* The reason in one clause why loading or attaching with EPERM fails for this process ("needs
 * CAP_BPF", "the kernel is locked down (confidentiality)", ...); NULL: none found. */
const char *kern_missing_privilege(char *buf, size_t size);
/* The same for programs of one type (enum bpf_prog_type). */
const char *kern_missing_privilege_of(uint32_t prog_type, char *buf, size_t size);
/* Why tracepoints are not found by name, though they may exist; NULL: that is not the reason. */
const char *kern_missing_tracefs(char *buf, size_t size);

#endif
