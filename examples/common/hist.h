/* SPDX-License-Identifier: MIT */
/* Prints a histogram whose row i counts values from 2^i to 2^(i+1)-1 (row 0: 0 and 1). */
#ifndef EXAMPLES_HIST_H
#define EXAMPLES_HIST_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#define HIST_BAR_WIDTH 40

static inline int hist_first_used(const uint64_t *rows, int row_cnt)
{
	int first = 0;

	while (first < row_cnt && !rows[first])
		first++;
	return first;
}

static inline int hist_last_used(const uint64_t *rows, int row_cnt)
{
	int last = -1;

	for (int i = 0; i < row_cnt; i++)
		if (rows[i])
			last = i;
	return last;
}

static inline uint64_t hist_max(const uint64_t *rows, int row_cnt)
{
	uint64_t max = 0;

	for (int i = 0; i < row_cnt; i++)
		if (rows[i] > max)
			max = rows[i];
	return max;
}

static inline void hist_print_row(int row, uint64_t count, uint64_t max)
{
	uint64_t low = row ? (uint64_t)1 << row : 0;
	uint64_t high = ((uint64_t)2 << row) - 1;
	int width = (int)((double)count / (double)max * HIST_BAR_WIDTH);

	printf("%10" PRIu64 " - %-10" PRIu64 " %10" PRIu64, low, high, count);
	if (width)
		printf("  ");
	while (width-- > 0)
		putchar('#');
	putchar('\n');
}

static inline void hist_print(const uint64_t *rows, int row_cnt, const char *unit)
{
	int last = hist_last_used(rows, row_cnt);
	uint64_t max = hist_max(rows, row_cnt);

	printf("%23s %10s  DISTRIBUTION\n", unit, "COUNT");
	for (int i = hist_first_used(rows, row_cnt); i <= last; i++)
		hist_print_row(i, rows[i], max);
}

#endif
