/* SPDX-License-Identifier: MIT */
/* What a guest's libc tells about the machine and its time zone. */
#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "guest/arg.h"
#include "host/abi_v2.h"

static uint32_t count(int name)
{
	long n = sysconf(name);

	return n > 0 ? (uint32_t)n : 1;
}

#define COPY(dst, src) snprintf(dst, sizeof(dst), "%s", src)

int32_t wbpf2_host_info(struct wbpf_guest *g, wbpf_gaddr info)
{
	struct wbpf2_host_info out = {
		.page_size = count(_SC_PAGESIZE),
		.cpus_online = count(_SC_NPROCESSORS_ONLN),
		.cpus_configured = count(_SC_NPROCESSORS_CONF),
	};
	struct utsname u;

	if (uname(&u))
		return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, -errno, "uname");
	COPY(out.sysname, u.sysname);
	COPY(out.nodename, u.nodename);
	COPY(out.release, u.release);
	COPY(out.version, u.version);
	COPY(out.machine, u.machine);
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}

int32_t wbpf2_time_zone(struct wbpf_guest *g, int64_t seconds, wbpf_gaddr info)
{
	struct wbpf2_time_zone_info out = { 0 };
	time_t t = (time_t)seconds;
	struct tm tm;

	if (t != seconds || !localtime_r(&t, &tm))
		return wbpf_arg_fail(g, -EOVERFLOW, "no local time at %lld", (long long)seconds);
	out.offset_s = (int32_t)tm.tm_gmtoff;
	out.is_dst = tm.tm_isdst > 0;
	COPY(out.name, tm.tm_zone ? tm.tm_zone : "");
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}
