/* SPDX-License-Identifier: MIT */
#include "kern/privilege.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kern/features.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF	    39
#endif

static uint64_t effective_caps(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &head, data))
		return 0;
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

bool kern_has_cap(int cap)
{
	uint64_t caps = effective_caps();
	bool admin = caps >> CAP_SYS_ADMIN & 1;

	return (caps >> cap & 1) || (admin && (cap == CAP_BPF || cap == CAP_PERFMON));
}

bool kern_read_line(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "re");
	bool ok = f && fgets(buf, (int)size, f);

	if (f)
		fclose(f);
	if (ok)
		buf[strcspn(buf, "\n")] = '\0';
	return ok;
}

bool kern_in_initial_userns(void)
{
	unsigned from, to, count;
	char line[96];

	if (!kern_read_line("/proc/self/uid_map", line, sizeof(line)))
		return true;
	return sscanf(line, "%u %u %u", &from, &to, &count) != 3 || count == UINT32_MAX;
}

bool kern_lockdown(char *mode, size_t size)
{
	char line[96], word[32];
	const char *open;

	if (!kern_read_line("/sys/kernel/security/lockdown", line, sizeof(line)))
		return false;
	open = strchr(line, '[');
	if (!open || sscanf(open, "[%31[^]]", word) != 1 || !strcmp(word, "none"))
		return false;
	snprintf(mode, size, "%s", word);
	return true;
}

unsigned kern_version(void)
{
	unsigned major = 0, minor = 0, patch = 0;
	struct utsname u;

	if (uname(&u) || sscanf(u.release, "%u.%u.%u", &major, &minor, &patch) < 2)
		return 0;
	return major << 16 | (minor & 255) << 8 | (patch > 255 ? 255 : patch);
}

static bool memlock_too_small(void)
{
	struct rlimit lim;

	return kern_version() < 0x050b00 && !getrlimit(RLIMIT_MEMLOCK, &lim) &&
	       lim.rlim_cur != RLIM_INFINITY && lim.rlim_cur < (64u << 20);
}

/* What the kernel asks for beside CAP_BPF; of an unknown type it may be either. */
static bool traces(uint32_t prog_type)
{
	switch (prog_type) {
	case BPF_PROG_TYPE_UNSPEC:
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_STRUCT_OPS:
	case BPF_PROG_TYPE_EXT:
		return true;
	default:
		return false;
	}
}

static bool networks(uint32_t prog_type)
{
	switch (prog_type) {
	case BPF_PROG_TYPE_SYSCALL:
		return false;
	case BPF_PROG_TYPE_UNSPEC:
	case BPF_PROG_TYPE_EXT:
		return true;
	default:
		return !traces(prog_type);
	}
}

/* In the order in which the kernel asks. */
static const char *missing(uint32_t prog_type, char *mode, size_t size)
{
	if (!kern_has_cap(CAP_BPF))
		return "needs CAP_BPF (Linux 5.8 and later) or CAP_SYS_ADMIN";
	if (!kern_in_initial_userns())
		return "capabilities of a user namespace do not suffice without a BPF token";
	if (kern_lockdown(mode, size) && !strcmp(mode, "confidentiality"))
		return "the kernel is locked down (confidentiality)";
	if (traces(prog_type) && !kern_has_cap(CAP_PERFMON))
		return "tracing programs need CAP_PERFMON";
	if (networks(prog_type) && !kern_has_cap(CAP_NET_ADMIN))
		return "network programs need CAP_NET_ADMIN";
	if (memlock_too_small())
		return "RLIMIT_MEMLOCK is too small for this kernel";
	return NULL;
}

const char *kern_missing_privilege_of(uint32_t prog_type, char *buf, size_t size)
{
	char mode[32];
	const char *text = missing(prog_type, mode, sizeof(mode));

	if (!text)
		return NULL;
	snprintf(buf, size, "%s", text);
	return buf;
}

const char *kern_missing_privilege(char *buf, size_t size)
{
	return kern_missing_privilege_of(BPF_PROG_TYPE_UNSPEC, buf, size);
}

/* As libbpf chooses: debugfs's, where it is seen. */
static const char *events_dir(void)
{
	return access("/sys/kernel/debug/tracing", F_OK) ? "/sys/kernel/tracing/events" :
							   "/sys/kernel/debug/tracing/events";
}

const char *kern_missing_tracefs(char *buf, size_t size)
{
	const char *dir = events_dir();

	if (!access(dir, X_OK))
		return NULL;
	if (errno == EACCES)
		snprintf(buf, size, "this user may not read %s of tracefs", dir);
	else
		snprintf(buf, size, "tracefs is not mounted at /sys/kernel/tracing");
	return buf;
}
