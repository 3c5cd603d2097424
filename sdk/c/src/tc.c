/* SPDX-License-Identifier: MIT */
/*
 * bpf_tc_*(): filters of the clsact queue. The host makes the queue with the first filter and takes
 * it away with the last one when it made it, so that nothing stays behind a guest that dies.
 */
#include "internal.h"

/* What the kernel gives to the first filter of a hook that asks for no numbers. */
enum { FIRST_PRIORITY = 0xc000, FIRST_HANDLE = 1, BOTH = BPF_TC_INGRESS | BPF_TC_EGRESS };

static int check_hook(const struct bpf_tc_hook *hook)
{
	if (!hook || OPTS_BAD(hook) || OPT(hook, ifindex, 0) <= 0)
		return wbpf_err(EINVAL);
	if ((hook->attach_point & ~(unsigned int)BOTH) || !hook->attach_point)
		return wbpf_err(hook->attach_point & BPF_TC_CUSTOM ? EOPNOTSUPP : EINVAL);
	return OPT(hook, parent, 0) ? wbpf_err(EINVAL) : 0;
}

static int check_one(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	if (check_hook(hook) < 0)
		return -errno;
	if (hook->attach_point == BOTH || !opts || OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	return OPT(opts, priority, 0) > UINT16_MAX ? wbpf_err(EINVAL) : 0;
}

int bpf_tc_hook_create(struct bpf_tc_hook *hook)
{
	return check_hook(hook);
}

static struct wbpf_kept key_of(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	return (struct wbpf_kept){ .kind = WBPF_ATTACH_KIND_TC,
				   .target = hook->ifindex,
				   .type = hook->attach_point,
				   .handle = OPT(opts, handle, 0),
				   .priority = OPT(opts, priority, 0) };
}

static void drop_all(const struct bpf_tc_hook *hook, enum bpf_tc_attach_point point)
{
	struct wbpf_kept key = { .kind = WBPF_ATTACH_KIND_TC,
				 .target = hook->ifindex,
				 .type = point };
	struct wbpf_kept *kept;

	while ((hook->attach_point & point) && (kept = wbpf_kept_find(&key)))
		wbpf_kept_drop(kept);
}

int bpf_tc_hook_destroy(struct bpf_tc_hook *hook)
{
	if (check_hook(hook) < 0)
		return -errno;
	drop_all(hook, BPF_TC_INGRESS);
	drop_all(hook, BPF_TC_EGRESS);
	return 0;
}

/* Numbers by which this filter is found again; those that the caller left open are made up. */
static void number(struct wbpf_kept *k)
{
	k->priority = k->priority ? k->priority : FIRST_PRIORITY;
	if (k->handle)
		return;
	do
		k->handle = k->handle ? k->handle + 1 : FIRST_HANDLE;
	while (wbpf_kept_find(k));
}

/* Another program in the place of one of ours: the old one goes first. */
static int make_place(const struct wbpf_kept *key, __u32 flags)
{
	struct wbpf_kept *old = key->handle && key->priority ? wbpf_kept_find(key) : NULL;

	if (flags & ~(__u32)BPF_TC_F_REPLACE)
		return wbpf_err(EINVAL);
	if (!old)
		return 0;
	return flags & BPF_TC_F_REPLACE ? wbpf_kept_drop(old) : wbpf_err(EEXIST);
}

int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_TC };
	struct wbpf_kept k;

	if (check_one(hook, opts) < 0)
		return -errno;
	if (!OPT(opts, prog_fd, 0) || OPT(opts, prog_id, 0))
		return wbpf_err(EINVAL);
	k = key_of(hook, opts);
	if (make_place(&k, OPT(opts, flags, 0)) < 0)
		return -errno;
	to.ifindex = (uint32_t)hook->ifindex;
	to.attach_point = hook->attach_point;
	to.priority = k.priority;
	to.tc_handle = k.handle;
	k.link = wbpf_attach_fd(opts->prog_fd, &to);
	if (k.link < 0)
		return k.link;
	k.prog_id = wbpf_prog_id(opts->prog_fd);
	number(&k);
	if (wbpf_keep(&k) < 0)
		return -errno;
	opts->handle = k.handle;
	opts->priority = k.priority;
	opts->prog_id = k.prog_id;
	return 0;
}

static struct wbpf_kept *find(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	struct wbpf_kept key, *kept;

	if (check_one(hook, opts) < 0)
		return NULL;
	if (!OPT(opts, handle, 0) || !OPT(opts, priority, 0) || OPT(opts, prog_fd, 0) ||
	    OPT(opts, prog_id, 0) || OPT(opts, flags, 0))
		return wbpf_null(EINVAL);
	key = key_of(hook, opts);
	kept = wbpf_kept_find(&key);
	return kept ? kept : wbpf_null(ENOENT);
}

int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	struct wbpf_kept *kept = find(hook, opts);

	return kept ? wbpf_kept_drop(kept) : -errno;
}

int bpf_tc_query(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	struct wbpf_kept *kept = find(hook, opts);

	if (!kept)
		return -errno;
	opts->prog_id = kept->prog_id;
	return 0;
}
