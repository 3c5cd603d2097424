/* SPDX-License-Identifier: MIT */
/* Program and map types, by making one of each. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

#include "kern/probe.h"

/* The least kernel of each type, in the order of the numbers. */
static const char *const program_since[] = {
	NULL,	"3.19", "4.1",	"4.1",	"4.1",	"4.7",	"4.8",	"4.9",	"4.10", "4.10", "4.10",
	"4.10", "4.10", "4.13", "4.14", "4.15", "4.17", "4.17", "4.17", "4.18", "4.18", "4.19",
	"4.20", "5.2",	"5.2",	"5.3",	"5.5",	"5.6",	"5.6",	"5.7",	"5.9",	"5.14", "6.4",
};

static const char *const map_since[] = {
	NULL,	"3.19", "3.19", "4.2",	"4.3",	"4.6",	"4.6",	"4.6",	"4.8",
	"4.10", "4.10", "4.11", "4.12", "4.12", "4.14", "4.14", "4.15", "4.18",
	"4.18", "4.19", "4.19", "4.20", "4.20", "4.20", "5.2",	"5.4",	"5.6",
	"5.8",	"5.10", "5.11", "5.16", "6.1",	"6.2",	"6.9",
};

/* libbpf: 1 supported, 0 not, negative: it could not find out. It says "not" of what we may not
 * do as well; only errno still tells. */
static int as_probe(int ret)
{
	if (ret > 0)
		return 0;
	if (ret < 0)
		return ret;
	return errno == EPERM ? -EPERM : -EINVAL;
}

static int load_by_btf(uint32_t type, uint32_t attach_type, const char *target)
{
	int fd = kern_probe_load(type, attach_type, target, 0);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

/* libbpf tries these with fentry, which may be what is missing. */
static int program_type(uint32_t type)
{
	switch (type) {
	case BPF_PROG_TYPE_TRACING:
		return load_by_btf(type, BPF_TRACE_RAW_TP, "bpf_test_finish");
	case BPF_PROG_TYPE_LSM:
		return load_by_btf(type, BPF_LSM_MAC, "quotactl");
	default:
		errno = 0;
		return as_probe(libbpf_probe_bpf_prog_type((enum bpf_prog_type)type, NULL));
	}
}

static int map_type(uint32_t type)
{
	errno = 0;
	return as_probe(libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL));
}

void kern_probe_types(struct kern_probing *p)
{
	const uint32_t programs = sizeof(program_since) / sizeof(program_since[0]);
	const uint32_t maps = sizeof(map_since) / sizeof(map_since[0]);

	for (uint32_t t = 1; t < programs && p->more; t++)
		kern_probe_tell(p, "program type", libbpf_bpf_prog_type_str((enum bpf_prog_type)t),
				program_since[t], program_type(t), "");
	for (uint32_t t = 1; t < maps && p->more; t++)
		kern_probe_tell(p, "map type", libbpf_bpf_map_type_str((enum bpf_map_type)t),
				map_since[t], map_type(t), "");
}
