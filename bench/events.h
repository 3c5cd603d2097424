/* SPDX-License-Identifier: MIT */
/* What the benchmark and its programs share. */
#ifndef BENCH_EVENTS_H
#define BENCH_EVENTS_H

struct event { /* 48 bytes: as tracers have it */
	__u64 seq, when;
	__u32 pid, kind;
	char comm[24];
};

#endif
