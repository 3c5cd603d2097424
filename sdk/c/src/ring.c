/* SPDX-License-Identifier: MIT */
/* ring_buffer: one or more ring buffer maps, each with its callback. */
#include <limits.h>

#include "internal.h"

struct ring {
	struct wbpf_drain drain;
	ring_buffer_sample_fn sample_cb;
	void *ctx;
	int map_fd;
	unsigned long consumed; /* bytes, with the kernel's heads and padding */
};

struct ring_buffer {
	struct ring **rings;
	int32_t *sources; /* for the wait */
	size_t cnt;
};

static int make_room(struct ring_buffer *rb)
{
	struct ring **rings = realloc(rb->rings, (rb->cnt + 1) * sizeof(*rings));
	int32_t *sources;

	if (!rings)
		return wbpf_err(ENOMEM);
	rb->rings = rings;
	sources = realloc(rb->sources, (rb->cnt + 1) * sizeof(*sources));
	if (!sources)
		return wbpf_err(ENOMEM);
	rb->sources = sources;
	return 0;
}

static bool is_ring(int map_fd)
{
	struct wbpf_fd *map = wbpf_fd_map(map_fd);

	return map && map->type == BPF_MAP_TYPE_RINGBUF;
}

int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb, void *ctx)
{
	struct ring *ring;
	int ret;

	if (!is_ring(map_fd)) {
		wbpf_print(LIBBPF_WARN, "libbpf: ringbuf: map fd=%d is no ring buffer map\n",
			   map_fd);
		return wbpf_err(EINVAL);
	}
	if (make_room(rb) < 0)
		return -ENOMEM;
	ring = calloc(1, sizeof(*ring));
	if (!ring)
		return wbpf_err(ENOMEM);
	ret = wbpf_drain_open(&ring->drain, map_fd, NULL);
	if (ret < 0) {
		free(ring);
		return wbpf_err(-ret);
	}
	ring->sample_cb = sample_cb;
	ring->ctx = ctx;
	ring->map_fd = map_fd;
	rb->sources[rb->cnt] = ring->drain.source;
	rb->rings[rb->cnt++] = ring;
	return 0;
}

struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
				     const struct ring_buffer_opts *opts)
{
	struct ring_buffer *rb;
	int ret;

	if (OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	rb = calloc(1, sizeof(*rb));
	if (!rb)
		return wbpf_null(ENOMEM);
	ret = ring_buffer__add(rb, map_fd, sample_cb, ctx);
	if (!ret)
		return rb;
	ring_buffer__free(rb);
	return wbpf_null(-ret);
}

void ring_buffer__free(struct ring_buffer *rb)
{
	if (!rb)
		return;
	for (size_t i = 0; i < rb->cnt; i++) {
		wbpf_drain_close(&rb->rings[i]->drain);
		free(rb->rings[i]);
	}
	free(rb->rings);
	free(rb->sources);
	free(rb);
}

/* At most n records; what a callback refuses counts as consumed, as libbpf has it. */
static int64_t consume(struct ring *ring, size_t n)
{
	struct wbpf_record rec;
	int64_t cnt = 0;
	void *data;
	int ret;

	while ((size_t)cnt < n) {
		ret = wbpf_drain_next(&ring->drain, &rec, &data);
		if (ret <= 0)
			return ret < 0 ? ret : cnt;
		ring->consumed += 8 + ((rec.len + 7) & ~7UL);
		ret = ring->sample_cb(ring->ctx, data, rec.len);
		if (ret < 0)
			return ret;
		cnt++;
	}
	return cnt;
}

static int64_t consume_all(struct ring_buffer *rb, size_t n)
{
	int64_t cnt = 0;

	for (size_t i = 0; i < rb->cnt && (size_t)cnt < n; i++) {
		int64_t ret = consume(rb->rings[i], n - (size_t)cnt);

		if (ret < 0)
			return ret;
		cnt += ret;
	}
	return cnt;
}

static int result(int64_t ret)
{
	if (ret < 0)
		return wbpf_err((int)-ret);
	return ret > INT_MAX ? INT_MAX : (int)ret;
}

static bool has_kept(const struct ring_buffer *rb)
{
	for (size_t i = 0; i < rb->cnt; i++)
		if (rb->rings[i]->drain.pos < rb->rings[i]->drain.end)
			return true;
	return false;
}

int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
{
	int ret = wbpf_wait(rb->sources, (uint32_t)rb->cnt, has_kept(rb) ? 0 : timeout_ms, NULL);

	if (ret < 0)
		return wbpf_ret(ret);
	return result(consume_all(rb, INT_MAX));
}

int ring_buffer__consume(struct ring_buffer *rb)
{
	return ring_buffer__consume_n(rb, INT_MAX);
}

int ring_buffer__consume_n(struct ring_buffer *rb, size_t n)
{
	wbpf_signals();
	return result(consume_all(rb, n));
}

/* There is no epoll in the guest; several sources are waited for by ring_buffer__add(). */
int ring_buffer__epoll_fd(const struct ring_buffer *rb)
{
	(void)rb;
	return -1;
}

struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx)
{
	return idx < rb->cnt ? rb->rings[idx] : wbpf_null(ERANGE);
}

int ring__consume_n(struct ring *r, size_t n)
{
	return result(consume(r, n));
}

int ring__consume(struct ring *r)
{
	return ring__consume_n(r, INT_MAX);
}

int ring__map_fd(const struct ring *r)
{
	return r->map_fd;
}

size_t ring__size(const struct ring *r)
{
	struct wbpf_fd *map = wbpf_fd_map(r->map_fd);

	return map ? map->max_entries : 0;
}

/* A lower bound: the host tells the next record in the kernel's ring only. */
size_t ring__avail_data_size(const struct ring *r)
{
	struct wbpf_source_info info = { .sz = sizeof(info) };
	size_t avail = r->drain.end - r->drain.pos;

	if (wbpf_abi_source_info(r->drain.source, &info) >= 0 && info.next_len)
		avail += 8 + ((info.next_len + 7) & ~7U);
	return avail;
}

/* Since the ring was opened here. */
unsigned long ring__consumer_pos(const struct ring *r)
{
	return r->consumed;
}

unsigned long ring__producer_pos(const struct ring *r)
{
	return r->consumed + ring__avail_data_size(r);
}
