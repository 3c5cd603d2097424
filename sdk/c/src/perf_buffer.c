/* SPDX-License-Identifier: MIT */
/*
 * perf_buffer: samples of all CPUs of a perf event array. Where the rings are in our memory they are
 * read here, as libbpf does it (perf_pages.c); else records come in batches (drain.c).
 */
#include "perf_pages.h"

struct perf_buffer {
	struct wbpf_drain drain;
	struct wbpf_perf_pages pages;
	perf_buffer_sample_fn sample_cb;
	perf_buffer_lost_fn lost_cb;
	perf_buffer_event_fn event_cb;
	void *ctx;
	uint8_t *raw; /* a record in the kernel's form, for event_cb */
	size_t raw_size, cpu_cnt;
};

/* A map for fewer CPUs has events on those alone. */
static uint32_t slots(const struct wbpf_fd *map, size_t cpu_cnt)
{
	return map->max_entries < cpu_cnt ? map->max_entries : (uint32_t)cpu_cnt;
}

static struct perf_buffer *open_buffer(int map_fd, size_t page_cnt, uint32_t wakeup_events)
{
	struct wbpf_source_opts opts = { .sz = sizeof(opts) };
	struct wbpf_fd *map = wbpf_fd_map(map_fd);
	struct perf_buffer *pb;
	int cpus = libbpf_num_possible_cpus();

	if (!map || map->type != BPF_MAP_TYPE_PERF_EVENT_ARRAY || !page_cnt ||
	    (page_cnt & (page_cnt - 1)) || cpus < 0)
		return wbpf_null(map ? EINVAL : EBADF);
	pb = calloc(1, sizeof(*pb));
	if (!pb)
		return wbpf_null(ENOMEM);
	opts.perf_page_cnt = (uint32_t)page_cnt;
	opts.perf_wakeup_events = wakeup_events;
	pb->cpu_cnt = (size_t)cpus;
	if (!wbpf_drain_open(&pb->drain, map_fd, &opts)) {
		wbpf_perf_map(&pb->pages, pb->drain.source, slots(map, pb->cpu_cnt), page_cnt);
		return pb;
	}
	free(pb);
	return NULL;
}

struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt, perf_buffer_sample_fn sample_cb,
				     perf_buffer_lost_fn lost_cb, void *ctx,
				     const struct perf_buffer_opts *opts)
{
	struct perf_buffer *pb;

	if (OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	pb = open_buffer(map_fd, page_cnt, OPT(opts, sample_period, 0));
	if (!pb)
		return NULL;
	pb->sample_cb = sample_cb;
	pb->lost_cb = lost_cb;
	pb->ctx = ctx;
	return pb;
}

/* Only what bpf_perf_event_output() writes, on all CPUs. */
static bool is_bpf_output(const struct perf_event_attr *attr)
{
	return attr && attr->type == PERF_TYPE_SOFTWARE &&
	       attr->config == PERF_COUNT_SW_BPF_OUTPUT && attr->sample_type == PERF_SAMPLE_RAW;
}

struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt, struct perf_event_attr *attr,
					 perf_buffer_event_fn event_cb, void *ctx,
					 const struct perf_buffer_raw_opts *opts)
{
	struct perf_buffer *pb;

	if (OPTS_BAD(opts) || !attr)
		return wbpf_null(EINVAL);
	if (!is_bpf_output(attr) || OPT(opts, cpu_cnt, 0))
		return wbpf_null(EOPNOTSUPP);
	pb = open_buffer(map_fd, page_cnt, attr->wakeup_events);
	if (!pb)
		return NULL;
	pb->event_cb = event_cb;
	pb->ctx = ctx;
	return pb;
}

void perf_buffer__free(struct perf_buffer *pb)
{
	if (!pb)
		return;
	wbpf_perf_unmap(&pb->pages);
	wbpf_drain_close(&pb->drain);
	free(pb->raw);
	free(pb);
}

struct raw_sample {
	struct perf_event_header header;
	uint32_t size;
	char data[];
};

struct raw_lost {
	struct perf_event_header header;
	uint64_t id, lost;
};

static void *raw_room(struct perf_buffer *pb, size_t size)
{
	uint8_t *grown = size <= pb->raw_size ? pb->raw : realloc(pb->raw, size);

	if (!grown)
		return wbpf_null(ENOMEM);
	pb->raw = grown;
	pb->raw_size = size > pb->raw_size ? size : pb->raw_size;
	return memset(pb->raw, 0, size);
}

/* The event as it stood in the kernel's ring, for those who read it themselves. */
static struct perf_event_header *raw_event(struct perf_buffer *pb, const struct wbpf_record *rec,
					   const void *data)
{
	bool lost = rec->flags & WBPF_RECORD_FLAG_LOST;
	size_t size = lost ? sizeof(struct raw_lost) :
			     (sizeof(struct raw_sample) + rec->len + 7) & ~(size_t)7;
	struct perf_event_header *header = raw_room(pb, size);

	if (!header)
		return NULL;
	header->type = lost ? PERF_RECORD_LOST : PERF_RECORD_SAMPLE;
	header->size = (uint16_t)size;
	if (lost) {
		memcpy(&((struct raw_lost *)header)->lost, data, 8);
	} else {
		((struct raw_sample *)header)->size = rec->len;
		memcpy(((struct raw_sample *)header)->data, data, rec->len);
	}
	return header;
}

static int deliver_raw(struct perf_buffer *pb, const struct wbpf_record *rec, const void *data)
{
	struct perf_event_header *event = raw_event(pb, rec, data);
	enum bpf_perf_event_ret ret;

	if (!event)
		return -ENOMEM;
	ret = pb->event_cb(pb->ctx, rec->cpu, event);
	return ret == LIBBPF_PERF_EVENT_CONT ? 0 : (int)ret;
}

static int deliver(struct perf_buffer *pb, const struct wbpf_record *rec, void *data)
{
	uint64_t lost;

	if (pb->event_cb)
		return deliver_raw(pb, rec, data);
	if (rec->flags & WBPF_RECORD_FLAG_LOST) {
		memcpy(&lost, data, sizeof(lost));
		if (pb->lost_cb)
			pb->lost_cb(pb->ctx, rec->cpu, lost);
	} else if (pb->sample_cb) {
		pb->sample_cb(pb->ctx, rec->cpu, data, rec->len);
	}
	return 0;
}

static void deliver_event(struct perf_buffer *pb, int cpu, struct perf_event_header *event)
{
	const struct raw_lost *lost = (const void *)event;
	struct raw_sample *sample = (void *)event;

	if (event->type == PERF_RECORD_SAMPLE && pb->sample_cb)
		pb->sample_cb(pb->ctx, cpu, sample->data, sample->size);
	else if (event->type == PERF_RECORD_LOST && pb->lost_cb)
		pb->lost_cb(pb->ctx, cpu, lost->lost);
}

/* Not 0: the callback wants no more. */
static int on_event(void *ctx, int cpu, struct perf_event_header *event)
{
	struct perf_buffer *pb = ctx;
	enum bpf_perf_event_ret ret;

	if (!pb->event_cb) {
		deliver_event(pb, cpu, event);
		return 0;
	}
	ret = pb->event_cb(pb->ctx, cpu, event);
	return ret == LIBBPF_PERF_EVENT_CONT ? 0 : ret == LIBBPF_PERF_EVENT_DONE ? 1 : (int)ret;
}

/* An error ends it, DONE only that CPU. */
static int consume_pages(struct perf_buffer *pb)
{
	int ret = 0;

	for (uint32_t i = 0; i < pb->pages.cpu_cnt && ret >= 0; i++)
		ret = wbpf_perf_read(&pb->pages, i, on_event, pb);
	return ret < 0 ? ret : 0;
}

static int consume(struct perf_buffer *pb)
{
	struct wbpf_record rec;
	void *data;
	int ret;

	if (pb->pages.cpu_cnt)
		return consume_pages(pb);

	while ((ret = wbpf_drain_next(&pb->drain, &rec, &data)) > 0) {
		ret = deliver(pb, &rec, data);
		if (ret)
			return ret < 0 ? ret : 0;
	}
	return ret;
}

/* libbpf answers how many CPUs had something; the host waits for all of them as one. */
int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms)
{
	bool kept = pb->drain.pos < pb->drain.end || wbpf_perf_has(&pb->pages);
	int ready = kept ? wbpf_wait_none() : wbpf_wait(&pb->drain.source, 1, timeout_ms, NULL);
	int ret;

	if (ready < 0)
		return wbpf_ret(ready);
	if (!ready && !kept)
		return 0;
	ret = consume(pb);
	return ret < 0 ? wbpf_err(-ret) : 1;
}

int perf_buffer__consume(struct perf_buffer *pb)
{
	int ret;

	wbpf_signals();
	ret = consume(pb);
	return ret < 0 ? wbpf_err(-ret) : 0;
}

/* Copies of the CPUs' samples come in one stream: any index gets all. */
int perf_buffer__consume_buffer(struct perf_buffer *pb, size_t buf_idx)
{
	int ret;

	if (buf_idx >= pb->cpu_cnt)
		return wbpf_err(EINVAL);
	if (buf_idx >= pb->pages.cpu_cnt)
		return perf_buffer__consume(pb);
	wbpf_signals();
	ret = wbpf_perf_read(&pb->pages, (uint32_t)buf_idx, on_event, pb);
	return ret < 0 ? wbpf_err(-ret) : 0;
}

size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb)
{
	return pb->cpu_cnt;
}

/* There is no epoll in the guest, and the rings are the host's. */
int perf_buffer__epoll_fd(const struct perf_buffer *pb)
{
	(void)pb;
	return -1;
}

int perf_buffer__buffer_fd(const struct perf_buffer *pb, size_t buf_idx)
{
	return wbpf_err(buf_idx < pb->cpu_cnt ? EOPNOTSUPP : EINVAL);
}

int perf_buffer__buffer(struct perf_buffer *pb, int buf_idx, void **buf, size_t *buf_size)
{
	if (buf_idx >= 0 && (uint32_t)buf_idx < pb->pages.cpu_cnt && pb->pages.cpus[buf_idx].addr) {
		*buf = pb->pages.cpus[buf_idx].addr;
		*buf_size = pb->pages.page + pb->pages.size;
		return 0;
	}
	return wbpf_err(buf_idx >= 0 && (size_t)buf_idx < pb->cpu_cnt ? EOPNOTSUPP : EINVAL);
}
