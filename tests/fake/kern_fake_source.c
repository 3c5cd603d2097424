/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fake/kern_fake_priv.h"

/* Tests push from other threads, as the kernel does. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct kern_source {
	struct fake_ring *ring;
	enum kern_source_kind kind;
	uint64_t lost;
};

struct fake_ring *fake_ring_new(void)
{
	struct fake_ring *ring = calloc(1, sizeof(*ring));

	ring->refs = 1;
	ring->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ring->last = &ring->first;
	return ring;
}

static void pop(struct fake_ring *ring)
{
	struct fake_record *rec = ring->first;
	uint64_t ignored;

	ring->first = rec->next;
	if (!ring->first) {
		ring->last = &ring->first;
		if (read(ring->event, &ignored, sizeof(ignored)) < 0)
			ignored = 0; /* it was pushed without a wake-up */
	}
	ring->cnt--;
	ring->bytes -= rec->len + 8;
	free(rec->data);
	free(rec);
}

void fake_ring_drop(struct fake_ring *ring)
{
	if (--ring->refs)
		return;
	while (ring->first)
		pop(ring);
	close(ring->event);
	free(ring);
}

static void append(struct fake_ring *ring, const void *data, uint32_t len, uint64_t lost, bool wake)
{
	struct fake_record *rec = calloc(1, sizeof(*rec));

	rec->data = malloc(len ? len : 1);
	if (len)
		memcpy(rec->data, data, len);
	rec->len = len;
	rec->lost = lost;
	*ring->last = rec;
	ring->last = &rec->next;
	ring->cnt++;
	ring->bytes += len + 8;
	if (wake)
		eventfd_write(ring->event, 1);
}

bool fake_push(struct kern_map *map, const void *data, uint32_t len, bool wake)
{
	bool fits;

	pthread_mutex_lock(&lock);
	fits = map->ring->bytes + len + 8 <= FAKE_RING_BYTES;
	if (fits)
		append(map->ring, data, len, 0, wake);
	pthread_mutex_unlock(&lock);
	return fits;
}

void fake_push_lost(struct kern_map *map, uint64_t lost)
{
	map->ring->lost += lost;
	append(map->ring, NULL, 0, lost, true);
}

void fake_break_ring(struct kern_map *map)
{
	map->ring->broken = true;
}

uint32_t fake_waiting(const struct kern_map *map)
{
	return map->ring->cnt;
}

const void *fake_submitted(const struct kern_map *map, uint32_t *len)
{
	const struct fake_record *rec = map->ring->first;

	while (rec && rec->next)
		rec = rec->next;
	*len = rec ? rec->len : 0;
	return rec ? rec->data : NULL;
}

static enum kern_source_kind kind_of(uint32_t type)
{
	return type == 27 ? KERN_SOURCE_RING : type == 4 ? KERN_SOURCE_PERF : KERN_SOURCE_USER_RING;
}

int kern_source_open(const struct kern_map *map, const struct kern_source_opts *opts,
		     struct kern_source **out, struct wbpf_error *err)
{
	struct kern_source *src;
	int ret = fake_fails(err, "source");

	(void)opts;
	if (ret)
		return ret;
	if (!fake_is_ring(map->type) || kern_map_fd(map) < 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "map '%s': fake: no ring",
				 map->name);
	src = calloc(1, sizeof(*src));
	src->ring = map->ring;
	src->ring->refs++;
	src->kind = kind_of(map->type);
	fake.sources++;
	*out = src;
	return 0;
}

enum kern_source_kind kern_source_kind(const struct kern_source *src)
{
	return src->kind;
}

int kern_source_fd(const struct kern_source *src)
{
	return src->ring->event;
}

int kern_source_peek(struct kern_source *src, struct kern_record *rec)
{
	const struct fake_record *first;

	pthread_mutex_lock(&lock);
	first = src->ring->first;
	pthread_mutex_unlock(&lock);
	if (src->kind == KERN_SOURCE_USER_RING)
		abort(); /* the room above must not */
	if (src->ring->broken)
		return -EIO;
	if (!first)
		return 0;
	*rec = (struct kern_record){
		.data = first->lost ? NULL : first->data,
		.len = first->len,
		.lost = first->lost,
		.cpu = src->kind == KERN_SOURCE_PERF ? 3 : -1,
	};
	return 1;
}

void kern_source_release(struct kern_source *src)
{
	pthread_mutex_lock(&lock);
	if (src->ring->first) {
		src->lost += src->ring->first->lost;
		pop(src->ring);
	}
	pthread_mutex_unlock(&lock);
}

int kern_source_submit(struct kern_source *src, const void *data, uint32_t len)
{
	if (src->kind != KERN_SOURCE_USER_RING)
		abort();
	if (len > FAKE_RING_BYTES - 8)
		return -E2BIG;
	if (src->ring->bytes + len + 8 > FAKE_RING_BYTES)
		return -ENOSPC;
	append(src->ring, data, len, 0, false);
	return 0;
}

uint64_t kern_source_lost(const struct kern_source *src)
{
	return src->lost;
}

int kern_source_pages(const struct kern_source *src, uint32_t cpu,
		      struct kern_pages parts[KERN_PAGES_MAX], struct wbpf_error *err)
{
	return fake_source_pages(src->kind, cpu, parts, err);
}

void kern_source_free(struct kern_source *src)
{
	if (!src)
		return;
	fake_ring_drop(src->ring);
	free(src);
	fake.sources--;
}
