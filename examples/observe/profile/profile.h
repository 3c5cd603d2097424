/* SPDX-License-Identifier: MIT */
#ifndef PROFILE_H
#define PROFILE_H

#define COMM_SIZE 16
#define ENTRY_CNT 16384

struct sample_key {
	__u32 pid;
	__u32 cpu;
	char comm[COMM_SIZE];
};

struct sample_count {
	__u64 user;
	__u64 kernel;
};

#endif
