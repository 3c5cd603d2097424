/* SPDX-License-Identifier: MIT */
/* Over bpf/attach.bpf.c. */
#ifndef WBPF_TESTS_KERN_HITS_H
#define WBPF_TESTS_KERN_HITS_H

#include "kern/kern.h"

/* How often the program with that number ran, and the cookie that it saw. */
uint64_t test_hits(struct kern_object *obj, uint32_t index);
uint64_t test_cookie(struct kern_object *obj, uint32_t index);
/* Fails the test when the program cannot be attached. */
struct kern_link *test_attach(struct kern_object *obj, const char *prog,
			      struct kern_attach_opts opts);

#endif
