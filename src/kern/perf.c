/* SPDX-License-Identifier: MIT */
/*
 * Perf event array: one software event per online CPU, each with a mapped ring whose first page
 * holds the positions. CPUs are drained in turn, each up to what it had when its turn came, so
 * that the order per CPU is kept and none starves.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kern/object.h"
#include "kern/source.h"

enum { PAGES_DEFAULT = 64, PAGES_MAX = 1 << 16, RECORD_MAX = UINT16_MAX };

struct perf_cpu {
	struct perf_event_mmap_page *page; /* NULL: this CPU is offline */
	uint64_t tail, turn_end; /* tail: not yet given back; turn_end: drain up to here */
	int fd;
};

struct perf {
	struct kern_source src;
	struct perf_cpu *cpus;
	uint32_t cpu_cnt, turn;
	size_t page_bytes, data_bytes;
	int map_fd;	      /* our dup, for clearing the slots */
	uint8_t *wrapped;     /* a record that wraps, put together */
	uint16_t peeked_size; /* 0: nothing peeked */
	struct kern_record rec;
};

struct lost_event {
	struct perf_event_header head;
	uint64_t id, lost;
};

struct sample_event {
	struct perf_event_header head;
	uint32_t size;
};

static const uint8_t *ring_data(const struct perf *p, const struct perf_cpu *cpu)
{
	return (const uint8_t *)cpu->page + p->page_bytes;
}

/* `len` bytes at position `pos`, in place or put together. */
static const void *view(struct perf *p, const struct perf_cpu *cpu, uint64_t pos, size_t len)
{
	size_t at = (size_t)(pos & (p->data_bytes - 1));
	size_t first = p->data_bytes - at;

	if (len <= first)
		return ring_data(p, cpu) + at;
	memcpy(p->wrapped, ring_data(p, cpu) + at, first);
	memcpy(p->wrapped + first, ring_data(p, cpu), len - first);
	return p->wrapped;
}

static void give_back(struct perf_cpu *cpu, uint16_t size)
{
	cpu->tail += size;
	__atomic_store_n(&cpu->page->data_tail, cpu->tail, __ATOMIC_RELEASE);
}

static int take_lost(struct perf *p, const void *at, uint16_t size)
{
	struct lost_event lost;

	if (size < sizeof(lost))
		return -EIO;
	memcpy(&lost, at, sizeof(lost));
	p->rec.lost = lost.lost;
	p->src.lost += lost.lost;
	return lost.lost ? 1 : 0;
}

static int take_sample(struct perf *p, const void *at, uint16_t size)
{
	struct sample_event sample;

	if (size < sizeof(sample))
		return -EIO;
	memcpy(&sample, at, sizeof(sample));
	if (sample.size > size - sizeof(sample))
		return -EIO;
	p->rec.data = (const uint8_t *)at + sizeof(sample);
	p->rec.len = sample.size;
	return 1;
}

/* 1: p->rec is filled; 0: a record of no interest. */
static int take(struct perf *p, const struct perf_event_header *head, const void *at)
{
	p->rec = (struct kern_record){ .cpu = (int32_t)p->turn };
	switch (head->type) {
	case PERF_RECORD_LOST:
		return take_lost(p, at, head->size);
	case PERF_RECORD_SAMPLE:
		return take_sample(p, at, head->size);
	default:
		return 0;
	}
}

static int next_on_cpu(struct perf *p, struct perf_cpu *cpu)
{
	if (cpu->turn_end - cpu->tail > p->data_bytes || cpu->tail % 8)
		return -EIO;
	while (cpu->tail != cpu->turn_end) {
		struct perf_event_header head;
		int ret;

		memcpy(&head, view(p, cpu, cpu->tail, sizeof(head)), sizeof(head));
		if (head.size < sizeof(head) || head.size % 8 ||
		    head.size > cpu->turn_end - cpu->tail)
			return -EIO;
		ret = take(p, &head, view(p, cpu, cpu->tail, head.size));
		if (ret > 0)
			p->peeked_size = head.size;
		if (ret)
			return ret;
		give_back(cpu, head.size);
	}
	return 0;
}

/* The tail is read anew: a guest that has the pages mapped releases records by itself. */
static void begin_turn(struct perf_cpu *cpu)
{
	cpu->tail = __atomic_load_n(&cpu->page->data_tail, __ATOMIC_RELAXED);
	cpu->turn_end = __atomic_load_n(&cpu->page->data_head, __ATOMIC_ACQUIRE);
}

static int perf_next(struct perf *p)
{
	/* One round more than CPUs: the turn may have ended on the CPU where it began. */
	for (uint32_t i = 0; i <= p->cpu_cnt; i++) {
		struct perf_cpu *cpu = &p->cpus[p->turn];
		int ret = cpu->page ? next_on_cpu(p, cpu) : 0;

		if (ret)
			return ret;
		p->turn = (p->turn + 1) % p->cpu_cnt;
		if (p->cpus[p->turn].page)
			begin_turn(&p->cpus[p->turn]);
	}
	return 0;
}

/* Was what is peeked released by a guest that has the pages mapped? Then this turn is over. */
static void check_peeked(struct perf *p)
{
	struct perf_cpu *cpu = &p->cpus[p->turn];

	if (!cpu->page || __atomic_load_n(&cpu->page->data_tail, __ATOMIC_RELAXED) == cpu->tail)
		return;
	p->peeked_size = 0;
	begin_turn(cpu);
}

static int perf_peek(struct kern_source *src, struct kern_record *rec)
{
	struct perf *p = (struct perf *)src;
	int ret;

	check_peeked(p);
	ret = p->peeked_size ? 1 : perf_next(p);
	if (ret == 1)
		*rec = p->rec;
	return ret;
}

static void perf_release(struct kern_source *src)
{
	struct perf *p = (struct perf *)src;

	if (p->peeked_size)
		give_back(&p->cpus[p->turn], p->peeked_size);
	p->peeked_size = 0;
}

static void close_cpu(struct perf *p, uint32_t i)
{
	struct perf_cpu *cpu = &p->cpus[i];

	if (cpu->page) {
		bpf_map_delete_elem(p->map_fd, &i);
		munmap(cpu->page, p->page_bytes + p->data_bytes);
	}
	if (cpu->fd >= 0)
		close(cpu->fd);
	*cpu = (struct perf_cpu){ .fd = -1 };
}

static void perf_free(struct kern_source *src)
{
	struct perf *p = (struct perf *)src;

	for (uint32_t i = 0; p->cpus && i < p->cpu_cnt; i++)
		close_cpu(p, i);
	if (p->map_fd >= 0)
		close(p->map_fd);
	free(p->cpus);
	free(p->wrapped);
}

static int perf_pages(const struct kern_source *src, uint32_t cpu, struct kern_pages *parts)
{
	const struct perf *p = (const struct perf *)src;

	if (cpu >= p->cpu_cnt)
		return -EINVAL;
	if (!p->cpus[cpu].page)
		return -ENODEV;
	parts[0] = (struct kern_pages){ .fd = p->cpus[cpu].fd,
					.len = p->page_bytes + p->data_bytes,
					.writable_len = p->page_bytes };
	return 1;
}

static const struct kern_source_ops perf_ops = {
	.kind = KERN_SOURCE_PERF,
	.peek = perf_peek,
	.release = perf_release,
	.pages = perf_pages,
	.free = perf_free,
};

static int open_event(uint32_t cpu, uint32_t wakeup_events)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = wakeup_events ? wakeup_events : 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, -1, (int)cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

static int map_event(const struct perf *p, struct perf_cpu *cpu)
{
	void *page = mmap(NULL, p->page_bytes + p->data_bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
			  cpu->fd, 0);

	if (page == MAP_FAILED)
		return -errno;
	cpu->page = page;
	return 0;
}

static int connect_cpu(struct perf *p, uint32_t i)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u32 = i };
	struct perf_cpu *cpu = &p->cpus[i];
	int ret = map_event(p, cpu);

	if (ret)
		return ret;
	if (bpf_map_update_elem(p->map_fd, &i, &cpu->fd, 0) ||
	    ioctl(cpu->fd, PERF_EVENT_IOC_ENABLE, 0) ||
	    epoll_ctl(p->src.fd, EPOLL_CTL_ADD, cpu->fd, &ev))
		return -errno;
	return 0;
}

static int open_cpus(struct perf *p, const struct kern_source_opts *opts)
{
	uint32_t online = 0;

	for (uint32_t i = 0; i < p->cpu_cnt; i++) {
		int ret;

		p->cpus[i].fd = open_event(i, opts->perf_wakeup_events);
		if (p->cpus[i].fd < 0 && errno == ENODEV)
			continue;
		ret = p->cpus[i].fd < 0 ? -errno : connect_cpu(p, i);
		if (ret)
			return ret;
		online++;
	}
	return online ? 0 : -ENODEV;
}

static int perf_prepare(struct perf *p, const struct kern_map *map,
			const struct kern_source_opts *opts)
{
	uint32_t pages = opts->perf_page_cnt ? opts->perf_page_cnt : PAGES_DEFAULT;

	if (pages & (pages - 1) || pages > PAGES_MAX)
		return -EINVAL;
	p->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	p->data_bytes = p->page_bytes * pages;
	p->cpu_cnt = kern_possible_cpus();
	if (p->cpu_cnt > map->shape.max_entries)
		p->cpu_cnt = map->shape.max_entries;
	p->cpus = calloc(p->cpu_cnt, sizeof(*p->cpus));
	p->wrapped = malloc(RECORD_MAX);
	if (!p->cpus || !p->wrapped)
		return -ENOMEM;
	for (uint32_t i = 0; i < p->cpu_cnt; i++)
		p->cpus[i].fd = -1;
	p->map_fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 3);
	p->src.fd = epoll_create1(EPOLL_CLOEXEC);
	return p->map_fd < 0 || p->src.fd < 0 ? -errno : 0;
}

int kern_perf_open(const struct kern_map *map, const struct kern_source_opts *opts,
		   struct kern_source **out)
{
	struct perf *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return -ENOMEM;
	p->src.ops = &perf_ops;
	p->src.fd = p->map_fd = -1;
	ret = perf_prepare(p, map, opts);
	if (!ret)
		ret = open_cpus(p, opts);
	if (ret) {
		kern_source_free(&p->src);
		return ret;
	}
	*out = &p->src;
	return 0;
}
