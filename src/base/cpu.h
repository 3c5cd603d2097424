/* SPDX-License-Identifier: MIT */
#ifndef WBPF_BASE_CPU_H
#define WBPF_BASE_CPU_H

#include <stdint.h>

enum { WBPF_CPU_WORDS = 16 };

/* What instructions this CPU has, as raw words: equal words, equal abilities. A folder of compiled
 * code may be shared by machines (a home over the network). */
void wbpf_cpu_features(uint64_t words[WBPF_CPU_WORDS]);

#endif
