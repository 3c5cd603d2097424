/* SPDX-License-Identifier: MIT */
/* What libbpf has besides objects: its version, the number of CPUs, switches of old. */
#include <bpf/libbpf_version.h>

#include "internal.h"

#define STR_(x) #x
#define STR(x)	STR_(x)

__u32 libbpf_major_version(void)
{
	return LIBBPF_MAJOR_VERSION;
}

__u32 libbpf_minor_version(void)
{
	return LIBBPF_MINOR_VERSION;
}

const char *libbpf_version_string(void)
{
	return "v" STR(LIBBPF_MAJOR_VERSION) "." STR(LIBBPF_MINOR_VERSION);
}

int libbpf_set_strict_mode(enum libbpf_strict_mode mode)
{
	(void)mode;
	return 0;
}

/* The host accounts for memory; a guest has no limits to raise. */
int libbpf_set_memlock_rlim(size_t memlock_bytes)
{
	(void)memlock_bytes;
	return 0;
}

int libbpf_num_possible_cpus(void)
{
	static int cpus;

	if (!cpus)
		cpus = wbpf_ret(wbpf_abi_possible_cpus());
	if (cpus > 0)
		return cpus;
	cpus = 0;
	return -errno;
}
