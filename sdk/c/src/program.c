/* SPDX-License-Identifier: MIT */
/* bpf_program: what it is, and what is chosen before load. */
#include "internal.h"

int wbpf_program_info(const struct bpf_program *prog, struct wbpf_program_info *info)
{
	memset(info, 0, sizeof(*info));
	info->sz = sizeof(*info);
	if (!prog)
		return wbpf_err(EINVAL);
	return wbpf_ret(wbpf_abi_program_info(prog->handle, info));
}

#define GETTER(result, name, field)                                                         \
	result name(const struct bpf_program *prog)                                         \
	{                                                                                   \
		struct wbpf_program_info info;                                              \
                                                                                            \
		return wbpf_program_info(prog, &info) < 0 ? (result)0 : (result)info.field; \
	}

GETTER(enum bpf_prog_type, bpf_program__type, type)
GETTER(enum bpf_prog_type, bpf_program__get_type, type)
GETTER(enum bpf_attach_type, bpf_program__expected_attach_type, expected_attach_type)
GETTER(enum bpf_attach_type, bpf_program__get_expected_attach_type, expected_attach_type)
GETTER(__u32, bpf_program__flags, flags)
GETTER(__u32, bpf_program__log_level, log_level)
GETTER(size_t, bpf_program__insn_cnt, insn_cnt)
GETTER(bool, bpf_program__autoload, autoload)
GETTER(bool, bpf_program__autoattach, autoattach)

static int set(struct bpf_program *prog, enum wbpf_program_attr attr, uint64_t value)
{
	if (!prog)
		return wbpf_err(EINVAL);
	return wbpf_ret(wbpf_abi_program_set(prog->handle, attr, value));
}

int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type)
{
	return set(prog, WBPF_PROGRAM_ATTR_TYPE, type);
}

int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type)
{
	return set(prog, WBPF_PROGRAM_ATTR_EXPECTED_ATTACH_TYPE, type);
}

int bpf_program__set_flags(struct bpf_program *prog, __u32 flags)
{
	return set(prog, WBPF_PROGRAM_ATTR_FLAGS, flags);
}

int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level)
{
	return set(prog, WBPF_PROGRAM_ATTR_LOG_LEVEL, log_level);
}

/* Filled when the object's load fails; the host keeps no log of successes. */
int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size)
{
	if (!prog || (log_size && !log_buf))
		return wbpf_err(EINVAL);
	if (prog->obj->loaded)
		return wbpf_err(EBUSY);
	prog->log_buf = log_buf;
	prog->log_size = log_size;
	return 0;
}

const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size)
{
	*log_size = prog->log_size;
	return prog->log_buf;
}

int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)
{
	return set(prog, WBPF_PROGRAM_ATTR_AUTOLOAD, autoload);
}

void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach)
{
	set(prog, WBPF_PROGRAM_ATTR_AUTOATTACH, autoattach);
}

void bpf_program__set_ifindex(struct bpf_program *prog, __u32 ifindex)
{
	set(prog, WBPF_PROGRAM_ATTR_IFINDEX, ifindex);
}

int bpf_program__set_attach_target(struct bpf_program *prog, int attach_prog_fd,
				   const char *attach_func_name)
{
	struct wbpf_fd *target = wbpf_fd_get(attach_prog_fd, WBPF_FD_PROGRAM);
	const char *name = attach_func_name ? attach_func_name : "";

	if (!prog || attach_prog_fd < 0 || (!attach_prog_fd && !attach_func_name))
		return wbpf_err(EINVAL);
	if (attach_prog_fd && !target)
		return wbpf_err(EBADF);
	return wbpf_fail(wbpf_abi_program_set_attach_target(prog->handle,
							    target ? target->handle : 0, name,
							    (uint32_t)strlen(name)));
}

/* A copy as long as the program lives. Read anew on each call: load changes the instructions. */
const struct bpf_insn *bpf_program__insns(const struct bpf_program *prog)
{
	struct bpf_program *p = (struct bpf_program *)prog;
	int32_t len = prog ? wbpf_ret(wbpf_abi_program_insns(prog->handle, NULL, 0)) : -1;
	struct bpf_insn *insns;

	if (len <= 0)
		return NULL;
	insns = realloc(p->insns, (size_t)len);
	if (!insns)
		return wbpf_null(ENOMEM);
	p->insns = insns;
	return wbpf_ret(wbpf_abi_program_insns(prog->handle, insns, (uint32_t)len)) < 0 ? NULL :
											  insns;
}

const char *bpf_program__name(const struct bpf_program *prog)
{
	return prog->name;
}

const char *bpf_program__section_name(const struct bpf_program *prog)
{
	return prog->section;
}

int bpf_program__fd(const struct bpf_program *prog)
{
	/* The descriptor is made when first asked for; the program is the same. */
	struct bpf_program *p = (struct bpf_program *)prog;
	struct wbpf_program_info info;

	if (!prog)
		return wbpf_err(EINVAL);
	if (p->fd)
		return p->fd;
	if (wbpf_program_info(prog, &info) < 0 || !info.loaded)
		return wbpf_err(ENOENT);
	int fd = wbpf_fd_new(WBPF_FD_PROGRAM, prog->handle, false);

	return fd < 0 ? fd : (p->fd = fd);
}

int bpf_program__pin(struct bpf_program *prog, const char *path)
{
	if (!prog || !path)
		return wbpf_err(EINVAL);
	return wbpf_fail(wbpf_abi_program_pin(prog->handle, path, (uint32_t)strlen(path)));
}

int bpf_program__unpin(struct bpf_program *prog, const char *path)
{
	if (!prog || !path)
		return wbpf_err(EINVAL);
	return wbpf_fail(wbpf_abi_program_unpin(prog->handle, path, (uint32_t)strlen(path)));
}

void wbpf_program_release(struct bpf_program *prog)
{
	wbpf_fd_forget(prog->fd);
	free(prog->insns);
	free(prog->name);
	free(prog->section);
}
