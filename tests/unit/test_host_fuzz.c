/* SPDX-License-Identifier: MIT */
/* Hostile guests by the thousand, the same each time; tests/fuzz/run searches for new ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz_abi.c"
#include "fuzz/fuzz_args.c"
#include "fuzz/fuzz_bpf.c"

enum { GUESTS = 3000, BYTES = 2048 };

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void pseudo_random_guests(void **state)
{
	struct fuzz_stats stats = { 0 };
	uint64_t seed = 0x9e3779b97f4a7c15;
	static uint8_t data[BYTES];
	const char *more = getenv("WBPF_FUZZ_GUESTS");
	int guests = more ? atoi(more) : GUESTS;

	(void)state;
	for (int i = 0; i < guests; i++) {
		for (int n = 0; n < BYTES; n++)
			data[n] = (uint8_t)(next_random(&seed) >> 32);
		fuzz_guest(data, BYTES, &stats);
	}
	printf("%llu calls, %llu with a positive result, %llu callbacks, %llu mappings\n",
	       (unsigned long long)stats.calls, (unsigned long long)stats.succeeded,
	       (unsigned long long)stats.callbacks, (unsigned long long)stats.mapped);
	/* A search that reaches nothing finds nothing. */
	assert_true(more || stats.calls > 100000);
	assert_true(more || stats.succeeded > 5000);
	assert_true(more || stats.callbacks > 50);
	assert_true(more || stats.mapped > 50);
	assert_true(more || stats.bpf_calls > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(pseudo_random_guests) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
