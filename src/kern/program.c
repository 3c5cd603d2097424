/* SPDX-License-Identifier: MIT */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>

#include "kern/object.h"
#include "kern/words.h"

static uint32_t kernel_id(int fd)
{
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info);

	return fd >= 0 && !bpf_prog_get_info_by_fd(fd, &info, &len) ? info.id : 0;
}

int kern_program_fd(const struct kern_program *prog)
{
	int fd = prog->obj->loaded ? bpf_program__fd(prog->bpf) : -1;

	return fd >= 0 ? fd : -EINVAL;
}

const void *kern_program_insns(const struct kern_program *prog, size_t *len_bytes)
{
	*len_bytes = bpf_program__insn_cnt(prog->bpf) * sizeof(struct bpf_insn);
	return bpf_program__insns(prog->bpf);
}

const char *kern_program_name(const struct kern_program *prog)
{
	return bpf_program__name(prog->bpf);
}

int kern_program_info(const struct kern_program *prog, struct kern_program_info *info,
		      struct wbpf_error *err)
{
	int fd = kern_program_fd(prog);

	(void)err; /* everything is known without the kernel but the id, which has a default */
	*info = (struct kern_program_info){
		.type = bpf_program__type(prog->bpf),
		.expected_attach_type = bpf_program__expected_attach_type(prog->bpf),
		.flags = bpf_program__flags(prog->bpf),
		.log_level = bpf_program__log_level(prog->bpf),
		.insn_cnt = (uint32_t)bpf_program__insn_cnt(prog->bpf),
		.id = kernel_id(fd),
		.autoload = bpf_program__autoload(prog->bpf),
		.autoattach = bpf_program__autoattach(prog->bpf),
		.loaded = fd >= 0,
	};
	snprintf(info->name, sizeof(info->name), "%s", bpf_program__name(prog->bpf));
	snprintf(info->section, sizeof(info->section), "%s", bpf_program__section_name(prog->bpf));
	return 0;
}

static int set(struct bpf_program *bpf, enum kern_program_attr attr, uint32_t v)
{
	switch (attr) {
	case KERN_PROGRAM_TYPE:
		return bpf_program__set_type(bpf, (enum bpf_prog_type)v);
	case KERN_PROGRAM_EXPECTED_ATTACH_TYPE:
		return bpf_program__set_expected_attach_type(bpf, (enum bpf_attach_type)v);
	case KERN_PROGRAM_FLAGS:
		return bpf_program__set_flags(bpf, v);
	case KERN_PROGRAM_LOG_LEVEL:
		return bpf_program__set_log_level(bpf, v);
	case KERN_PROGRAM_AUTOLOAD:
		return bpf_program__set_autoload(bpf, v);
	case KERN_PROGRAM_AUTOATTACH:
		bpf_program__set_autoattach(bpf, v);
		return 0;
	case KERN_PROGRAM_IFINDEX:
		bpf_program__set_ifindex(bpf, v);
		return 0;
	}
	return -EINVAL;
}

static int refuse_late(const struct kern_program *prog, struct wbpf_error *err)
{
	if (prog->obj->tried)
		return kern_refuse(err, -EBUSY, "program '%s': the object is loaded already",
				   kern_program_name(prog));
	return 0;
}

int kern_program_set(struct kern_program *prog, enum kern_program_attr attr, uint64_t value,
		     struct wbpf_error *err)
{
	/* Automatic attachment is asked about after load. */
	int ret = attr == KERN_PROGRAM_AUTOATTACH ? 0 : refuse_late(prog, err);

	KERN_LISTEN();
	if (ret)
		return ret;
	if (value > UINT32_MAX)
		return kern_refuse(err, -ERANGE,
				   "program '%s': attribute %d: %llu: 32 bits at most",
				   kern_program_name(prog), attr, (unsigned long long)value);
	ret = set(prog->bpf, attr, (uint32_t)value);
	return ret ? kern_fail(err, ret, "program '%s': set attribute %d to %llu",
			       kern_program_name(prog), attr, (unsigned long long)value) :
		     0;
}

int kern_program_set_attach_target(struct kern_program *prog, int target_fd, const char *name,
				   struct wbpf_error *err)
{
	int ret = refuse_late(prog, err);

	KERN_LISTEN();
	if (ret)
		return ret;
	ret = bpf_program__set_attach_target(prog->bpf, target_fd, name);
	return ret ? kern_fail(err, ret, "program '%s': attach target '%s'",
			       kern_program_name(prog), name ? name : "") :
		     0;
}

int kern_program_pin(struct kern_program *prog, const char *path, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	ret = path ? kern_pin_check(path) : -EINVAL;
	if (!ret)
		ret = bpf_program__pin(prog->bpf, path);
	return ret ? kern_fail(err, ret, "program '%s': pin at '%s'", kern_program_name(prog),
			       path ? path : "") :
		     0;
}

int kern_program_unpin(struct kern_program *prog, const char *path, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	ret = path ? bpf_program__unpin(prog->bpf, path) : -EINVAL;
	return ret ? kern_fail(err, ret, "program '%s': unpin from '%s'", kern_program_name(prog),
			       path ? path : "") :
		     0;
}
