/* SPDX-License-Identifier: MIT */
#ifndef UFUNC_H
#define UFUNC_H

#define COMM_SIZE 16
#define ROW_CNT 40
#define ENTRY_CNT 4096

/* Of one process. */
struct stats {
	__u64 calls;
	__u64 returns;
	__u64 total_ns; /* of the calls that returned */
	char comm[COMM_SIZE];
};

/* Row i: calls that took 2^i to 2^(i+1)-1 ns. */
struct histogram {
	__u64 rows[ROW_CNT];
};

#endif
