/* SPDX-License-Identifier: MIT */
/*
 * A forked child for what the kernel ties neither to an fd nor to a link: clsact filters, XDP before
 * Linux 5.9, struct_ops without BPF_F_LINK. It takes them away when this process dies, also by
 * SIGKILL. Private to this directory.
 */
#ifndef WBPF_KERN_GUARD_H
#define WBPF_KERN_GUARD_H

#include <sys/types.h>

struct kern_guard {
	pid_t pid; /* 0: none */
	int line;  /* a socket to it: closes when this process dies */
};

/*
 * From now on remove(fd, what) is called when this process dies. It runs in the child, so it must be
 * async-signal-safe; `fd` is all that the child keeps open, `what` must not go away (memory shared with
 * the child, or NULL). 0, or a negative errno.
 */
int kern_guard_start(struct kern_guard *guard, int fd, void (*remove)(int fd, const void *what),
		     const void *what);
/* An orderly end: the guard does nothing. Without a guard nothing happens. */
void kern_guard_end(struct kern_guard *guard);

#endif
