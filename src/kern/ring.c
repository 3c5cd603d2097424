/* SPDX-License-Identifier: MIT */
/*
 * BPF ring buffer. The kernel maps one page with the consumer's position (writable), one with the
 * producer's, and the data twice in a row so that no record wraps. Each record has an 8-byte header
 * and is aligned to 8. Both positions only grow.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kern/object.h"
#include "kern/source.h"

struct ring {
	struct kern_source src;
	unsigned long *consumer_pos; /* the kernel's words are longs */
	const unsigned long *producer_pos;
	const uint8_t *data;
	unsigned long size, mask;
	size_t page;
	/* Where the peeked record begins and the next one does; valid if peeked. */
	unsigned long peeked_at, peeked_end;
	bool peeked;
	struct kern_record rec;
};

static int ring_sanity(const struct ring *r, unsigned long cons, unsigned long prod)
{
	return prod - cons > r->size || cons % 8 ? -EIO : 0;
}

/* Length with header, rounded; 0: too long for what the producer has published. */
static unsigned long record_span(const struct ring *r, uint32_t len, unsigned long avail)
{
	uint64_t span = ((uint64_t)len + BPF_RINGBUF_HDR_SZ + 7) & ~7ull;

	return span > avail || span > r->size ? 0 : (unsigned long)span;
}

/* Steps over discarded records up to `prod`. 1: *rec is at `cons`. */
static int ring_walk(struct ring *r, unsigned long cons, unsigned long prod)
{
	while (cons != prod) {
		const uint8_t *at = r->data + (cons & r->mask);
		uint32_t head = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);
		uint32_t len = head & ~(uint32_t)(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		unsigned long span = record_span(r, len, prod - cons);

		if (head & BPF_RINGBUF_BUSY_BIT)
			return 0;
		if (!span)
			return -EIO;
		cons += span;
		if (head & BPF_RINGBUF_DISCARD_BIT) {
			__atomic_store_n(r->consumer_pos, cons, __ATOMIC_RELEASE);
			continue;
		}
		r->rec = (struct kern_record){ .data = at + BPF_RINGBUF_HDR_SZ,
					       .len = len,
					       .cpu = -1 };
		r->peeked_at = cons - span;
		r->peeked_end = cons;
		r->peeked = true;
		return 1;
	}
	return 0;
}

static int ring_peek(struct kern_source *src, struct kern_record *rec)
{
	struct ring *r = (struct ring *)src;
	unsigned long cons, prod;
	int ret = 1;

	/* Read anew each time: the same ring may be read through another source too, and then what
	 * was peeked here may be gone. */
	cons = __atomic_load_n(r->consumer_pos, __ATOMIC_ACQUIRE);
	if (!r->peeked || r->peeked_at != cons) {
		r->peeked = false;
		prod = __atomic_load_n(r->producer_pos, __ATOMIC_ACQUIRE);
		ret = ring_sanity(r, cons, prod);
		if (!ret)
			ret = ring_walk(r, cons, prod);
	}
	if (ret == 1)
		*rec = r->rec;
	return ret;
}

static void ring_release(struct kern_source *src)
{
	struct ring *r = (struct ring *)src;

	if (!r->peeked)
		return;
	r->peeked = false;
	/* Never backwards: only if no other source has released it meanwhile. */
	__atomic_compare_exchange_n(r->consumer_pos, &r->peeked_at, r->peeked_end, false,
				    __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

static void ring_free(struct kern_source *src)
{
	struct ring *r = (struct ring *)src;

	if (r->consumer_pos)
		munmap(r->consumer_pos, r->page);
	if (r->producer_pos)
		munmap((void *)r->producer_pos, r->page + 2 * r->size);
}

static int ring_pages(const struct kern_source *src, uint32_t cpu, struct kern_pages *parts)
{
	return cpu ? -EINVAL :
		     kern_ring_pages(src->fd, ((const struct ring *)src)->size, false, parts);
}

static const struct kern_source_ops ring_ops = {
	.kind = KERN_SOURCE_RING,
	.peek = ring_peek,
	.release = ring_release,
	.pages = ring_pages,
	.free = ring_free,
};

static void *map_part(int fd, size_t len, int prot, off_t offset)
{
	void *p = mmap(NULL, len, prot, MAP_SHARED, fd, offset);

	if (p == MAP_FAILED)
		return NULL;
	madvise(p, len, MADV_DONTFORK); /* a forked guard must not keep the ring alive */
	return p;
}

static int ring_map(struct ring *r)
{
	r->consumer_pos = map_part(r->src.fd, r->page, PROT_READ | PROT_WRITE, 0);
	if (!r->consumer_pos)
		return -errno;
	r->producer_pos = map_part(r->src.fd, r->page + 2 * r->size, PROT_READ, (off_t)r->page);
	if (!r->producer_pos)
		return -errno;
	r->data = (const uint8_t *)r->producer_pos + r->page;
	return 0;
}

int kern_ring_open(const struct kern_map *map, struct kern_source **out)
{
	struct ring *r = calloc(1, sizeof(*r));
	int ret;

	if (!r)
		return -ENOMEM;
	r->src.ops = &ring_ops;
	r->page = (size_t)sysconf(_SC_PAGESIZE);
	r->size = map->shape.max_entries; /* a power of two: the kernel made it */
	r->mask = r->size - 1;
	r->src.fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 3);
	ret = r->src.fd < 0 ? -errno : ring_map(r);
	if (ret) {
		kern_source_free(&r->src);
		return ret;
	}
	*out = &r->src;
	return 0;
}
