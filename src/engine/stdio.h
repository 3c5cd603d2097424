/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes of a guest's standard input, output and error, for any engine. They end for a
 * stop, take the guest's buffers as they lie in its memory, and give the kernel's own errno (EPIPE
 * where the process ignores SIGPIPE).
 */
#ifndef WBPF_ENGINE_STDIO_H
#define WBPF_ENGINE_STDIO_H

#include <sys/types.h>

#include "guest/guest.h"

/*
 * `list` is cnt pairs (u32 address, u32 bytes) in guest memory. Bytes read or written, 0 at the end
 * of input; negative errno: -EFAULT, -ECANCELED (stop: unwind), read: -EINTR (a signal waits for
 * the guest), or of read(2) and write(2). A write that fails in its middle gives what it wrote.
 */
ssize_t wbpf_stdio_read(struct wbpf_guest *g, int fd, wbpf_gaddr list, uint32_t cnt);
ssize_t wbpf_stdio_write(struct wbpf_guest *g, int fd, wbpf_gaddr list, uint32_t cnt);
/* The number that WASI preview 1 has for a (negative) Linux errno. */
int32_t wbpf_wasi_errno(int code);

#endif
