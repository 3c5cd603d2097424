/* SPDX-License-Identifier: MIT */
/*
 * The v1 polls. Each buffer of an object has a source of its own, a child of the map's handle, that
 * lives as long as the map. A record is copied and given back to the kernel before the guest is
 * called, so that nothing of ours is at stake in a callback: it may grow memory, poll again, or close
 * the object.
 */
#include <errno.h>
#include <string.h>

#include "events/events.h"
#include "events/source.h"
#include "events/wait.h"
#include "guest/call.h"

enum { NESTED_POLLS_MAX = 16 }; /* a poll within a callback within a poll ... */

#define CALLBACK_EXPORT "go-callback"

/* What one call of a poll was asked for. */
struct v1_poll {
	struct wbpf_guest *g;
	struct source *source;
	bool by_export; /* TinyGo */
	bool unwind;	/* the guest trapped or was stopped in a callback */
	uint32_t fn, ctx, max_size;
	wbpf_gaddr data;
};

/* The source that an earlier poll has opened for this map. */
static struct source *find_source(const struct wbpf_guest *g, wbpf_handle map)
{
	const struct wbpf_handles *t = &g->handles;

	for (uint32_t i = 0; i < t->cnt; i++) {
		const struct wbpf_handle_entry *e = &t->entries[i];
		struct source *s = e->ptr;

		if (e->type == WBPF_H_SOURCE && e->parent == map && s->v1)
			return s;
	}
	return NULL;
}

static struct source *open_source(struct wbpf_guest *g, wbpf_handle h, int *ret)
{
	struct kern_map *map = wbpf_arg_handle(g, h, WBPF_H_MAP);
	struct source *s = map ? find_source(g, h) : NULL;

	*ret = -EBADF;
	if (!map || s)
		return s;
	*ret = source_open(g, map, NULL, h, true);
	return *ret > 0 ? find_source(g, h) : NULL;
}

static int get_source(struct wbpf_guest *g, wbpf_handle map, struct source **out)
{
	int ret;

	*out = open_source(g, map, &ret);
	if (!*out)
		return ret;
	if (!source_is_readable(*out))
		return wbpf_arg_fail(g, -EINVAL, "map '%s': nothing to read from a user ring",
				     (*out)->name);
	return 0;
}

static void note_cut(struct v1_poll *p, uint32_t len)
{
	if (p->source->cut_cnt++ == 0)
		wbpf_logf(p->g->log, WBPF_LOG_WARN, "events",
			  "map '%s': a record of %u bytes was cut to the %u of the guest's buffer; "
			  "more are not reported",
			  p->source->name, len, p->max_size);
}

static void note_lost(struct v1_poll *p)
{
	uint64_t lost = kern_source_lost(p->source->kern);

	if (lost == p->source->lost_told)
		return;
	wbpf_logf(p->g->log, WBPF_LOG_WARN, "events",
		  "map '%s': %llu samples lost, %llu in all: the guest reads too slowly",
		  p->source->name, (unsigned long long)(lost - p->source->lost_told),
		  (unsigned long long)lost);
	p->source->lost_told = lost;
}

/* 1: the next record is in the guest's buffer and *size tells how much of it; 0: none is there. */
static int next_record(struct v1_poll *p, uint32_t *size, uint64_t *spent)
{
	struct kern_record rec;
	void *data;
	int ret;

	while ((ret = kern_source_peek(p->source->kern, &rec)) > 0 && rec.lost) {
		kern_source_release(p->source->kern);
		*spent += source_record_span(sizeof(rec.lost));
	}
	if (ret < 0)
		return wbpf_fail_errno(&p->g->last_error, WBPF_STAGE_KERNEL, ret, "map '%s': read",
				       p->source->name);
	if (ret == 0)
		return 0;
	/* Looked up each time: a callback may have moved the memory. */
	ret = wbpf_arg_view(p->g, p->data, p->max_size, "poll buffer", &data);
	if (ret)
		return ret;
	*size = rec.len < p->max_size ? rec.len : p->max_size;
	memcpy(data, rec.data, *size);
	*spent += source_record_span(rec.len);
	kern_source_release(p->source->kern);
	if (*size < rec.len)
		note_cut(p, rec.len);
	return 1;
}

static int call_guest(struct v1_poll *p, uint32_t size, int32_t *result)
{
	const int32_t args[] = { (int32_t)p->ctx, (int32_t)p->data.v, (int32_t)size };
	struct wbpf_guest *g = p->g;
	const char *name = g->callback_export ? g->callback_export : CALLBACK_EXPORT;
	int ret;

	g->poll_depth++;
	ret = p->by_export ? g->ops->call_export(g->impl, name, args, 3, result) :
			     g->ops->call_table(g->impl, p->fn, args, 3, result);
	g->poll_depth--;
	p->unwind = ret == -ECANCELED;
	if (!ret || p->unwind)
		return ret;
	if (p->by_export)
		return wbpf_arg_fail(g, ret, "poll: the guest has no callback '%s'", name);
	return wbpf_arg_fail(g, ret, "poll: entry %u of the guest's table is no callback", p->fn);
}

/*
 * Deliver what was there when the poll began: a buffer cannot have held more bytes than it is long,
 * so a producer that is faster than the guest does not hold the poll. The callback's own negative
 * result is the poll's.
 */
static int deliver(struct v1_poll *p)
{
	uint64_t spent = 0;
	int cnt = 0;

	while (spent < p->source->span_bytes && !p->source->closed) {
		int32_t result = 0;
		uint32_t size = 0;
		int ret = next_record(p, &size, &spent);

		if (ret == 0)
			break;
		if (ret > 0)
			ret = call_guest(p, size, &result);
		if (ret < 0)
			return ret;
		if (result < 0)
			return result;
		cnt++;
	}
	return cnt;
}

static int wait_and_deliver(struct v1_poll *p, int32_t timeout_ms)
{
	struct wait_item item = { p->source->kern, kern_source_fd(p->source->kern) };
	uint8_t ready;
	int ret;

	if (p->g->poll_depth >= NESTED_POLLS_MAX)
		return wbpf_arg_fail(p->g, -ELOOP, "poll: too many polls within callbacks");
	ret = wait_items(p->g, &item, 1, timeout_ms, &ready);
	if (ret <= 0)
		return ret;
	source_hold(p->source);
	ret = deliver(p);
	note_lost(p);
	source_drop(p->source);
	return ret;
}

static int run_poll(struct v1_poll *p, wbpf_handle obj, wbpf_handle map, int32_t timeout_ms)
{
	void *data;
	int ret;

	if (!wbpf_arg_handle(p->g, obj, WBPF_H_OBJECT))
		return -EBADF;
	if (!p->data.v || !p->max_size)
		return wbpf_arg_fail(p->g, -EINVAL, "poll: no buffer");
	ret = wbpf_arg_view(p->g, p->data, p->max_size, "poll buffer", &data);
	if (!ret)
		ret = get_source(p->g, map, &p->source);
	return ret ? ret : wait_and_deliver(p, timeout_ms);
}

static enum wbpf_call end_poll(struct v1_poll *p, int64_t obj, int32_t map, int32_t timeout_ms,
			       union wbpf_val *r)
{
	bool fits = obj > 0 && obj <= INT32_MAX;

	r->i32 = run_poll(p, fits ? (wbpf_handle)obj : 0, map, timeout_ms);
	if (p->unwind)
		return WBPF_CALL_UNWIND;
	return wbpf_call_end(p->g, "wasm_bpf_buffer_poll", r->i32);
}

static enum wbpf_call v1_poll(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	struct v1_poll p = {
		.g = g,
		.fn = a[2].u32,
		.ctx = a[3].u32,
		.data = WBPF_GADDR(a[4].u32),
		.max_size = a[5].u32,
	};

	return end_poll(&p, a[0].i64, a[1].i32, a[6].i32, r);
}

static enum wbpf_call v1_poll_export(struct wbpf_guest *g, const union wbpf_val *a,
				     union wbpf_val *r)
{
	struct v1_poll p = {
		.g = g,
		.by_export = true,
		.ctx = a[2].u32,
		.data = WBPF_GADDR(a[3].u32),
		.max_size = a[4].u32,
	};

	return end_poll(&p, a[0].i64, a[1].i32, a[5].i32, r);
}

const struct wbpf_import wbpf_events_v1_imports[] = {
	{ "wasm_bpf", "wasm_bpf_buffer_poll", "liiiiii:i", v1_poll },
	{ "env", "wasm_bpf_buffer_poll", "liiiiii:i", v1_poll },
	{ "callback-wrapper", "wasm_bpf_buffer_poll", "liiiii:i", v1_poll_export },
};
const size_t wbpf_events_v1_import_cnt = sizeof(wbpf_events_v1_imports) /
					 sizeof(wbpf_events_v1_imports[0]);
