/* SPDX-License-Identifier: MIT */
/* Scope-bound ownership: a variable so marked is released when its scope ends. */
#ifndef WBPF_BASE_CLEANUP_H
#define WBPF_BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

static inline void wbpf_cleanup_free_(void *p)
{
	free(*(void **)p);
}

static inline void wbpf_cleanup_fd_(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define WBPF_CLEANUP(fn) __attribute__((cleanup(fn)))
#define WBPF_FREE WBPF_CLEANUP(wbpf_cleanup_free_)
#define WBPF_CLOSE WBPF_CLEANUP(wbpf_cleanup_fd_)

/* Hand ownership out of a marked variable. */
#define WBPF_TAKE(p) ({ __auto_type taken_ = (p); (p) = NULL; taken_; })
#define WBPF_TAKE_FD(fd) ({ int taken_ = (fd); (fd) = -1; taken_; })

#endif
