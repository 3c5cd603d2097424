/* SPDX-License-Identifier: MIT */
/*
 * What of the host's files a guest may see without a granted directory: files and links that the
 * kernel makes in /proc, /sys and tracefs. This is the one place that decides.
 */
#ifndef WBPF_HOST_HOST_FILES_H
#define WBPF_HOST_HOST_FILES_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

enum host_file_right {
	HOST_FILE_STAT = 1, /* whether it exists, and stat(2) */
	HOST_FILE_READ = 2, /* open for reading; a regular file */
	HOST_FILE_LINK = 4, /* where a link leads; it is never followed but for stat */
};

/* Bits of host_file_right for a path as a guest gives it; 0: the path is not in the list. Any "."
 * or ".." makes it 0. */
unsigned int host_file_rights(const char *path);

/* Each checks the list itself. -EXDEV: it does not allow that. Else >= 0 or the kernel's -errno. */
int host_file_open(const char *path); /* an fd of the caller's */
int host_file_stat(const char *path, struct stat *st);
ssize_t host_file_link(const char *path, char *buf, size_t size);

#endif
