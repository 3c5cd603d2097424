/* SPDX-License-Identifier: MIT */
#ifndef WBPF_FUZZ_PRIV_H
#define WBPF_FUZZ_PRIV_H

#include "fake/fake_guest.h"
#include "fake/kern_fake.h"
#include "fuzz/fuzz_abi.h"

enum { FUZZ_MEMORY = 65536, FUZZ_SCRATCH = 1024 };

struct fuzz {
	struct fake_guest fg;
	const uint8_t *at, *end;
	int depth, steps;
	wbpf_handle map; /* the last map that was an argument: lengths are made to fit it */
	struct fuzz_stats *stats;
};

/* The next of the input; 0 behind its end. */
uint8_t fuzz_byte(struct fuzz *f);
uint32_t fuzz_value(struct fuzz *f);
wbpf_handle fuzz_live_handle(struct fuzz *f);
/* Texts that calls need lie at 64 and behind. */
void fuzz_reset_memory(struct fuzz *f);
/* Arguments of any kind, and those of a good call. Neither lets the call block. */
void fuzz_args_any(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args);
void fuzz_args_bpf(struct fuzz *f, union wbpf_val *args);
void fuzz_args_aimed(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args);

#endif
