/* SPDX-License-Identifier: MIT */
/* Privileges and facts of the kernel. */
#include <errno.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kern/privilege.h"
#include "kern/probe.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF	    39
#endif

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int say(char *why, size_t size, int code, const char *text)
{
	snprintf(why, size, "%s", text);
	return code;
}

static int cap(int which, const char *name, char *why, size_t size)
{
	if (kern_has_cap(which))
		return 0;
	snprintf(why, size, "this process has no %s", name);
	return -EPERM;
}

static int cap_bpf(char *why, size_t size)
{
	return cap(CAP_BPF, "CAP_BPF", why, size);
}

static int cap_perfmon(char *why, size_t size)
{
	return cap(CAP_PERFMON, "CAP_PERFMON", why, size);
}

static int cap_net_admin(char *why, size_t size)
{
	return cap(CAP_NET_ADMIN, "CAP_NET_ADMIN", why, size);
}

static int cap_sys_admin(char *why, size_t size)
{
	return cap(CAP_SYS_ADMIN, "CAP_SYS_ADMIN", why, size);
}

static int initial_userns(char *why, size_t size)
{
	return kern_in_initial_userns() ?
		       0 :
		       say(why, size, -EPERM, "this process runs in a user namespace");
}

/* Later kernels charge BPF memory to the cgroup. */
static int memlock(char *why, size_t size)
{
	struct rlimit lim;

	if (kern_version() >= 0x050b00 || getrlimit(RLIMIT_MEMLOCK, &lim) ||
	    lim.rlim_cur == RLIM_INFINITY || kern_has_cap(CAP_SYS_RESOURCE))
		return 0;
	snprintf(why, size, "RLIMIT_MEMLOCK is %llu KiB; this kernel charges BPF memory to it",
		 (unsigned long long)lim.rlim_cur >> 10);
	return -EPERM;
}

static int unprivileged(char *why, size_t size)
{
	char line[32];

	if (!kern_read_line("/proc/sys/kernel/unprivileged_bpf_disabled", line, sizeof(line)))
		return say(why, size, -ENOENT, "kernel.unprivileged_bpf_disabled is not readable");
	if (line[0] == '0')
		return 0;
	snprintf(why, size, "kernel.unprivileged_bpf_disabled is %s", line);
	return -EPERM;
}

void kern_probe_privileges(struct kern_probing *p)
{
	static const struct kern_probe probes[] = {
		{ "CAP_BPF", "5.8", cap_bpf },
		{ "CAP_PERFMON", "5.8", cap_perfmon },
		{ "CAP_NET_ADMIN", NULL, cap_net_admin },
		{ "CAP_SYS_ADMIN", NULL, cap_sys_admin },
		{ "initial user namespace", NULL, initial_userns },
		{ "locked memory", NULL, memlock },
		{ "unprivileged BPF", "4.4", unprivileged },
	};

	kern_probe_table(p, "privilege", probes, COUNT(probes));
}

static int readable(const char *path, char *why, size_t size)
{
	if (!access(path, R_OK))
		return 0;
	snprintf(why, size, "%s: %s", path, strerrordesc_np(errno));
	return -errno;
}

static int vmlinux_btf(char *why, size_t size)
{
	return readable("/sys/kernel/btf/vmlinux", why, size);
}

static int jit(char *why, size_t size)
{
	char line[32];

	if (!kern_read_line("/proc/sys/net/core/bpf_jit_enable", line, sizeof(line)))
		return say(why, size, -ENOENT, "net.core.bpf_jit_enable is not readable");
	return line[0] != '0' ? 0 : say(why, size, -EPERM, "net.core.bpf_jit_enable is 0");
}

static int no_lockdown(char *why, size_t size)
{
	char mode[32];

	if (!kern_lockdown(mode, sizeof(mode)))
		return 0;
	snprintf(why, size, "the kernel is locked down (%s)", mode);
	return -EPERM;
}

static int mounted(const char *path, long magic, char *why, size_t size)
{
	struct statfs fs;

	if (!statfs(path, &fs) && (long)fs.f_type == magic)
		return 0;
	snprintf(why, size, "not mounted at %s", path);
	return -ENOENT;
}

static int bpffs(char *why, size_t size)
{
	return mounted("/sys/fs/bpf", BPF_FS_MAGIC, why, size);
}

static int tracefs(char *why, size_t size)
{
	if (!mounted("/sys/kernel/debug/tracing", TRACEFS_MAGIC, why, size))
		return 0;
	return mounted("/sys/kernel/tracing", TRACEFS_MAGIC, why, size);
}

static int config(char *why, size_t size)
{
	char path[128];
	struct utsname u;

	if (!access("/proc/config.gz", R_OK))
		return 0;
	if (uname(&u))
		return -errno;
	snprintf(path, sizeof(path), "/boot/config-%s", u.release);
	return readable(path, why, size);
}

static int bpf_lsm(char *why, size_t size)
{
	char line[256];

	if (!kern_read_line("/sys/kernel/security/lsm", line, sizeof(line)))
		return say(why, size, -ENOENT, "/sys/kernel/security/lsm is not readable");
	if (strstr(line, "bpf"))
		return 0;
	return say(why, size, -ENOENT, "bpf is not among the active LSMs (boot with lsm=...,bpf)");
}

void kern_probe_kernel(struct kern_probing *p)
{
	static const struct kern_probe probes[] = {
		{ "vmlinux BTF", "5.4", vmlinux_btf }, { "JIT compiler", NULL, jit },
		{ "no lockdown", NULL, no_lockdown },  { "bpffs", "4.4", bpffs },
		{ "tracefs", "4.1", tracefs },	       { "kernel configuration", NULL, config },
		{ "BPF LSM active", "5.7", bpf_lsm },
	};

	kern_probe_table(p, "kernel", probes, COUNT(probes));
}
