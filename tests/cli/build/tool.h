/* SPDX-License-Identifier: MIT */
#ifndef TOOL_H
#define TOOL_H

struct event {
	int pid;
#ifdef LONG_DELTA
	long delta_ns;
#else
	long long delta_ns;
#endif
	char comm[16];
};

#endif
