/* SPDX-License-Identifier: MIT */
/* Text of addresses: <sys/socket.h> of the SDK has Linux's AF_*, the libc's own functions have WASI's. */
#include <sys/socket.h>

#include "internal.h"

enum { WASI_INET = 1, WASI_INET6 = 2, WASI_NONE = -1 };

const char *__real_inet_ntop(int family, const void *address, char *text, socklen_t size);
int __real_inet_pton(int family, const char *text, void *address);

static int to_wasi(int family)
{
	return family == AF_INET ? WASI_INET : family == AF_INET6 ? WASI_INET6 : WASI_NONE;
}

const char *__wrap_inet_ntop(int family, const void *address, char *text, socklen_t size)
{
	return __real_inet_ntop(to_wasi(family), address, text, size);
}

int __wrap_inet_pton(int family, const char *text, void *address)
{
	return __real_inet_pton(to_wasi(family), text, address);
}
