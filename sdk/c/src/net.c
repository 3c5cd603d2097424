/* SPDX-License-Identifier: MIT */
#include <net/if.h>

#include "internal.h"

/* What was asked by name can be answered by index. */
static struct {
	unsigned int index;
	char name[IF_NAMESIZE];
} known[8];

unsigned int if_nametoindex(const char *name)
{
	static unsigned int next;
	size_t len = strlen(name);
	int index;

	if (len >= IF_NAMESIZE)
		return wbpf_err(ENODEV), 0;
	index = wbpf_ret(wbpf_abi_ifindex(name, (uint32_t)len));
	if (index <= 0)
		return 0;
	known[next].index = (unsigned int)index;
	memcpy(known[next].name, name, len + 1);
	next = (next + 1) % (sizeof(known) / sizeof(known[0]));
	return (unsigned int)index;
}

char *if_indextoname(unsigned int index, char *name)
{
	for (size_t i = 0; index && i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].index == index)
			return strcpy(name, known[i].name);
	return wbpf_null(ENXIO);
}
