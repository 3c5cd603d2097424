/* SPDX-License-Identifier: MIT */
/* Ids of the kernel's types: the host looks them up, no BTF comes into the guest. */
#include <stdio.h>

#include <bpf/btf.h>

#include "internal.h"

static const char *prefix_of(enum bpf_attach_type type, uint32_t *kind)
{
	*kind = BTF_KIND_FUNC;
	switch (type) {
	case BPF_TRACE_RAW_TP:
		*kind = BTF_KIND_TYPEDEF;
		return "btf_trace_";
	case BPF_LSM_MAC:
	case BPF_LSM_CGROUP:
		return "bpf_lsm_";
	case BPF_TRACE_ITER:
		return "bpf_iter_";
	default:
		return "";
	}
}

int libbpf_find_vmlinux_btf_id(const char *name, enum bpf_attach_type attach_type)
{
	uint32_t kind;
	const char *prefix = prefix_of(attach_type, &kind);
	char full[256];
	int len;

	if (!name)
		return wbpf_err(EINVAL);
	len = snprintf(full, sizeof(full), "%s%s", prefix, name);
	if (len < 0 || (size_t)len >= sizeof(full))
		return wbpf_err(ENAMETOOLONG);
	return wbpf_ret(wbpf_abi_kernel_btf_find("", 0, full, (uint32_t)len, kind));
}
