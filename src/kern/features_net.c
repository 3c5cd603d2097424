/* SPDX-License-Identifier: MIT */
/* Network attachments, tried in a network namespace of their own, on its own loopback. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/probe.h"
#include "kern/uapi.h"

enum { LOOPBACK = 1, PASS_TCX = -1, PASS_XDP = 2, ACCEPT = 1 };

static int try_link(int prog_fd, int target, uint32_t type, const struct bpf_link_create_opts *opts)
{
	WBPF_CLOSE int fd = prog_fd < 0 ? prog_fd :
					  bpf_link_create(prog_fd, target,
							  (enum bpf_attach_type)type, opts);

	return fd < 0 ? (prog_fd < 0 ? prog_fd : -errno) : 0;
}

static int xdp(char *why, size_t size)
{
	WBPF_CLOSE int fd = kern_probe_load(BPF_PROG_TYPE_XDP, BPF_XDP, NULL, PASS_XDP);

	(void)why, (void)size;
	return try_link(fd, LOOPBACK, BPF_XDP, NULL);
}

static int clsact(char *why, size_t size)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = LOOPBACK,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	int ret = bpf_tc_hook_create(&hook);

	if (ret == -ENOENT || ret == -EINVAL)
		snprintf(why, size, "the kernel has no clsact qdisc (module sch_ingress)");
	if (!ret)
		bpf_tc_hook_destroy(&hook);
	return ret;
}

static int tcx(char *why, size_t size)
{
	WBPF_CLOSE int fd = kern_probe_load(BPF_PROG_TYPE_SCHED_CLS, 0, NULL, PASS_TCX);

	(void)why, (void)size;
	return try_link(fd, LOOPBACK, KERN_AT_TCX_INGRESS, NULL);
}

static int netns(char *why, size_t size)
{
	WBPF_CLOSE int ns = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	WBPF_CLOSE int fd = kern_probe_load(BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, NULL, ACCEPT);

	(void)why, (void)size;
	return try_link(fd, ns, BPF_SK_LOOKUP, NULL);
}

static int netfilter(char *why, size_t size)
{
	enum { IPV4 = 2, LOCAL_IN = 1, PRIORITY = -128 };
	LIBBPF_OPTS(bpf_link_create_opts, opts, .netfilter.pf = IPV4, .netfilter.hooknum = LOCAL_IN,
		    .netfilter.priority = PRIORITY);
	WBPF_CLOSE int fd = kern_probe_load(KERN_PROG_NETFILTER, KERN_AT_NETFILTER, NULL, ACCEPT);

	(void)why, (void)size;
	return try_link(fd, 0, KERN_AT_NETFILTER, &opts);
}

static const struct kern_probe probes[] = {
	{ "XDP link", "5.9", xdp },
	{ "TC (clsact)", "4.5", clsact },
	{ "TCX", "6.6", tcx },
	{ "netns (sk_lookup)", "5.9", netns },
	{ "netfilter", "6.4", netfilter },
};

enum { PROBES = sizeof(probes) / sizeof(probes[0]) };

struct answers {
	int ret[PROBES];
	char why[PROBES][160];
};

/* A thread of its own: unshare() moves only the thread that calls it. */
static void *in_own_netns(void *arg)
{
	struct answers *a = arg;
	int apart = unshare(CLONE_NEWNET) ? -errno : 0;

	for (int i = 0; i < PROBES; i++) {
		a->ret[i] = apart ? apart : probes[i].fn(a->why[i], sizeof(a->why[i]));
		if (apart)
			snprintf(a->why[i], sizeof(a->why[i]),
				 "not tried: no network namespace of its own (%s)",
				 strerrordesc_np(-apart));
	}
	return NULL;
}

/* ---- cgroup: the root, with a program that lets everything pass ---- */

static int open_cgroup2(void)
{
	FILE *f = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	int fd = -ENOENT;

	while (fd < 0 && f && (m = getmntent(f)))
		if (!strcmp(m->mnt_type, "cgroup2"))
			fd = open(m->mnt_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f)
		endmntent(f);
	return fd;
}

static int cgroup(char *why, size_t size)
{
	WBPF_CLOSE int dir = open_cgroup2();
	WBPF_CLOSE int fd = -1;

	if (dir < 0) {
		snprintf(why, size, "no cgroup version 2 is mounted");
		return -ENOENT;
	}
	fd = kern_probe_load(BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS, NULL, ACCEPT);
	return try_link(fd, dir, BPF_CGROUP_INET_INGRESS, NULL);
}

void kern_probe_attach_net(struct kern_probing *p)
{
	static const struct kern_probe cgroup_probe = { "cgroup link", "5.7", cgroup };
	struct answers a = { 0 };
	pthread_t thread;

	kern_probe_table(p, "attach", &cgroup_probe, 1);
	if (!p->more || pthread_create(&thread, NULL, in_own_netns, &a))
		return;
	pthread_join(thread, NULL);
	for (int i = 0; i < PROBES; i++)
		kern_probe_tell(p, "attach", probes[i].name, probes[i].since, a.ret[i], a.why[i]);
}
