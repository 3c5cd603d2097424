/* SPDX-License-Identifier: MIT */
#ifndef RUNQLAT_H
#define RUNQLAT_H

#define ROW_CNT 40

struct histogram {
	__u64 rows[ROW_CNT];
};

#endif
