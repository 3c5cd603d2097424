/* SPDX-License-Identifier: MIT */
/* Unpacking and import table of the v2 calls of this room; generated from abi/v2.toml by tools/abigen.py; do not edit. */
#include "events/abi_v2.h"

#include "guest/call.h"
#include "events/events.h"

static enum wbpf_call call_read(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_read(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "read", r->i32);
}

static enum wbpf_call call_source_open(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_source_open(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "source_open", r->i32);
}

static enum wbpf_call call_source_drain(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_source_drain(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32, a[3].u32);
	return wbpf_call_end(g, "source_drain", r->i32);
}

static enum wbpf_call call_source_submit(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_source_submit(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "source_submit", r->i32);
}

static enum wbpf_call call_source_info(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_source_info(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "source_info", r->i32);
}

static enum wbpf_call call_memory_info(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_memory_info(g, WBPF_GADDR(a[0].u32));
	return wbpf_call_end(g, "memory_info", r->i32);
}

static enum wbpf_call call_memory_map(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_memory_map(g, a[0].i32, a[1].u32, WBPF_GADDR(a[2].u32), a[3].u32);
	return wbpf_call_end(g, "memory_map", r->i32);
}

static enum wbpf_call call_memory_fence(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	(void)a;
	r->i32 = wbpf2_memory_fence(g);
	return wbpf_call_end(g, "memory_fence", r->i32);
}

static enum wbpf_call call_poll(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_poll(g, WBPF_GADDR(a[0].u32), a[1].u32, a[2].i32, WBPF_GADDR(a[3].u32));
	return wbpf_call_end(g, "poll", r->i32);
}

static enum wbpf_call call_sleep(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_sleep(g, a[0].u64);
	return wbpf_call_end(g, "sleep", r->i32);
}

static enum wbpf_call call_signal_handle(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_signal_handle(g, a[0].i32, a[1].i32);
	return wbpf_call_end(g, "signal_handle", r->i32);
}

static enum wbpf_call call_signal_take(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	(void)a;
	r->i32 = wbpf2_signal_take(g);
	return wbpf_call_end(g, "signal_take", r->i32);
}

const struct wbpf_import wbpf_events_v2_imports[] = {
	{ WBPF2_MODULE, "read", "iii:i", call_read },
	{ WBPF2_MODULE, "source_open", "ii:i", call_source_open },
	{ WBPF2_MODULE, "source_drain", "iiii:i", call_source_drain },
	{ WBPF2_MODULE, "source_submit", "iii:i", call_source_submit },
	{ WBPF2_MODULE, "source_info", "ii:i", call_source_info },
	{ WBPF2_MODULE, "memory_info", "i:i", call_memory_info },
	{ WBPF2_MODULE, "memory_map", "iiii:i", call_memory_map },
	{ WBPF2_MODULE, "memory_fence", ":i", call_memory_fence },
	{ WBPF2_MODULE, "poll", "iiii:i", call_poll },
	{ WBPF2_MODULE, "sleep", "l:i", call_sleep },
	{ WBPF2_MODULE, "signal_handle", "ii:i", call_signal_handle },
	{ WBPF2_MODULE, "signal_take", ":i", call_signal_take },
};
const size_t wbpf_events_v2_import_cnt = sizeof(wbpf_events_v2_imports) / sizeof(wbpf_events_v2_imports[0]);
