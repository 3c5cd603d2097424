/* SPDX-License-Identifier: MIT */
#include "cli/timings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/term.h"

enum { ROWS_MAX = sizeof(((struct cli_timings *)0)->rows) / sizeof(struct cli_timing) };

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void cli_timings_start(struct cli_timings *t)
{
	*t = (struct cli_timings){ .start_ns = now_ns() };
	pthread_mutex_init(&t->lock, NULL);
}

static struct cli_timing *row_of(struct cli_timings *t, const char *step, uint64_t begin_ns)
{
	struct cli_timing *row;

	for (size_t i = 0; i < t->cnt; i++)
		if (!strncmp(t->rows[i].step, step, sizeof(t->rows[i].step) - 1))
			return &t->rows[i];
	if (t->cnt == ROWS_MAX)
		return NULL;
	row = &t->rows[t->cnt++];
	snprintf(row->step, sizeof(row->step), "%s", step);
	row->first_ns = begin_ns;
	return row;
}

void cli_timings_step(void *timings, const char *step, uint64_t begin_ns, uint64_t end_ns)
{
	struct cli_timings *t = timings;
	struct cli_timing *row;

	pthread_mutex_lock(&t->lock);
	row = row_of(t, step, begin_ns);
	if (row) {
		row->count++;
		row->total_ns += end_ns - begin_ns;
	} else {
		t->more = true;
	}
	pthread_mutex_unlock(&t->lock);
}

static int by_first(const void *a, const void *b)
{
	const struct cli_timing *x = a, *y = b;

	return x->first_ns < y->first_ns ? -1 : x->first_ns > y->first_ns;
}

void cli_timings_print(struct cli_timings *t)
{
	struct wbpf_buf out = WBPF_BUF_INIT;

	pthread_mutex_lock(&t->lock);
	qsort(t->rows, t->cnt, sizeof(t->rows[0]), by_first);
	wbpf_buf_printf(&out, "%12s %12s %8s  %s\n", "BEGIN ms", "TOTAL ms", "COUNT", "STEP");
	for (size_t i = 0; i < t->cnt; i++) {
		const struct cli_timing *row = &t->rows[i];

		wbpf_buf_printf(&out, "%12.3f %12.3f %8llu  %s\n",
				(double)(row->first_ns - t->start_ns) / 1e6,
				(double)row->total_ns / 1e6, (unsigned long long)row->count,
				row->step);
	}
	if (t->more)
		wbpf_buf_printf(&out, "and others, of more names than are kept\n");
	pthread_mutex_unlock(&t->lock);
	cli_write(STDERR_FILENO, out.data, out.len);
	wbpf_buf_free(&out);
}
