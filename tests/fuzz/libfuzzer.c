/* SPDX-License-Identifier: MIT */
/* The entry of libFuzzer; tests/fuzz/run builds and starts it. */
#include "fuzz/fuzz_abi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_stats stats = { 0 };

	fuzz_guest(data, size, &stats);
	return 0;
}
