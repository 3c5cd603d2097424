/* SPDX-License-Identifier: MIT */
/*
 * user_ring_buffer: records from the guest to BPF programs. Where the ring's pages are in our memory a
 * record is made in its place there, as libbpf does it, without a call to the host. Else a reserved
 * record is guest memory until it is submitted; submit() cannot fail: a record that finds the ring
 * full waits here, and reserve() is ENOSPC until it has gone.
 */
#include "internal.h"

enum { RETRY_NS = 1000000, LINUX_ENOSPC = 28, LINUX_EINTR = 4 };

struct head {
	uint32_t len, pad;
};

struct sample {
	struct sample *next;
	uint32_t size;
	uint64_t data[];
};

struct user_ring_buffer {
	int32_t source;
	uint32_t ring_size;
	struct sample *first, **last; /* copies: submitted, but the ring was full */
	struct wbpf_pages pages;
	const uint64_t *consumer;
	uint64_t *producer;
	uint8_t *data; /* NULL: copies */
};

static void map_ring(struct user_ring_buffer *rb)
{
	uint32_t page = wbpf_can_map() ? wbpf_page_size() : 0;
	uint64_t len = 2 * (uint64_t)page + 2 * (uint64_t)rb->ring_size;

	if (!page || len > INT32_MAX || wbpf_pages_map(&rb->pages, rb->source, 0, (uint32_t)len))
		return;
	rb->consumer = rb->pages.addr;
	rb->producer = (uint64_t *)((uint8_t *)rb->pages.addr + page);
	rb->data = (uint8_t *)rb->producer + page;
}

struct user_ring_buffer *user_ring_buffer__new(int map_fd, const struct user_ring_buffer_opts *opts)
{
	struct wbpf_fd *map = wbpf_fd_map(map_fd);
	struct user_ring_buffer *rb;

	if (OPTS_BAD(opts) || !map || map->type != BPF_MAP_TYPE_USER_RINGBUF)
		return wbpf_null(map ? EINVAL : EBADF);
	rb = calloc(1, sizeof(*rb));
	if (!rb)
		return wbpf_null(ENOMEM);
	rb->ring_size = map->max_entries;
	rb->last = &rb->first;
	rb->source = wbpf_fail(wbpf_abi_source_open(map->handle, NULL));
	if (rb->source > 0) {
		map_ring(rb);
		return rb;
	}
	free(rb);
	return NULL;
}

/* 0, or -ENOSPC (Linux) while the ring is full. */
static int flush(struct user_ring_buffer *rb)
{
	while (rb->first) {
		struct sample *s = rb->first;
		int ret = wbpf_abi_source_submit(rb->source, s->data, s->size);

		if (ret == -LINUX_ENOSPC)
			return ret;
		if (ret < 0)
			wbpf_fail(ret);
		rb->first = s->next;
		if (!rb->first)
			rb->last = &rb->first;
		free(s);
	}
	return 0;
}

void user_ring_buffer__free(struct user_ring_buffer *rb)
{
	if (!rb)
		return;
	flush(rb);
	while (rb->first) {
		struct sample *s = rb->first;

		rb->first = s->next;
		free(s);
	}
	wbpf_pages_unmap(&rb->pages);
	wbpf_abi_close(rb->source);
	free(rb);
}

/* Not visible to programs before its size is there, and busy until it is submitted. */
static void *reserve_in_place(struct user_ring_buffer *rb, uint32_t size)
{
	uint64_t pos = wbpf_load64(rb->producer), used = pos - wbpf_load64(rb->consumer);
	uint32_t span = (size + (uint32_t)sizeof(struct head) + 7) & ~7U;
	struct head *head = (struct head *)(rb->data + (pos & (rb->ring_size - 1)));

	if (used > rb->ring_size || rb->ring_size - used < span)
		return wbpf_null(ENOSPC);
	/* Room that the kernel gave back is written only behind reading that it did. */
	wbpf_fence();
	head->pad = 0;
	__atomic_store_n(&head->len, size | BPF_RINGBUF_BUSY_BIT, __ATOMIC_RELEASE);
	wbpf_fence();
	wbpf_store64(rb->producer, pos + span);
	return head + 1;
}

static void finish_in_place(void *data, uint32_t flag)
{
	struct head *head = (struct head *)data - 1;

	wbpf_fence();
	__atomic_store_n(&head->len, (head->len & ~(uint32_t)BPF_RINGBUF_BUSY_BIT) | flag,
			 __ATOMIC_RELEASE);
}

void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size)
{
	struct sample *s;
	int ret;

	/* 8 bytes of head in the kernel's ring. */
	if (rb->ring_size < 8 || size > rb->ring_size - 8)
		return wbpf_null(E2BIG);
	if (rb->data)
		return reserve_in_place(rb, size);
	ret = flush(rb);
	if (ret < 0)
		return wbpf_null(wbpf_errno(-ret));
	s = malloc(sizeof(*s) + size);
	if (!s)
		return wbpf_null(ENOMEM);
	s->next = NULL;
	s->size = size;
	return s->data;
}

void *user_ring_buffer__reserve_blocking(struct user_ring_buffer *rb, __u32 size, int timeout_ms)
{
	uint64_t end = wbpf_now_ns() + (uint64_t)(timeout_ms > 0 ? timeout_ms : 0) * 1000000;
	void *data;

	if (timeout_ms < -1)
		return wbpf_null(EINVAL);
	for (;;) {
		data = user_ring_buffer__reserve(rb, size);
		if (data || errno != ENOSPC || (timeout_ms >= 0 && wbpf_now_ns() >= end))
			return data;
		if (wbpf_sleep(RETRY_NS) == -LINUX_EINTR)
			return wbpf_null(EINTR);
	}
}

static struct sample *sample_of(void *data)
{
	return (struct sample *)((char *)data - offsetof(struct sample, data));
}

void user_ring_buffer__submit(struct user_ring_buffer *rb, void *data)
{
	struct sample *s = sample_of(data);

	if (rb->data) {
		finish_in_place(data, 0);
		return;
	}
	*rb->last = s;
	rb->last = &s->next;
	flush(rb);
}

void user_ring_buffer__discard(struct user_ring_buffer *rb, void *data)
{
	if (rb->data)
		finish_in_place(data, BPF_RINGBUF_DISCARD_BIT);
	else
		free(sample_of(data));
}
