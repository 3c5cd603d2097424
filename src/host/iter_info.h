/* SPDX-License-Identifier: MIT */
#ifndef WBPF_HOST_ITER_INFO_H
#define WBPF_HOST_ITER_INFO_H

#include "guest/abi_v2.h"
#include "guest/arg.h"
#include "kern/kern.h"

/*
 * The kernel's union bpf_iter_link_info from the guest, without fds in it: for some iterators one
 * of its words is an fd, and a guest must not name the host's. The section's name tells which
 * ("iter/task"); a program whose section does not say it takes no iter_info.
 */
int host_iter_info(struct wbpf_guest *g, const struct kern_program *prog,
		   const struct wbpf2_attach_opts *o, struct kern_attach_opts *opts);
/* Does the section's name say what is iterated over? */
bool host_iter_is_fixed(const struct kern_program *prog);

#endif
