/* SPDX-License-Identifier: MIT */
/*
 * ring_buffer: one or more ring buffer maps, each with its callback. Where the ring's pages are in
 * our memory they are walked here, as libbpf does it, and the host is entered only to sleep; else
 * records come in batches (drain.c).
 */
#include <limits.h>

#include <wasm_bpf/ring.h>

#include "internal.h"

enum { HEAD = 8, CHUNK = 64, BATCH_LOOKS = 8 };

struct ring {
	struct wbpf_drain drain;
	struct wbpf_pages pages;
	uint64_t *consumer;
	const uint64_t *producer;
	const uint8_t *data;
	uint32_t mask;
	ring_buffer_sample_fn sample_cb;
	void *ctx;
	int map_fd;
	unsigned long consumed; /* copies: bytes, with the kernel's heads and padding */
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

static void map_ring(struct ring *ring, uint32_t size)
{
	uint32_t page = wbpf_can_map() ? wbpf_page_size() : 0;
	uint64_t len = 2 * (uint64_t)page + 2 * (uint64_t)size;

	if (!page || len > INT32_MAX ||
	    wbpf_pages_map(&ring->pages, ring->drain.source, 0, (uint32_t)len))
		return;
	ring->consumer = ring->pages.addr;
	ring->producer = (const uint64_t *)((const uint8_t *)ring->pages.addr + page);
	ring->data = (const uint8_t *)ring->producer + page;
	ring->mask = size - 1;
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
	map_ring(ring, wbpf_fd_map(map_fd)->max_entries);
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
		wbpf_pages_unmap(&rb->rings[i]->pages);
		wbpf_drain_close(&rb->rings[i]->drain);
		free(rb->rings[i]);
	}
	free(rb->rings);
	free(rb->sources);
	free(rb);
}

static uint32_t head_at(const struct ring *ring, uint64_t pos)
{
	return wbpf_load32((const uint32_t *)(ring->data + (pos & ring->mask)));
}

static uint32_t len_of(uint32_t head)
{
	return head & ~(uint32_t)(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
}

/* With the head and padding. */
static uint32_t span_of(uint32_t head)
{
	return (len_of(head) + HEAD + 7) & ~7U;
}

/* Up to where records are complete, so that one fence stands before all of them. */
static uint64_t committed(const struct ring *ring, uint64_t pos, uint64_t end)
{
	for (int i = 0; i < CHUNK && pos < end; i++) {
		uint32_t head = head_at(ring, pos);

		if (head & BPF_RINGBUF_BUSY_BIT)
			break;
		pos += span_of(head);
	}
	wbpf_fence();
	return pos;
}

/* The end of what can be walked now. On x86 each head is looked at when its turn comes. */
static uint64_t readable_end(const struct ring *ring, uint64_t pos)
{
	uint64_t end = wbpf_load64(ring->producer);

	if (wbpf_weakly_ordered && pos < end) {
		wbpf_fence();
		end = committed(ring, pos, end);
	}
	return end;
}

static void release(struct ring *ring, uint64_t pos)
{
	wbpf_fence();
	wbpf_store64(ring->consumer, pos);
}

/*
 * The records in [*pos, end), at most `left`; how many, or what a callback refused with. In locals
 * what the callback cannot change: this loop is what an event costs. On a weakly ordered CPU the caller
 * gives the room back, for many records at once.
 */
static int64_t walk(const struct ring *ring, uint64_t *pos, uint64_t end, size_t left)
{
	const ring_buffer_sample_fn cb = ring->sample_cb;
	const uint8_t *data = ring->data;
	uint64_t *consumer = wbpf_weakly_ordered ? pos : ring->consumer;
	uint64_t at = *pos;
	const uint32_t mask = ring->mask;
	void *ctx = ring->ctx;
	int64_t cnt = 0;
	int ret = 0;

	while (at < end && (size_t)cnt < left) {
		const uint8_t *rec = data + ((uint32_t)at & mask);
		uint32_t head = wbpf_load32((const uint32_t *)rec);

		if ((int32_t)head < 0) /* busy */
			break;
		at += span_of(head);
		if (!(head & BPF_RINGBUF_DISCARD_BIT)) {
			ret = cb(ctx, (void *)(rec + HEAD), head);
			cnt++;
		}
		wbpf_store64(consumer, at);
		if (ret < 0)
			break;
	}
	*pos = at;
	return ret < 0 ? ret : cnt;
}

static int64_t consume_pages(struct ring *ring, size_t n)
{
	uint64_t pos = wbpf_load64(ring->consumer), from, end;
	int64_t cnt = 0, ret;

	do {
		from = pos;
		end = readable_end(ring, pos);
		ret = walk(ring, &pos, end, n - (size_t)cnt);
		if (wbpf_weakly_ordered && pos != from)
			release(ring, pos);
		if (ret < 0)
			return ret;
		cnt += ret;
	} while (pos != from && (size_t)cnt < n);
	return cnt;
}

/* At most n records; what a callback refuses counts as consumed, as libbpf has it. */
static int64_t consume(struct ring *ring, size_t n)
{
	struct wbpf_record rec;
	int64_t cnt = 0;
	void *data;
	int ret;

	if (ring->data)
		return consume_pages(ring, n);
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

static bool has_record(const struct ring *ring)
{
	uint64_t pos;

	if (!ring->data)
		return ring->drain.pos < ring->drain.end;
	pos = wbpf_load64(ring->consumer);
	return pos < wbpf_load64(ring->producer) && !(head_at(ring, pos) & BPF_RINGBUF_BUSY_BIT);
}

/* The host is asked only when there is nothing: a record that waits needs no waiting. */
static int wait_for_record(struct ring_buffer *rb, int timeout_ms)
{
	for (size_t i = 0; i < rb->cnt; i++)
		if (has_record(rb->rings[i]))
			return wbpf_wait_none();
	return wbpf_wait(rb->sources, (uint32_t)rb->cnt, timeout_ms, NULL);
}

int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
{
	int ret = wait_for_record(rb, timeout_ms);

	return ret < 0 ? wbpf_ret(ret) : result(consume_all(rb, INT_MAX));
}

static bool is_full_enough(const struct ring_buffer *rb, size_t bytes)
{
	for (size_t i = 0; i < rb->cnt; i++)
		if (ring__avail_data_size(rb->rings[i]) >= bytes)
			return true;
	return false;
}

/* Copies know only of the next record in the kernel's ring: there the time alone decides. */
int ring_buffer_poll_batch(struct ring_buffer *rb, size_t bytes, int max_ms)
{
	uint64_t end = wbpf_now_ns() + (uint64_t)(max_ms > 0 ? max_ms : 0) * 1000000;
	uint64_t step = (end - wbpf_now_ns()) / BATCH_LOOKS + 1;
	int ret = wait_for_record(rb, max_ms);

	while (ret >= 0 && wbpf_now_ns() < end && !is_full_enough(rb, bytes))
		ret = wbpf_sleep(step);
	return ret < 0 ? wbpf_ret(ret) : result(consume_all(rb, INT_MAX));
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

/* Of copies a lower bound: the host tells the next record in the kernel's ring only. */
size_t ring__avail_data_size(const struct ring *r)
{
	struct wbpf_source_info info = { .sz = sizeof(info) };
	size_t avail = r->drain.end - r->drain.pos;

	if (r->data)
		return (size_t)(wbpf_load64(r->producer) - wbpf_load64(r->consumer));

	if (wbpf_abi_source_info(r->drain.source, &info) >= 0 && info.next_len)
		avail += 8 + ((info.next_len + 7) & ~7U);
	return avail;
}

/* Of copies: since the ring was opened here. */
unsigned long ring__consumer_pos(const struct ring *r)
{
	return r->data ? (unsigned long)wbpf_load64(r->consumer) : r->consumed;
}

unsigned long ring__producer_pos(const struct ring *r)
{
	return ring__consumer_pos(r) + ring__avail_data_size(r);
}
