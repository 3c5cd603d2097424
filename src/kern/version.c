/* SPDX-License-Identifier: MIT */
#include "kern/version.h"

#include <bpf/libbpf.h>

/* libbpf says "v1.7". */
const char *kern_libbpf_version(void)
{
	const char *text = libbpf_version_string();

	return *text == 'v' ? text + 1 : text;
}
