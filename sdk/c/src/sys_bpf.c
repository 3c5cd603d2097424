/* SPDX-License-Identifier: MIT */
/*
 * bpf(2) of the guest: descriptors in attr become handles, the host does the rest, and an fd among
 * its answers becomes a descriptor again. libbpf's own bpf.c and programs that call
 * syscall(__NR_bpf, ...) end here.
 */
#include "internal.h"

enum { OPENED_MAX = 2, ATTR_MAX = 4096 };

struct call {
	union bpf_attr attr;
	int32_t opened[OPENED_MAX]; /* handles of granted paths, for this call only */
	uint32_t opened_cnt;
};

#define AT(member) offsetof(union bpf_attr, member)

static const struct {
	enum bpf_cmd cmd;
	uint8_t at;
} fd_fields[] = {
	{ BPF_MAP_CREATE, AT(inner_map_fd) },
	{ BPF_MAP_CREATE, AT(btf_fd) },
	{ BPF_MAP_CREATE, AT(value_type_btf_obj_fd) },
	{ BPF_PROG_LOAD, AT(prog_btf_fd) },
	{ BPF_PROG_LOAD, AT(attach_prog_fd) },
	{ BPF_OBJ_PIN, AT(bpf_fd) },
	{ BPF_PROG_TEST_RUN, AT(test.prog_fd) },
	{ BPF_OBJ_GET_INFO_BY_FD, AT(info.bpf_fd) },
	{ BPF_PROG_QUERY, AT(query.target_fd) },
	{ BPF_RAW_TRACEPOINT_OPEN, AT(raw_tracepoint.prog_fd) },
	{ BPF_MAP_FREEZE, AT(map_fd) },
	{ BPF_LINK_CREATE, AT(link_create.prog_fd) },
	{ BPF_LINK_CREATE, AT(link_create.target_fd) },
	{ BPF_LINK_CREATE, AT(link_create.tcx.relative_fd) },
	{ BPF_LINK_UPDATE, AT(link_update.link_fd) },
	{ BPF_LINK_UPDATE, AT(link_update.new_prog_fd) },
	{ BPF_LINK_UPDATE, AT(link_update.old_prog_fd) },
	{ BPF_ITER_CREATE, AT(iter_create.link_fd) },
	{ BPF_LINK_DETACH, AT(link_detach.link_fd) },
	{ BPF_PROG_BIND_MAP, AT(prog_bind_map.prog_fd) },
	{ BPF_PROG_BIND_MAP, AT(prog_bind_map.map_fd) },
	{ BPF_PROG_STREAM_READ_BY_FD, AT(prog_stream_read.prog_fd) },
	{ BPF_PROG_ASSOC_STRUCT_OPS, AT(prog_assoc_struct_ops.map_fd) },
	{ BPF_PROG_ASSOC_STRUCT_OPS, AT(prog_assoc_struct_ops.prog_fd) },
};

static bool is_on_device(uint32_t type)
{
	return type == BPF_XDP || type == BPF_TCX_INGRESS || type == BPF_TCX_EGRESS ||
	       type == BPF_NETKIT_PRIMARY || type == BPF_NETKIT_PEER;
}

/* The same number is a descriptor, an interface or an id, as the type and the flags say. */
static bool relative_is_fd(const union bpf_attr *attr)
{
	switch (attr->link_create.attach_type) {
	case BPF_TRACE_RAW_TP:
	case BPF_TRACE_FENTRY:
	case BPF_TRACE_FEXIT:
	case BPF_TRACE_FSESSION:
	case BPF_MODIFY_RETURN:
	case BPF_LSM_MAC:
	case BPF_TRACE_ITER:
	case BPF_PERF_EVENT:
	case BPF_NETFILTER:
		return false;
	default:
		return !(attr->link_create.flags & BPF_F_ID);
	}
}

static bool is_fd(enum bpf_cmd cmd, const union bpf_attr *attr, uint32_t at)
{
	if (cmd == BPF_PROG_QUERY)
		return !is_on_device(attr->query.attach_type);
	if (cmd != BPF_LINK_CREATE || at == AT(link_create.prog_fd))
		return true;
	if (at == AT(link_create.target_fd))
		return !is_on_device(attr->link_create.attach_type);
	return relative_is_fd(attr);
}

/* A number that is no descriptor stays: the host says that it is no handle. */
static int32_t handle_of(struct call *c, int fd)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);
	const char *path = f ? NULL : wbpf_fd_path(fd);
	int32_t handle;

	if (f)
		return f->handle;
	if (!path || c->opened_cnt == OPENED_MAX)
		return fd > 0 ? -fd : fd;
	handle = wbpf_abi_grant_open(path, (uint32_t)strlen(path));
	if (handle < 0)
		return -fd;
	return c->opened[c->opened_cnt++] = handle;
}

static void translate_fields(struct call *c, enum bpf_cmd cmd)
{
	for (size_t i = 0; i < sizeof(fd_fields) / sizeof(fd_fields[0]); i++) {
		int32_t *field = (int32_t *)((char *)&c->attr + fd_fields[i].at);

		if (fd_fields[i].cmd == cmd && *field && is_fd(cmd, &c->attr, fd_fields[i].at))
			*field = handle_of(c, *field);
	}
}

static void restore_fields(struct call *c, enum bpf_cmd cmd, const union bpf_attr *given)
{
	for (size_t i = 0; i < sizeof(fd_fields) / sizeof(fd_fields[0]); i++)
		if (fd_fields[i].cmd == cmd)
			memcpy((char *)&c->attr + fd_fields[i].at,
			       (const char *)given + fd_fields[i].at, sizeof(int32_t));
}

/* ---- instructions */

static uint32_t translate_insn(struct call *c, struct bpf_insn *insns, uint32_t i, uint32_t cnt)
{
	if (insns[i].code == (BPF_JMP | BPF_CALL))
		return insns[i].src_reg == BPF_PSEUDO_KFUNC_CALL && insns[i].off > 0 ?
			       (uint32_t)insns[i].off + 1 :
			       0;
	if (insns[i].code != (BPF_LD | BPF_IMM | BPF_DW))
		return 0;
	switch (insns[i].src_reg) {
	case BPF_PSEUDO_MAP_FD:
	case BPF_PSEUDO_MAP_VALUE:
		insns[i].imm = handle_of(c, insns[i].imm);
		return 0;
	case BPF_PSEUDO_BTF_ID:
		if (i + 1 < cnt && insns[i + 1].imm)
			insns[i + 1].imm = handle_of(c, insns[i + 1].imm);
		return 0;
	case BPF_PSEUDO_MAP_IDX:
	case BPF_PSEUDO_MAP_IDX_VALUE:
		return (uint32_t)insns[i].imm + 1;
	default:
		return 0;
	}
}

static void *copy_of(uint64_t addr, size_t size)
{
	void *copy = malloc(size ? size : 1);

	return copy ? memcpy(copy, (const void *)(uintptr_t)addr, size) : NULL;
}

static int32_t load_with(struct call *c, struct bpf_insn *insns, uint32_t size)
{
	uint32_t fd_cnt = c->attr.fd_array_cnt;
	int32_t *fds = NULL, ret;

	for (uint32_t i = 0; i < c->attr.insn_cnt; i++) {
		uint32_t used = translate_insn(c, insns, i, c->attr.insn_cnt);

		fd_cnt = used > fd_cnt ? used : fd_cnt;
	}
	if (c->attr.fd_array) {
		fds = fd_cnt < 65536 ? copy_of(c->attr.fd_array, fd_cnt * sizeof(*fds)) : NULL;
		if (!fds)
			return -12; /* Linux ENOMEM */
		for (uint32_t i = 0; i < fd_cnt; i++)
			fds[i] = fds[i] ? handle_of(c, fds[i]) : 0;
		c->attr.fd_array = (uint64_t)(uintptr_t)fds;
	}
	ret = wbpf_abi_bpf(BPF_PROG_LOAD, &c->attr, size);
	free(fds);
	return ret;
}

static int32_t prog_load(struct call *c, uint32_t size, const union bpf_attr *given)
{
	struct bpf_insn *insns;
	int32_t ret;

	if (c->attr.insn_cnt > 1000000)
		return -7; /* Linux E2BIG */
	insns = copy_of(c->attr.insns, c->attr.insn_cnt * sizeof(*insns));
	if (!insns)
		return -12; /* Linux ENOMEM */
	c->attr.insns = (uint64_t)(uintptr_t)insns;
	ret = load_with(c, insns, size);
	free(insns);
	c->attr.insns = given->insns;
	c->attr.fd_array = given->fd_array;
	return ret;
}

/* ---- answers */

static enum wbpf_fd_kind kind_of_answer(enum bpf_cmd cmd)
{
	switch (cmd) {
	case BPF_MAP_CREATE:
	case BPF_MAP_GET_FD_BY_ID:
		return WBPF_FD_MAP;
	case BPF_PROG_LOAD:
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_OBJ_GET: /* what is no map and no link: bpf_obj_get_opts() */
		return WBPF_FD_PROGRAM;
	case BPF_RAW_TRACEPOINT_OPEN:
	case BPF_LINK_CREATE:
	case BPF_LINK_GET_FD_BY_ID:
		return WBPF_FD_LINK;
	case BPF_BTF_LOAD:
	case BPF_BTF_GET_FD_BY_ID:
		return WBPF_FD_BTF;
	case BPF_ENABLE_STATS:
	case BPF_ITER_CREATE:
		return WBPF_FD_STREAM;
	default:
		return WBPF_FD_FREE;
	}
}

static int answer(enum bpf_cmd cmd, int32_t ret)
{
	enum wbpf_fd_kind kind = kind_of_answer(cmd);
	int fd;

	ret = wbpf_ret(ret);
	if (ret < 0 || kind == WBPF_FD_FREE)
		return ret;
	fd = wbpf_fd_new(kind, ret, true);
	if (fd >= 0)
		wbpf_fd_any(fd)->bare = kind != WBPF_FD_MAP;
	return fd;
}

int wbpf_sys_bpf(enum bpf_cmd cmd, union bpf_attr *attr, uint32_t size)
{
	uint32_t known = size < sizeof(*attr) ? size : sizeof(*attr);
	struct call c = { 0 };
	union bpf_attr given = { 0 };
	int32_t ret;

	if (size > sizeof(*attr))
		for (uint32_t i = sizeof(*attr); i < size; i++)
			if (i >= ATTR_MAX || ((char *)attr)[i])
				return wbpf_err(E2BIG);
	memcpy(&given, attr, known);
	c.attr = given;
	translate_fields(&c, cmd);
	ret = cmd == BPF_PROG_LOAD ? prog_load(&c, known, &given) :
				     wbpf_abi_bpf(cmd, &c.attr, known);
	restore_fields(&c, cmd, &given);
	memcpy(attr, &c.attr, known);
	while (c.opened_cnt)
		wbpf_abi_close(c.opened[--c.opened_cnt]);
	return answer(cmd, ret);
}

/* ---- programs without an object where the API gives no link */

int32_t wbpf_bare_attach(int prog_fd, int target, enum bpf_attach_type type,
			 const struct wbpf_attach_opts *place)
{
	union bpf_attr attr = { 0 };
	struct wbpf_fd *f;
	int fd;

	attr.link_create.prog_fd = (__u32)prog_fd;
	attr.link_create.target_fd = (__u32)target;
	attr.link_create.attach_type = type;
	attr.link_create.flags = place->flags;
	attr.link_create.tcx.expected_revision = place->expected_revision;
	if (place->relative)
		return wbpf_err(EOPNOTSUPP);
	if (place->relative_id) {
		attr.link_create.flags |= BPF_F_ID;
		attr.link_create.tcx.relative_id = place->relative_id;
	}
	fd = wbpf_sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		return fd;
	f = wbpf_fd_any(fd);
	f->kind = WBPF_FD_FREE; /* the handle lives on without it */
	return f->handle;
}

int wbpf_bare_update(int32_t link, int prog_fd)
{
	int fd = wbpf_fd_new(WBPF_FD_LINK, link, false);
	int ret = fd < 0 ? fd : wbpf_bare_link_update(fd, prog_fd, NULL);

	if (fd >= 0)
		wbpf_fd_forget(fd);
	return ret;
}
