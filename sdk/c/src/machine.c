/* SPDX-License-Identifier: MIT */
/* The host's kernel, CPUs and pages as the libc tells them. */
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "internal.h"

long __real_sysconf(int name);

enum { PAGE_BYTES = 4096 };

static const struct wbpf_host_info *host(void)
{
	static struct wbpf_host_info info;

	if (!info.sz) {
		info.sz = sizeof(info);
		if (wbpf_ret(wbpf_abi_host_info(&info)) < 0)
			info = (struct wbpf_host_info){ 0 };
	}
	return info.sz ? &info : NULL;
}

#define COPY(dst, src) snprintf(dst, sizeof(dst), "%s", src)

int uname(struct utsname *u)
{
	const struct wbpf_host_info *h = host();

	if (!h)
		return -1;
	memset(u, 0, sizeof(*u));
	COPY(u->sysname, h->sysname);
	COPY(u->nodename, h->nodename);
	COPY(u->release, h->release);
	COPY(u->version, h->version);
	COPY(u->machine, h->machine);
	return 0;
}

/* Of the host's kernel: what ring buffers of tools are multiples of. */
int getpagesize(void)
{
	const struct wbpf_host_info *h = host();

	return h ? (int)h->page_size : PAGE_BYTES;
}

long __wrap_sysconf(int name)
{
	const struct wbpf_host_info *h;

	switch (name) {
	case _SC_PAGESIZE:
		return getpagesize();
	case _SC_NPROCESSORS_ONLN:
		h = host();
		return h ? (long)h->cpus_online : -1;
	case _SC_NPROCESSORS_CONF:
		h = host();
		return h ? (long)h->cpus_configured : -1;
	default:
		return __real_sysconf(name);
	}
}
