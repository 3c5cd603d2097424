/* SPDX-License-Identifier: MIT */
#ifndef WBPF_BASE_FILE_H
#define WBPF_BASE_FILE_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* Append a whole file ("-" = standard input) to buf. Fails with stage READ and the path in the
 * message; -EFBIG beyond max_bytes (0 = no bound). */
int wbpf_file_read(const char *path, size_t max_bytes, struct wbpf_buf *buf,
		   struct wbpf_error *err);

/* Write a regular file atomically (a temporary file beside it, then rename); into a device or pipe;
 * "-" = standard output. `mode`: permissions of a new file, before the umask. */
int wbpf_file_write(const char *path, const void *data, size_t len, mode_t mode,
		    struct wbpf_error *err);

#endif
