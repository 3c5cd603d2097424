/* SPDX-License-Identifier: MIT */
/*
 * Records come from the host in batches. What a batch holds is consumed for the kernel, so it is kept
 * here until a callback has seen it, also over a callback that stops the loop.
 */
#include "internal.h"

enum { FIRST_SIZE = 64 << 10, LINUX_ENOBUFS = 105 };

int wbpf_drain_open(struct wbpf_drain *d, int map_fd, const struct wbpf_source_opts *opts)
{
	struct wbpf_fd *map = wbpf_fd_get(map_fd, WBPF_FD_MAP);

	memset(d, 0, sizeof(*d));
	if (!map)
		return wbpf_err(EBADF);
	d->source = wbpf_fail(wbpf_abi_source_open(map->handle, opts));
	return d->source < 0 ? d->source : 0;
}

void wbpf_drain_close(struct wbpf_drain *d)
{
	if (d->source > 0)
		wbpf_abi_close(d->source);
	free(d->buf);
	memset(d, 0, sizeof(*d));
}

/* Room for the next record, which alone is larger than the buffer. */
static int grow(struct wbpf_drain *d)
{
	struct wbpf_source_info info = { .sz = sizeof(info) };
	uint32_t need;
	uint8_t *buf;

	if (wbpf_ret(wbpf_abi_source_info(d->source, &info)) < 0)
		return -errno;
	need = (uint32_t)sizeof(struct wbpf_record) + ((info.next_len + 7) & ~7U);
	if (need <= d->size)
		return wbpf_err(ENOBUFS);
	buf = aligned_alloc(8, need);
	if (!buf)
		return wbpf_err(ENOMEM);
	free(d->buf);
	d->buf = buf;
	d->size = need;
	return 0;
}

static int first_buffer(struct wbpf_drain *d)
{
	d->buf = aligned_alloc(8, FIRST_SIZE);
	if (!d->buf)
		return wbpf_err(ENOMEM);
	d->size = FIRST_SIZE;
	return 0;
}

/* Bytes that came; 0: there is nothing. */
static int refill(struct wbpf_drain *d)
{
	int32_t n;

	if (!d->buf && first_buffer(d) < 0)
		return -errno;
	n = wbpf_abi_source_drain(d->source, d->buf, d->size, 0);
	if (n == -LINUX_ENOBUFS) {
		if (grow(d) < 0)
			return -errno;
		n = wbpf_abi_source_drain(d->source, d->buf, d->size, 0);
	}
	if (wbpf_ret(n) < 0)
		return -errno;
	d->pos = 0;
	d->end = (uint32_t)n;
	return n;
}

int wbpf_drain_next(struct wbpf_drain *d, struct wbpf_record *rec, void **data)
{
	int ret = d->pos < d->end ? 1 : refill(d);

	if (ret <= 0)
		return ret;
	memcpy(rec, d->buf + d->pos, sizeof(*rec));
	*data = d->buf + d->pos + sizeof(*rec);
	d->pos += (uint32_t)sizeof(*rec) + ((rec->len + 7) & ~7U);
	return 1;
}
