/* SPDX-License-Identifier: MIT */
/* One hostile guest: a sequence of host calls out of `data`, against the fake kernel side. */
#ifndef WBPF_FUZZ_ABI_H
#define WBPF_FUZZ_ABI_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_stats {
	uint64_t calls, succeeded, callbacks;
	uint64_t bpf_calls; /* that the kernel side saw */
	uint64_t mapped;    /* mappings that were there at the end */
};

/* Aborts when something is left behind or a call breaks its contract; the sanitizers see the rest. */
void fuzz_guest(const uint8_t *data, size_t size, struct fuzz_stats *stats);

#endif
