/* SPDX-License-Identifier: MIT */
#ifndef EXECSNOOP_H
#define EXECSNOOP_H

#define COMM_SIZE 16
#define ARGS_SIZE 1024

struct event {
	__u32 pid;
	__u32 ppid;
	__u32 uid;
	__u32 args_bytes; /* as the process has them; may be more than fits into args */
	char comm[COMM_SIZE];
	char args[ARGS_SIZE]; /* NUL-terminated strings, one after the other */
};

#endif
