/* SPDX-License-Identifier: MIT */
/* What this process may do; private to this directory. */
#ifndef WBPF_KERN_PRIVILEGE_H
#define WBPF_KERN_PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>

/* In the effective set of the calling thread? CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON. */
bool kern_has_cap(int cap);
bool kern_in_initial_userns(void);
/* "integrity" or "confidentiality" when locked down; false: not locked down or unknown. */
bool kern_lockdown(char *mode, size_t size);
/* First line of a small file such as a sysctl, without newline; false: not readable. */
bool kern_read_line(const char *path, char *buf, size_t size);
/* 0x050f00 for 5.15. */
unsigned kern_version(void);

#endif
