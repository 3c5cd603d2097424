/* SPDX-License-Identifier: MIT */
/* BPF_PROG_LOAD: instructions name maps, BTF and programs by fd, in themselves or in fd_array. */
#include <errno.h>
#include <string.h>

#include "host/bpf_call.h"

enum { INSNS_MAX = 1000000, FDS_MAX = 65536 };

/* The first half of a 64-bit load. */
static bool is_ld_imm64(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

static bool is_kfunc_call(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_KFUNC_CALL;
}

static int put_fd(struct host_bpf_call *c, int32_t *imm, uint32_t index)
{
	int fd = host_bpf_fd(c->g, *imm);

	if (fd < 0)
		return wbpf_wrap(&c->g->last_error, "bpf prog_load: instruction %u", index);
	*imm = fd;
	return 0;
}

static int translate_insn(struct host_bpf_call *c, struct bpf_insn *insns, uint32_t cnt, uint32_t i)
{
	if (!is_ld_imm64(&insns[i]))
		return 0;
	switch (insns[i].src_reg) {
	case BPF_PSEUDO_MAP_FD:
	case BPF_PSEUDO_MAP_VALUE:
		return put_fd(c, &insns[i].imm, i);
	case BPF_PSEUDO_BTF_ID: /* of a module; 0: of vmlinux */
		return i + 1 < cnt && insns[i + 1].imm ? put_fd(c, &insns[i + 1].imm, i + 1) : 0;
	default:
		return 0;
	}
}

/* How far the kernel reads in fd_array for this instruction, in elements. */
static uint32_t fds_used(const struct bpf_insn *insn)
{
	bool by_index = is_ld_imm64(insn) && (insn->src_reg == BPF_PSEUDO_MAP_IDX ||
					      insn->src_reg == BPF_PSEUDO_MAP_IDX_VALUE);

	if (by_index)
		return (uint32_t)insn->imm < UINT32_MAX ? (uint32_t)insn->imm + 1 : UINT32_MAX;
	return is_kfunc_call(insn) && insn->off > 0 ? (uint32_t)insn->off + 1 : 0;
}

static int translate_insns(struct host_bpf_call *c, uint32_t *fd_cnt)
{
	const void *from = (const void *)(uintptr_t)c->attr.insns;
	uint32_t cnt = c->attr.insn_cnt;
	struct bpf_insn *insns;
	int ret = 0;

	if (cnt > INSNS_MAX)
		return wbpf_arg_fail(c->g, -E2BIG, "bpf prog_load: %u instructions", cnt);
	insns = host_bpf_alloc(c, (size_t)cnt * sizeof(*insns));
	if (!insns)
		return -ENOMEM;
	memcpy(insns, from, (size_t)cnt * sizeof(*insns));
	c->attr.insns = (uint64_t)(uintptr_t)insns;
	for (uint32_t i = 0; !ret && i < cnt; i++) {
		uint32_t used = fds_used(&insns[i]);

		*fd_cnt = used > *fd_cnt ? used : *fd_cnt;
		ret = translate_insn(c, insns, cnt, i);
	}
	return ret;
}

/* Index 0 of a kfunc call is vmlinux's BTF: elements that name nothing stay. */
static int translate_fds(struct host_bpf_call *c, uint32_t cnt)
{
	uint64_t addr = c->attr.fd_array;
	const void *from;
	int32_t *fds;
	int ret;

	c->attr.fd_array = 0;
	if (!addr || !cnt)
		return 0;
	if (addr > UINT32_MAX || cnt > FDS_MAX)
		return wbpf_arg_fail(c->g, -EFAULT, "bpf prog_load: fd_array of %u elements", cnt);
	ret = wbpf_arg_peek_array(c->g, WBPF_GADDR(addr), cnt, sizeof(*fds), "fd_array", &from);
	fds = ret ? NULL : host_bpf_alloc(c, (size_t)cnt * sizeof(*fds));
	if (!fds)
		return ret ? ret : -ENOMEM;
	memcpy(fds, from, (size_t)cnt * sizeof(*fds));
	for (uint32_t i = 0; !ret && i < cnt; i++) {
		if (fds[i])
			ret = put_fd(c, &fds[i], i);
	}
	c->attr.fd_array = (uint64_t)(uintptr_t)fds;
	return ret;
}

int host_bpf_load(struct host_bpf_call *c)
{
	uint32_t fd_cnt = c->attr.fd_array_cnt;
	int ret = c->attr.insns ? translate_insns(c, &fd_cnt) : 0;

	if (!ret)
		ret = translate_fds(c, fd_cnt);
	if (!ret)
		ret = host_bpf_kernel(c);
	c->attr.fd_array = c->given.fd_array;
	return ret;
}
