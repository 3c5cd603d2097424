/* SPDX-License-Identifier: MIT */
/* Ways to attach, by attaching a program that does nothing where it does no harm. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/privilege.h"
#include "kern/probe.h"
#include "kern/uapi.h"

/* The kernel's own functions for testing; nothing else calls them. */
#define QUIET_FUNCTION	 "bpf_fentry_test1"
#define QUIET_MODIFIABLE "bpf_modify_return_test"
#define QUIET_TRACEPOINT "bpf_test_finish"

static int try_link(int prog_fd, int target, uint32_t type, const struct bpf_link_create_opts *opts)
{
	int fd = prog_fd < 0 ? prog_fd :
			       bpf_link_create(prog_fd, target, (enum bpf_attach_type)type, opts);
	int ret = fd >= 0 ? 0 : prog_fd < 0 ? prog_fd : -errno;

	if (fd >= 0)
		close(fd);
	return ret;
}

static int by_btf(uint32_t prog_type, uint32_t attach_type, const char *target, char *why,
		  size_t size)
{
	WBPF_CLOSE int fd = kern_probe_load(prog_type, attach_type, target, 0);

	if (fd < 0 && access("/sys/kernel/btf/vmlinux", R_OK))
		snprintf(why, size, "the kernel has no BTF at /sys/kernel/btf/vmlinux");
	return try_link(fd, 0, attach_type, NULL);
}

static int fentry(char *why, size_t size)
{
	return by_btf(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, QUIET_FUNCTION, why, size);
}

static int fexit(char *why, size_t size)
{
	return by_btf(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, QUIET_FUNCTION, why, size);
}

static int fmod_ret(char *why, size_t size)
{
	return by_btf(BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, QUIET_MODIFIABLE, why, size);
}

static int tp_btf(char *why, size_t size)
{
	return by_btf(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, QUIET_TRACEPOINT, why, size);
}

static int iter(char *why, size_t size)
{
	return by_btf(BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "bpf_map", why, size);
}

static int lsm(char *why, size_t size)
{
	return by_btf(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "quotactl", why, size);
}

static int raw_tracepoint(char *why, size_t size)
{
	WBPF_CLOSE int prog = kern_probe_load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, NULL, 0);
	WBPF_CLOSE int fd = prog < 0 ? prog : bpf_raw_tracepoint_open(QUIET_TRACEPOINT, prog);

	(void)why, (void)size;
	return fd < 0 ? fd : 0;
}

/* ---- perf events ---- */

static int perf_open(struct perf_event_attr *attr, pid_t pid)
{
	int fd;

	attr->size = sizeof(*attr);
	attr->disabled = 1;
	fd = (int)syscall(SYS_perf_event_open, attr, pid, pid < 0 ? 0 : -1, -1,
			  PERF_FLAG_FD_CLOEXEC);
	return fd >= 0 ? fd : -errno;
}

static int attach_perf(uint32_t prog_type, int event)
{
	WBPF_CLOSE int prog = event < 0 ? -1 : kern_probe_load(prog_type, 0, NULL, 0);
	int ret = event < 0 ? event : try_link(prog, event, BPF_PERF_EVENT, NULL);

	if (event >= 0)
		close(event);
	return ret;
}

static int tracepoint_id(char *why, size_t size)
{
	static const char *const roots[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[96], line[32];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/events/bpf_test_run/%s/id", roots[i],
			 QUIET_TRACEPOINT);
		if (kern_read_line(path, line, sizeof(line)))
			return atoi(line);
	}
	snprintf(why, size, "tracefs is not mounted or not readable");
	return -ENOENT;
}

static int tracepoint(char *why, size_t size)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	int id = tracepoint_id(why, size);

	if (id < 0)
		return id;
	attr.config = (uint64_t)id;
	return attach_perf(BPF_PROG_TYPE_TRACEPOINT, perf_open(&attr, -1));
}

static int cpu_clock(char *why, size_t size)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.config = PERF_COUNT_SW_CPU_CLOCK,
					.freq = 1,
					.sample_freq = 1 };

	(void)why, (void)size;
	return attach_perf(BPF_PROG_TYPE_PERF_EVENT, perf_open(&attr, -1));
}

static int cpu_cycles(char *why, size_t size)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_HARDWARE,
					.config = PERF_COUNT_HW_CPU_CYCLES,
					.freq = 1,
					.sample_freq = 1 };
	int ret = attach_perf(BPF_PROG_TYPE_PERF_EVENT, perf_open(&attr, -1));

	if (ret == -ENOENT || ret == -EOPNOTSUPP)
		snprintf(why, size, "this machine has no hardware counter for it");
	return ret;
}

static int probe_type(const char *name, char *why, size_t size)
{
	char path[96], line[32];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", name);
	if (kern_read_line(path, line, sizeof(line)))
		return atoi(line);
	snprintf(why, size, "the kernel has no %s events", name);
	return -ENOENT;
}

static int kprobe(char *why, size_t size)
{
	int type = probe_type("kprobe", why, size);
	struct perf_event_attr attr = { .type = (uint32_t)type,
					.config1 = (uintptr_t)QUIET_FUNCTION };

	return type < 0 ? type : attach_perf(BPF_PROG_TYPE_KPROBE, perf_open(&attr, -1));
}

static int kprobe_multi(char *why, size_t size)
{
	const char *names[] = { QUIET_FUNCTION };
	LIBBPF_OPTS(bpf_link_create_opts, opts, .kprobe_multi.syms = names, .kprobe_multi.cnt = 1);
	WBPF_CLOSE int fd = kern_probe_load(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, NULL, 0);

	(void)why, (void)size;
	return try_link(fd, 0, BPF_TRACE_KPROBE_MULTI, &opts);
}

/* A page of code that no process runs. */
static int quiet_binary(char *path, size_t size)
{
	static const char code[64];
	int fd = (int)syscall(SYS_memfd_create, "wasm-bpf-probe", 1 /* MFD_CLOEXEC */);

	if (fd < 0 || write(fd, code, sizeof(code)) < 0)
		return -errno;
	snprintf(path, size, "/proc/self/fd/%d", fd);
	return fd;
}

static int uprobe(char *why, size_t size)
{
	int type = probe_type("uprobe", why, size);
	char path[32] = "";
	WBPF_CLOSE int file = type < 0 ? type : quiet_binary(path, sizeof(path));
	struct perf_event_attr attr = { .type = (uint32_t)type, .config1 = (uintptr_t)path };

	return file < 0 ? file : attach_perf(BPF_PROG_TYPE_KPROBE, perf_open(&attr, -1));
}

static int uprobe_multi(char *why, size_t size)
{
	const unsigned long offsets[] = { 0 };
	char path[32] = "";
	WBPF_CLOSE int file = quiet_binary(path, sizeof(path));
	LIBBPF_OPTS(bpf_link_create_opts, opts, .uprobe_multi.path = path,
		    .uprobe_multi.offsets = offsets, .uprobe_multi.cnt = 1);
	WBPF_CLOSE int fd = kern_probe_load(BPF_PROG_TYPE_KPROBE, KERN_AT_UPROBE_MULTI, NULL, 0);

	(void)why, (void)size;
	return try_link(fd, 0, KERN_AT_UPROBE_MULTI, &opts);
}

/* In the initial user namespace the kernel gives none; one that knows the command says so. */
static int token(char *why, size_t size)
{
	WBPF_CLOSE int bpffs = open("/sys/fs/bpf", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	WBPF_CLOSE int fd = bpffs < 0 ? -1 : bpf_token_create(bpffs, NULL);

	if (bpffs < 0) {
		snprintf(why, size, "bpffs is not mounted at /sys/fs/bpf");
		return -ENOENT;
	}
	return fd >= 0 || errno != EINVAL || kern_version() >= 0x060900 ? 0 : -EINVAL;
}

void kern_probe_attach(struct kern_probing *p)
{
	static const struct kern_probe probes[] = {
		{ "tracepoint", "4.7", tracepoint },
		{ "raw tracepoint", "4.17", raw_tracepoint },
		{ "tp_btf", "5.5", tp_btf },
		{ "fentry", "5.5", fentry },
		{ "fexit", "5.5", fexit },
		{ "fmod_ret", "5.7", fmod_ret },
		{ "kprobe", "4.17", kprobe },
		{ "kprobe.multi", "5.18", kprobe_multi },
		{ "uprobe", "4.17", uprobe },
		{ "uprobe.multi", "6.6", uprobe_multi },
		{ "perf event (cpu-clock)", "4.9", cpu_clock },
		{ "perf event (cpu-cycles)", "4.9", cpu_cycles },
		{ "iterator", "5.8", iter },
		{ "LSM", "5.7", lsm },
		{ "BPF token", "6.9", token },
	};

	kern_probe_table(p, "attach", probes, sizeof(probes) / sizeof(probes[0]));
}
