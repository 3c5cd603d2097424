/* SPDX-License-Identifier: MIT */
#ifndef OPENSNOOP_H
#define OPENSNOOP_H

#define COMM_SIZE 16
#define PATH_SIZE 256

struct event {
	__u32 pid;
	__s32 result; /* file descriptor or -errno */
	char comm[COMM_SIZE];
	char path[PATH_SIZE]; /* the record ends with the path's NUL */
};

#endif
