/* SPDX-License-Identifier: MIT */
#include "base/cpu.h"

#include <string.h>
#include <sys/auxv.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

/* Leaf 1 ebx has the number of the CPU that we happen to run on: left out. */
static void cpuid_words(uint64_t *words)
{
	unsigned int a = 0, b = 0, c = 0, d = 0;

	if (__get_cpuid(1, &a, &b, &c, &d))
		words[0] = (uint64_t)c << 32 | d;
	if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
		words[1] = (uint64_t)b << 32 | c;
		words[2] = d;
	}
	if (__get_cpuid_count(7, 1, &a, &b, &c, &d)) {
		words[3] = (uint64_t)a << 32 | d;
		words[4] = (uint64_t)b << 32 | c;
	}
	if (__get_cpuid(0x80000001, &a, &b, &c, &d))
		words[5] = (uint64_t)c << 32 | d;
}
#else
static void cpuid_words(uint64_t *words)
{
	(void)words;
}
#endif

void wbpf_cpu_features(uint64_t words[WBPF_CPU_WORDS])
{
	memset(words, 0, WBPF_CPU_WORDS * sizeof(*words));
	cpuid_words(words);
	words[8] = getauxval(AT_HWCAP);
	words[9] = getauxval(AT_HWCAP2);
}
