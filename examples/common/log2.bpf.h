/* SPDX-License-Identifier: MIT */
#ifndef EXAMPLES_LOG2_BPF_H
#define EXAMPLES_LOG2_BPF_H

/* floor(log2(value)), 0 for 0; no loop, so that every verifier takes it. */
static __always_inline __u32 log2_u64(__u64 value)
{
	__u32 bit = 0;

	if (value >> 32) {
		value >>= 32;
		bit += 32;
	}
	if (value >> 16) {
		value >>= 16;
		bit += 16;
	}
	if (value >> 8) {
		value >>= 8;
		bit += 8;
	}
	if (value >> 4) {
		value >>= 4;
		bit += 4;
	}
	if (value >> 2) {
		value >>= 2;
		bit += 2;
	}
	return bit + (value >> 1 ? 1 : 0);
}

#endif
