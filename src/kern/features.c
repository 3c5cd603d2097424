/* SPDX-License-Identifier: MIT */
#include "kern/features.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>

#include "kern/kern.h"
#include "kern/privilege.h"
#include "kern/probe.h"
#include "kern/words.h"

static unsigned version_of(const char *text)
{
	unsigned major = 0, minor = 0;

	sscanf(text, "%u.%u", &major, &minor);
	return major << 16 | minor << 8;
}

static void explain(struct kern_feature *f, int code, const char *why)
{
	char privilege[96];

	code = kern_code(code);
	if (why[0])
		snprintf(f->why, sizeof(f->why), "%s", why);
	else if ((code == -EPERM || code == -EACCES) &&
		 kern_missing_privilege(privilege, sizeof(privilege)))
		snprintf(f->why, sizeof(f->why), "%s", privilege);
	else if (f->since && kern_version() < version_of(f->since))
		snprintf(f->why, sizeof(f->why), "needs Linux %s", f->since);
	else if (code == -EINVAL || code == -EOPNOTSUPP || code == -ENOENT)
		snprintf(f->why, sizeof(f->why), "not in this kernel's configuration (%s)",
			 wbpf_errno_text(code));
	else
		snprintf(f->why, sizeof(f->why), "%s", wbpf_errno_text(code));
}

void kern_probe_tell(struct kern_probing *p, const char *group, const char *name, const char *since,
		     int ret, const char *why)
{
	struct kern_feature f = { .group = group, .name = name, .since = since, .available = !ret };

	if (!p->more)
		return;
	if (ret)
		explain(&f, ret, why);
	p->more = p->fn(p->ctx, &f);
}

void kern_probe_table(struct kern_probing *p, const char *group, const struct kern_probe *probes,
		      size_t cnt)
{
	for (size_t i = 0; i < cnt && p->more; i++) {
		char why[160] = "";
		int ret = probes[i].fn(why, sizeof(why));

		kern_probe_tell(p, group, probes[i].name, probes[i].since, ret, why);
	}
}

int kern_probe_load(uint32_t type, uint32_t attach_type, const char *target, int value)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach_type);
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = value },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int id = 0, fd;

	if (target)
		id = libbpf_find_vmlinux_btf_id(target, (enum bpf_attach_type)attach_type);
	if (id < 0)
		return id;
	opts.attach_btf_id = (uint32_t)id;
	fd = bpf_prog_load((enum bpf_prog_type)type, "wasm_bpf_probe", "GPL", insns, 2, &opts);
	return fd >= 0 ? fd : -errno;
}

void kern_features(bool (*fn)(void *ctx, const struct kern_feature *f), void *ctx)
{
	struct kern_probing p = { .fn = fn, .ctx = ctx, .more = true };

	kern_init(); /* what libbpf says about a probe that fails goes to the log, not to stderr */
	kern_probe_privileges(&p);
	kern_probe_kernel(&p);
	kern_probe_types(&p);
	kern_probe_attach(&p);
	kern_probe_attach_net(&p);
}
