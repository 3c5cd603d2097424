/* SPDX-License-Identifier: MIT */
/* bpf_map_*_batch(): many elements by one call. */
#include "internal.h"

struct batch {
	enum wbpf_batch_op op;
	const void *in_batch;
	void *out_batch;
	const void *keys, *values;
};

static uint32_t addr(const void *p)
{
	return (uint32_t)(uintptr_t)p;
}

static int run(int fd, const struct batch *b, __u32 *count, const struct bpf_map_batch_opts *opts)
{
	struct wbpf_fd *map = wbpf_fd_get(fd, WBPF_FD_MAP);
	struct wbpf_map_batch_opts to = { .sz = sizeof(to) };
	int ret;

	if (!map || !count || OPTS_BAD(opts))
		return wbpf_err(map ? EINVAL : EBADF);
	to.op = b->op;
	to.in_batch = addr(b->in_batch);
	to.out_batch = addr(b->out_batch);
	to.keys = addr(b->keys);
	to.values = addr(b->values);
	to.count = *count;
	to.elem_flags = OPT(opts, elem_flags, 0);
	to.flags = OPT(opts, flags, 0);
	ret = wbpf_abi_map_batch(map->handle, &to);
	/* Also in failures: that many were done. */
	*count = to.count;
	return wbpf_ret(ret);
}

int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values,
			 __u32 *count, const struct bpf_map_batch_opts *opts)
{
	const struct batch b = { WBPF_BATCH_OP_LOOKUP, in_batch, out_batch, keys, values };

	return run(fd, &b, count, opts);
}

int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys,
				    void *values, __u32 *count,
				    const struct bpf_map_batch_opts *opts)
{
	const struct batch b = { WBPF_BATCH_OP_LOOKUP_AND_DELETE, in_batch, out_batch, keys,
				 values };

	return run(fd, &b, count, opts);
}

int bpf_map_update_batch(int fd, const void *keys, const void *values, __u32 *count,
			 const struct bpf_map_batch_opts *opts)
{
	const struct batch b = { WBPF_BATCH_OP_UPDATE, NULL, NULL, keys, values };

	return run(fd, &b, count, opts);
}

int bpf_map_delete_batch(int fd, const void *keys, __u32 *count,
			 const struct bpf_map_batch_opts *opts)
{
	const struct batch b = { WBPF_BATCH_OP_DELETE, NULL, NULL, keys, NULL };

	return run(fd, &b, count, opts);
}
