/* SPDX-License-Identifier: MIT */
/* Files of the host that need no granted directory (host_file.c), and numbers of open() (io.c). */
#ifndef WBPF_SDK_FILES_H
#define WBPF_SDK_FILES_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * To be asked after WASI has failed. Each fails with -1; errno stays WASI's when the path is not
 * among the files that the host shows.
 */
int wbpf_host_open(const char *path);
int wbpf_host_stat(const char *path, struct stat *st);
ssize_t wbpf_host_link(const char *path, char *buf, size_t size);
/* Start again; 0 or -1. */
int wbpf_host_rewind(int fd);

/* The libc's number for AT_FDCWD; others stay. */
int wbpf_dir_fd(int dir);
/* A path that is not relative to a directory. */
bool wbpf_path_whole(int dir, const char *path);

/* What a descriptor was opened by; wbpf_fd_path() tells it. */
void wbpf_fd_remember(int fd, const char *path);
void wbpf_fd_forget_path(int fd);

#endif
