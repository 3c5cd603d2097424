/* SPDX-License-Identifier: MIT */
/*
 * user_ring_buffer: records from the guest to BPF programs. A reserved record is guest memory until
 * it is submitted. submit() cannot fail: a record that finds the ring full waits here, and reserve()
 * is ENOSPC until it has gone.
 */
#include "internal.h"

enum { RETRY_NS = 1000000, LINUX_ENOSPC = 28, LINUX_EINTR = 4 };

struct sample {
	struct sample *next;
	uint32_t size;
	uint64_t data[];
};

struct user_ring_buffer {
	int32_t source;
	uint32_t ring_size;
	struct sample *first, **last; /* submitted, but the ring was full */
};

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
	if (rb->source > 0)
		return rb;
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
	wbpf_abi_close(rb->source);
	free(rb);
}

void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size)
{
	struct sample *s;
	int ret;

	/* 8 bytes of head in the kernel's ring. */
	if (rb->ring_size < 8 || size > rb->ring_size - 8)
		return wbpf_null(E2BIG);
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

	*rb->last = s;
	rb->last = &s->next;
	flush(rb);
}

void user_ring_buffer__discard(struct user_ring_buffer *rb, void *data)
{
	(void)rb;
	free(sample_of(data));
}
