/* SPDX-License-Identifier: MIT */
/*
 * Elements that name things of the host. The kernel wants fds in keys and values of some maps; a
 * guest has handles (programs, maps, perf events), descriptors of granted directories (cgroups) and
 * process ids (task storage), and its fd numbers never reach the kernel.
 */
#ifndef WBPF_HOST_FDVALUE_H
#define WBPF_HOST_FDVALUE_H

#include "guest/arg.h"
#include "kern/kern.h"

struct host_fdvalue {
	uint32_t word[2]; /* what the kernel gets */
	int fd;		  /* opened for it, closed by done(); -1 */
};

#define HOST_FDVALUE_INIT { { 0, 0 }, -1 }

/* *value (of the map's user_value_size bytes) stays, or points into v afterwards. */
int host_fdvalue_value(struct wbpf_guest *g, const struct kern_map *map, const void **value,
		       struct host_fdvalue *v);
/* The same for *key (of key_size bytes). */
int host_fdvalue_key(struct wbpf_guest *g, const struct kern_map *map, const void **key,
		     struct host_fdvalue *v);
void host_fdvalue_done(struct host_fdvalue *v);

#endif
