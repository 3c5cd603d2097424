/* SPDX-License-Identifier: MIT */
/* How features are found out; private to this directory. */
#ifndef WBPF_KERN_PROBE_H
#define WBPF_KERN_PROBE_H

#include <stdint.h>

#include "kern/features.h"

struct kern_probe {
	const char *name, *since;
	/* 0: available; negative errno: not, and `why` may say more than the errno. */
	int (*fn)(char *why, size_t size);
};

/* Where found features go; `more` turns false when the receiver has seen enough. */
struct kern_probing {
	bool (*fn)(void *ctx, const struct kern_feature *f);
	void *ctx;
	bool more;
};

/* `ret` as a kern_probe returns it; `why` may be "". */
void kern_probe_tell(struct kern_probing *p, const char *group, const char *name, const char *since,
		     int ret, const char *why);
void kern_probe_table(struct kern_probing *p, const char *group, const struct kern_probe *probes,
		      size_t cnt);

void kern_probe_privileges(struct kern_probing *p);
void kern_probe_kernel(struct kern_probing *p);
void kern_probe_types(struct kern_probing *p);
void kern_probe_attach(struct kern_probing *p);
void kern_probe_attach_net(struct kern_probing *p);

/* A program of two instructions, "return `ret`", or negative errno. For an attach type that goes
 * by BTF, `target` is the kernel function or tracepoint; else NULL. */
int kern_probe_load(uint32_t type, uint32_t attach_type, const char *target, int ret);

#endif
