/* SPDX-License-Identifier: MIT */
/* Attach by section name or, with a target, by program type. */
#include <errno.h>
#include <string.h>

#include "kern/link.h"
#include "kern/privilege.h"
#include "kern/uapi.h"

/* ---- without a target: libbpf knows, or we say what is missing ---- */

static const char *what_is_missing(uint32_t type)
{
	switch (type) {
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SOCKET_FILTER:
		return "an interface name";
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_SOCK_OPS:
	case BPF_PROG_TYPE_LSM:
		return "the path of a cgroup";
	case BPF_PROG_TYPE_SK_LOOKUP:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
		return "the path of a network namespace";
	case BPF_PROG_TYPE_SK_SKB:
	case BPF_PROG_TYPE_SK_MSG:
		return "a sockmap";
	case BPF_PROG_TYPE_PERF_EVENT:
		return "a perf event";
	case BPF_PROG_TYPE_KPROBE:
		return "a function (for user space path:symbol or path:provider:name)";
	case BPF_PROG_TYPE_TRACEPOINT:
		return "category:name of a tracepoint";
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
		return "the name of a tracepoint";
	case BPF_PROG_TYPE_STRUCT_OPS:
		return "its struct_ops map: attach the map";
	case KERN_PROG_NETFILTER:
		return "a protocol family and a hook";
	default:
		return NULL;
	}
}

/* "uprobe/PATH:function", "usdt.s/PATH:provider:name": the path is the guest's. */
static int check_section_file(struct kern_attaching *a)
{
	const char *path = strchr(bpf_program__section_name(a->bpf), '/');
	const char *section = bpf_program__section_name(a->bpf);

	if (!path || (strncmp(section, "uprobe", 6) && strncmp(section, "uretprobe", 9) &&
		      strncmp(section, "usdt", 4)))
		return 0;
	return kern_attach_check_file(a, path + 1, strcspn(path + 1, ":"));
}

static int by_section(struct kern_attaching *a)
{
	const char *section = bpf_program__section_name(a->bpf);
	const char *missing = what_is_missing(bpf_program__type(a->bpf));
	int ret = check_section_file(a);

	if (ret)
		return ret;
	ret = kern_attach_take(a, bpf_program__attach(a->bpf));
	if (!ret && (kern_section_is(a->bpf, "usdt") || kern_section_is(a->bpf, "usdt.s"))) {
		a->link->keep = a->prog->obj;
		a->link->kind = KERN_ATTACH_USDT;
		kern_object_hold(a->prog->obj);
	}
	if (ret != -EOPNOTSUPP)
		return ret;
	if (missing)
		return kern_attach_refuse(a, -EINVAL,
					  "section '%s' does not say where: it needs %s", section,
					  missing);
	return kern_attach_refuse(a, ret, "programs of section '%s' are not attached by themselves",
				  section);
}

/* ---- with one ---- */

int kern_attach_as(struct kern_attaching *a, enum kern_attach_kind kind)
{
	a->opts.kind = kind;
	return kern_attach_by(a);
}

static bool is_tcx(uint32_t attach_type)
{
	return attach_type == KERN_AT_TCX_INGRESS || attach_type == KERN_AT_TCX_EGRESS;
}

static int by_classifier(struct kern_attaching *a)
{
	uint32_t type = bpf_program__expected_attach_type(a->bpf);

	if (type == KERN_AT_NETKIT_PRIMARY || type == KERN_AT_NETKIT_PEER)
		return kern_attach_as(a, KERN_ATTACH_NETKIT);
	/* libbpf takes SEC("tc/ingress") for tcx; an older kernel still has clsact. */
	return kern_attach_as(a, is_tcx(type) && kern_version() >= 0x060600 ? KERN_ATTACH_TCX :
									      KERN_ATTACH_TC);
}

static int by_tracing(struct kern_attaching *a)
{
	if (bpf_program__expected_attach_type(a->bpf) == BPF_TRACE_ITER)
		return kern_attach_as(a, KERN_ATTACH_ITER);
	return kern_attach_refuse(a, -EINVAL, "what section '%s' traces is fixed when it is loaded",
				  bpf_program__section_name(a->bpf));
}

static int by_lsm(struct kern_attaching *a)
{
	if (bpf_program__expected_attach_type(a->bpf) == BPF_LSM_CGROUP)
		return kern_attach_as(a, KERN_ATTACH_CGROUP);
	return by_tracing(a);
}

static int by_type(struct kern_attaching *a)
{
	switch ((uint32_t)bpf_program__type(a->bpf)) {
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_SOCK_OPS:
		return kern_attach_as(a, KERN_ATTACH_CGROUP);
	case BPF_PROG_TYPE_LSM:
		return by_lsm(a);
	case BPF_PROG_TYPE_XDP:
		return kern_attach_as(a, KERN_ATTACH_XDP);
	case BPF_PROG_TYPE_SCHED_CLS:
		return by_classifier(a);
	case BPF_PROG_TYPE_TRACEPOINT:
		return kern_attach_as(a, KERN_ATTACH_TRACEPOINT);
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
		return kern_attach_as(a, KERN_ATTACH_RAW_TRACEPOINT);
	case BPF_PROG_TYPE_KPROBE:
		return a->opts.target && *a->opts.target ? kern_attach_target_probe(a) :
							   by_section(a);
	case BPF_PROG_TYPE_TRACING:
		return by_tracing(a);
	case BPF_PROG_TYPE_SK_LOOKUP:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
		return kern_attach_as(a, KERN_ATTACH_NETNS);
	case BPF_PROG_TYPE_SOCKET_FILTER:
		return kern_attach_as(a, KERN_ATTACH_SOCKET_FILTER);
	case BPF_PROG_TYPE_PERF_EVENT:
		return kern_attach_as(a, KERN_ATTACH_PERF_EVENT);
	case BPF_PROG_TYPE_SK_SKB:
	case BPF_PROG_TYPE_SK_MSG:
		return kern_attach_as(a, KERN_ATTACH_SOCKMAP);
	case BPF_PROG_TYPE_EXT:
		return kern_attach_as(a, KERN_ATTACH_FREPLACE);
	default:
		return by_section(a);
	}
}

static bool has_target(const struct kern_attaching *a)
{
	return (a->opts.target && *a->opts.target) || a->opts.fd > 0 || a->opts.ifindex ||
	       a->opts.map;
}

/* For these an empty target means the namespace of the caller. */
static bool is_here(const struct kern_attaching *a)
{
	uint32_t type = bpf_program__type(a->bpf);

	return a->opts.target &&
	       (type == BPF_PROG_TYPE_SK_LOOKUP || type == BPF_PROG_TYPE_FLOW_DISSECTOR);
}

int kern_attach_auto(struct kern_attaching *a)
{
	/* Sections trace every process, and a target given in their place does so too. */
	if (!a->opts.pid)
		a->opts.pid = -1;
	return has_target(a) || is_here(a) ? by_type(a) : by_section(a);
}
