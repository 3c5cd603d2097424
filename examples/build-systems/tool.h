/* SPDX-License-Identifier: MIT */
#ifndef TOOL_H
#define TOOL_H

struct event {
	__u32 cpu;
	__u32 pid;
};

#endif
