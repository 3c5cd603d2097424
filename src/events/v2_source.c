/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "events/abi_v2.h"
#include "events/source.h"
#include "events/wait.h"

int32_t wbpf2_source_open(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr opts)
{
	struct kern_map *map = wbpf_arg_handle(g, h, WBPF_H_MAP);
	struct wbpf2_source_opts o;
	struct kern_source_opts kern_opts;
	int ret = map ? wbpf_arg_opts(g, opts, &o, sizeof(o)) : -EBADF;

	if (ret)
		return ret;
	kern_opts = (struct kern_source_opts){
		.perf_page_cnt = o.perf_page_cnt,
		.perf_wakeup_events = o.perf_wakeup_events,
	};
	return source_open(g, map, &kern_opts, 0, false);
}

/* A readable source; NULL after the errno was set. */
static struct source *readable(struct wbpf_guest *g, wbpf_handle h, int *ret)
{
	struct source *s = source_get(g, h);

	*ret = s ? 0 : -EBADF;
	if (!s || source_is_readable(s))
		return s;
	*ret = wbpf_arg_fail(g, -EINVAL, "map '%s': nothing to read from a user ring", s->name);
	return NULL;
}

static struct wbpf2_record head_of(const struct kern_record *rec)
{
	return (struct wbpf2_record){
		.len = rec->lost ? sizeof(rec->lost) : rec->len,
		.cpu = rec->cpu < 0 ? UINT16_MAX : (uint16_t)rec->cpu,
		.flags = rec->lost ? WBPF2_RECORD_FLAG_LOST : 0,
	};
}

/* Append the record at *at; false: it does not fit. The padding of the last one may not fit. */
static bool append(uint8_t *buf, uint64_t size, uint64_t *at, const struct kern_record *rec)
{
	struct wbpf2_record head = head_of(rec);
	uint64_t end = *at + sizeof(head) + head.len, next = (end + 7) & ~7ull;

	if (end > size)
		return false;
	memcpy(buf + *at, &head, sizeof(head));
	if (head.len)
		memcpy(buf + *at + sizeof(head), rec->lost ? (const void *)&rec->lost : rec->data,
		       head.len);
	*at = next < size ? next : size;
	memset(buf + end, 0, *at - end);
	return true;
}

static int drain(struct wbpf_guest *g, struct source *s, uint8_t *buf, uint32_t size,
		 uint32_t max_records)
{
	uint64_t at = 0;
	uint32_t cnt = 0;
	struct kern_record rec;
	int ret = 0;

	while ((!max_records || cnt < max_records) && (ret = kern_source_peek(s->kern, &rec)) > 0) {
		if (!append(buf, size, &at, &rec))
			break;
		kern_source_release(s->kern);
		cnt++;
	}
	if (at)
		return (int)at; /* what went wrong behind it comes again */
	if (ret > 0)
		return wbpf_arg_quick(g, -ENOBUFS, "the next record does not fit in the buffer");
	return ret ? wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, ret, "map '%s': read",
				     s->name) :
		     0;
}

int32_t wbpf2_source_drain(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr buf, uint32_t size,
			   uint32_t max_records)
{
	struct source *s;
	void *out;
	int ret;

	s = readable(g, h, &ret);
	if (!s)
		return ret;
	if (size > INT32_MAX) /* the result is an i32 */
		size = INT32_MAX & ~7;
	ret = wbpf_arg_view(g, buf, size, "drain buffer", &out);
	return ret ? ret : drain(g, s, out, size, max_records);
}

int32_t wbpf2_source_submit(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr data, uint32_t len)
{
	struct source *s = source_get(g, h);
	const void *bytes;
	int ret;

	if (!s)
		return -EBADF;
	if (source_is_readable(s))
		return wbpf_arg_fail(g, -EINVAL, "map '%s': only a user ring can be written",
				     s->name);
	ret = wbpf_arg_peek(g, data, len, "record", &bytes);
	if (ret)
		return ret;
	ret = kern_source_submit(s->kern, bytes, len);
	if (ret == -ENOSPC)
		return wbpf_arg_quick(g, ret, "the user ring is full now");
	return ret < 0 ? wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, ret,
					 "map '%s': submit %u bytes", s->name, len) :
			 0;
}

static uint32_t next_len(struct source *s)
{
	struct kern_record rec;

	if (!source_is_readable(s) || kern_source_peek(s->kern, &rec) <= 0)
		return 0;
	return rec.lost ? sizeof(rec.lost) : rec.len;
}

int32_t wbpf2_source_info(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr info)
{
	struct source *s = source_get(g, h);
	struct wbpf2_source_info out;

	if (!s)
		return -EBADF;
	out = (struct wbpf2_source_info){
		.kind = (uint32_t)kern_source_kind(s->kern),
		.next_len = next_len(s),
		.lost = kern_source_lost(s->kern),
	};
	return wbpf_arg_opts_out(g, info, &out, sizeof(out));
}

/* A signal of the embedding program may interrupt the read; ours are asked for then. */
int32_t wbpf2_read(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr buf, uint32_t size)
{
	int fd = wbpf_arg_fd(g, h), ret;
	ssize_t n;
	void *out;

	if (fd < 0)
		return fd;
	ret = wbpf_arg_view(g, buf, size, "read buffer", &out);
	if (ret)
		return ret;
	do {
		ret = wait_check(g);
		if (ret)
			return ret;
		n = read(fd, out, size < INT32_MAX ? size : INT32_MAX);
	} while (n < 0 && errno == EINTR);
	if (n >= 0)
		return (int32_t)n;
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, -errno, "read");
}
