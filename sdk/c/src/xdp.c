/* SPDX-License-Identifier: MIT */
/* bpf_xdp_attach() and its kin: one program of ours per interface, replaced without a gap. */
#include <linux/if_link.h>

#include "internal.h"

static struct wbpf_kept *find(int ifindex)
{
	const struct wbpf_kept key = { .kind = WBPF_ATTACH_KIND_XDP, .target = ifindex };

	return wbpf_kept_find(&key);
}

static int replace(struct wbpf_kept *kept, int prog_fd)
{
	struct wbpf_fd *prog = wbpf_fd_get(prog_fd, WBPF_FD_PROGRAM);
	int ret;

	if (!prog)
		return wbpf_err(EBADF);
	ret = prog->bare ? wbpf_bare_update(kept->link, prog_fd) :
			   wbpf_ret(wbpf_abi_link_update(kept->link, prog->handle, 0));
	if (ret >= 0)
		kept->prog_id = wbpf_prog_id(prog_fd);
	return ret;
}

/* With the program that must be there now: it has to be ours and that one. */
static int check_old(const struct wbpf_kept *kept, int old_prog_fd)
{
	if (old_prog_fd <= 0 || (kept && kept->prog_id == wbpf_prog_id(old_prog_fd)))
		return 0;
	return wbpf_err(EEXIST);
}

int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	struct wbpf_kept k = { .kind = WBPF_ATTACH_KIND_XDP, .target = ifindex };
	struct wbpf_kept *kept = find(ifindex);
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_XDP };

	if (OPTS_BAD(opts) || ifindex <= 0)
		return wbpf_err(EINVAL);
	if (check_old(kept, OPT(opts, old_prog_fd, 0)) < 0)
		return -errno;
	if (prog_fd < 0)
		return kept ? wbpf_kept_drop(kept) : 0;
	if (kept)
		return flags & XDP_FLAGS_UPDATE_IF_NOEXIST ? wbpf_err(EBUSY) :
							     replace(kept, prog_fd);
	to.ifindex = (uint32_t)ifindex;
	to.flags = flags & XDP_FLAGS_MODES;
	k.prog_id = wbpf_prog_id(prog_fd);
	k.link = wbpf_fd_is_bare(prog_fd) ? wbpf_bare_attach(prog_fd, ifindex, BPF_XDP, &to) :
					    wbpf_attach_fd(prog_fd, &to);
	return k.link < 0 ? k.link : wbpf_keep(&k);
}

int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	return bpf_xdp_attach(ifindex, -1, flags, opts);
}

/* A guest sees its own program only: 0 says that it has none there. */
int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id)
{
	struct wbpf_kept *kept = find(ifindex);

	(void)flags;
	if (ifindex <= 0 || !prog_id)
		return wbpf_err(EINVAL);
	*prog_id = kept ? kept->prog_id : 0;
	return 0;
}

#define SET(opts, field, value)                                                         \
	do {                                                                            \
		if ((opts)->sz >=                                                       \
		    offsetof(struct bpf_xdp_query_opts, field) + sizeof((opts)->field)) \
			(opts)->field = (value);                                        \
	} while (0)

/* In which mode the kernel runs it and what the device can do is not for guests. */
int bpf_xdp_query(int ifindex, int flags, struct bpf_xdp_query_opts *opts)
{
	__u32 id = 0;
	int ret = OPTS_BAD(opts) ? wbpf_err(EINVAL) : bpf_xdp_query_id(ifindex, flags, &id);

	if (ret < 0 || !opts)
		return ret;
	SET(opts, prog_id, id);
	SET(opts, drv_prog_id, 0);
	SET(opts, hw_prog_id, 0);
	SET(opts, skb_prog_id, 0);
	SET(opts, attach_mode, id ? XDP_ATTACHED_MULTI : XDP_ATTACHED_NONE);
	SET(opts, feature_flags, 0);
	SET(opts, xdp_zc_max_segs, 0);
	return 0;
}
