/* SPDX-License-Identifier: MIT */
/* bpf_prog_attach() and its kin. */
#include "internal.h"

static int32_t handle_of(int fd)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);

	return f ? f->handle : 0;
}

/* The place among other programs of the target; also which own program is to be replaced. */
static int set_place(struct wbpf_attach_opts *to, const struct bpf_prog_attach_opts *from)
{
	int relative = OPT(from, relative_fd, 0);

	if (relative && !handle_of(relative))
		return wbpf_err(EBADF);
	to->relative = relative ? handle_of(relative) : 0;
	to->relative_id = OPT(from, relative_id, 0);
	to->expected_revision = OPT(from, expected_revision, 0);
	return 0;
}

static int replace(struct wbpf_kept *kept, int prog_fd, uint32_t prog_id)
{
	int ret = wbpf_bare_update(kept->link, prog_fd);

	if (ret < 0)
		return ret;
	kept->program = handle_of(prog_fd);
	kept->prog_id = prog_id;
	return 0;
}

/* Links are always of the multi kind: the flags for that and for replacing mean nothing to them. */
int bpf_prog_attach_opts(int prog_fd, int target, enum bpf_attach_type type,
			 const struct bpf_prog_attach_opts *opts)
{
	struct wbpf_attach_opts to = { 0 };
	struct wbpf_kept k = { .target = target, .type = type, .program = handle_of(prog_fd) };
	struct wbpf_kept key = k, *old = NULL;
	uint32_t flags = OPT(opts, flags, 0);
	int replaced = OPT(opts, replace_fd, 0);

	if (OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	if (wbpf_opts_for_type(&to, target, type) < 0 || set_place(&to, opts) < 0)
		return -errno;
	k.kind = key.kind = (enum wbpf_attach_kind)to.kind;
	k.prog_id = wbpf_prog_id(prog_fd);
	if ((flags & BPF_F_REPLACE) && replaced) {
		key.program = handle_of(replaced);
		old = wbpf_kept_find(&key);
		return old ? replace(old, prog_fd, k.prog_id) : wbpf_err(ENOENT);
	}
	to.flags = flags & ~(uint32_t)(BPF_F_ALLOW_OVERRIDE | BPF_F_ALLOW_MULTI | BPF_F_REPLACE);
	k.link = wbpf_fd_is_bare(prog_fd) ? wbpf_bare_attach(prog_fd, target, type, &to) :
					    wbpf_attach_fd(prog_fd, &to);
	return k.link < 0 ? k.link : wbpf_keep(&k);
}

int bpf_prog_attach(int prog_fd, int attachable_fd, enum bpf_attach_type type, unsigned int flags)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = flags);

	return bpf_prog_attach_opts(prog_fd, attachable_fd, type, &opts);
}

int bpf_prog_detach_opts(int prog_fd, int target, enum bpf_attach_type type,
			 const struct bpf_prog_detach_opts *opts)
{
	struct wbpf_kept key = { .target = target, .type = type, .program = handle_of(prog_fd) };
	struct wbpf_attach_opts to = { 0 };
	struct wbpf_kept *kept;

	if (OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	if (wbpf_opts_for_type(&to, target, type) < 0)
		return -errno;
	key.kind = (enum wbpf_attach_kind)to.kind;
	kept = wbpf_kept_find(&key);
	return kept ? wbpf_kept_drop(kept) : wbpf_err(ENOENT);
}

int bpf_prog_detach2(int prog_fd, int attachable_fd, enum bpf_attach_type type)
{
	return bpf_prog_detach_opts(prog_fd, attachable_fd, type, NULL);
}

int bpf_prog_detach(int attachable_fd, enum bpf_attach_type type)
{
	return bpf_prog_detach_opts(0, attachable_fd, type, NULL);
}
