/* SPDX-License-Identifier: MIT */
/* Granted directories as the kernel side needs them: as fds of the host. */
#ifndef WBPF_HOST_DIR_H
#define WBPF_HOST_DIR_H

#include "guest/arg.h"

/* The granted directory that the guest knows as descriptor guest_fd: an fd of the caller's.
 * -EBADF: no such grant. */
int host_dir_open_fd(struct wbpf_guest *g, int guest_fd);
/*
 * What the guest calls `path`, opened beneath the granted directory it lies in: an fd of the
 * caller's. HOST_DIR_NONE: it lies in none. Symbolic links do not lead out of the grant (-EXDEV).
 */
enum { HOST_DIR_NONE = -4096 };
int host_dir_open_path(struct wbpf_guest *g, const char *path);

#endif
