/* SPDX-License-Identifier: MIT */
#ifndef EXECGUARD_H
#define EXECGUARD_H

#define COMM_SIZE 16
#define PATH_SIZE 256
#define RULE_CNT 1024

enum action { ACTION_ALLOW, ACTION_LOG, ACTION_KILL };
enum hook { HOOK_EXEC, HOOK_OPEN };

/*
 * A key of the longest-prefix map. A rule for a path and nothing below it ends with the NUL,
 * one for a prefix ends before it.
 */
struct rule_key {
	__u32 bits;
	char path[PATH_SIZE];
};

/* A key of the map of file names, filled up with NULs. */
struct rule_name {
	char text[PATH_SIZE];
};

struct event {
	__u32 pid;
	__u32 ppid;
	__u32 uid;
	__u32 action;
	__u32 hook;
	char comm[COMM_SIZE];
	char path[PATH_SIZE];
};

#endif
