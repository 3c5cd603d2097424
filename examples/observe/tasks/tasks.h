/* SPDX-License-Identifier: MIT */
#ifndef TASKS_H
#define TASKS_H

#define COMM_SIZE 16

struct task_row {
	__u64 start_ns; /* since boot */
	__u32 tid;
	__u32 pid;
	__u32 ppid;
	char comm[COMM_SIZE];
	char state;
	char pad[3];
};

#endif
