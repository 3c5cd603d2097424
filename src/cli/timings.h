/* SPDX-License-Identifier: MIT */
/* `run --timings`: what took how long. */
#ifndef WBPF_CLI_TIMINGS_H
#define WBPF_CLI_TIMINGS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cli_timing {
	char step[48];
	uint64_t first_ns, total_ns, count;
};

/* Steps of one name are one row: a poll is called a million times. */
struct cli_timings {
	pthread_mutex_t lock;
	uint64_t start_ns; /* of the process */
	struct cli_timing rows[64];
	size_t cnt;
	bool more; /* steps without a row */
};

void cli_timings_start(struct cli_timings *t);
/* A wbpf_step_fn. */
void cli_timings_step(void *timings, const char *step, uint64_t begin_ns, uint64_t end_ns);
/* Rows on standard error, by their first begin. */
void cli_timings_print(struct cli_timings *t);

#endif
