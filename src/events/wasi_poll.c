/* SPDX-License-Identifier: MIT */
/*
 * WASI preview 1 poll_oneoff in place of the engine's own, which a signal could not wake. Clocks, and
 * readiness of the process's stdio; files are always ready. A signal ends it with EINTR.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "base/cleanup.h"
#include "events/events.h"
#include "events/wait.h"
#include "guest/arg.h"
#include "guest/call.h"

enum { SUBSCRIPTIONS_MAX = 1024 };

/* Numbers of WASI. */
enum {
	WASI_OK = 0,
	WASI_BADF = 8,
	WASI_FAULT = 21,
	WASI_INTR = 27,
	WASI_INVAL = 28,
	WASI_NOMEM = 48
};
enum { WASI_CLOCK = 0, WASI_FD_READ = 1, WASI_FD_WRITE = 2 };
enum { WASI_ABSTIME = 1, WASI_HANGUP = 1 };

struct wasi_subscription {
	uint64_t userdata;
	uint8_t tag, pad[7];
	union {
		struct {
			uint32_t id, pad;
			uint64_t timeout, precision;
			uint16_t flags;
		} clock;
		uint32_t fd;
	};
};

struct wasi_event {
	uint64_t userdata;
	uint16_t error;
	uint8_t type, pad[5];
	uint64_t nbytes;
	uint16_t flags;
};
_Static_assert(sizeof(struct wasi_subscription) == 48 && sizeof(struct wasi_event) == 32, "WASI");

/* A subscription and what it has come to. */
struct wait_sub {
	struct wasi_subscription in;
	int64_t deadline;   /* clocks: monotonic, moved on when the real time jumps */
	struct pollfd *pfd; /* stdio, or NULL */
	int error;	    /* of WASI; ends it at once */
	bool at_once;
};

static int64_t clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static int64_t after(int64_t now, uint64_t ns)
{
	return ns < (uint64_t)(WAIT_FOREVER - now) ? now + (int64_t)ns : WAIT_FOREVER;
}

/* The monotonic time at which a clock subscription is due. */
static int64_t due(const struct wasi_subscription *s)
{
	int64_t now = wait_now_ns(), real;

	if (!(s->clock.flags & WASI_ABSTIME))
		return after(now, s->clock.timeout);
	if (s->clock.id == 1)
		return s->clock.timeout > INT64_MAX ? WAIT_FOREVER : (int64_t)s->clock.timeout;
	real = clock_ns(CLOCK_REALTIME);
	return s->clock.timeout <= (uint64_t)real ? now :
						    after(now, s->clock.timeout - (uint64_t)real);
}

static void start(struct wait_sub *sub, struct pollfd *pfd)
{
	const struct wasi_subscription *s = &sub->in;

	if (s->tag == WASI_CLOCK) {
		sub->error = s->clock.id > 1 ? WASI_INVAL : WASI_OK;
		sub->deadline = due(s);
	} else if (s->tag > WASI_FD_WRITE) {
		sub->error = WASI_INVAL;
	} else if (s->fd > 2) {
		sub->at_once = true;
	} else {
		sub->pfd = pfd;
	}
	*pfd = (struct pollfd){ .fd = sub->pfd ? (int)s->fd : -1,
				.events = s->tag == WASI_FD_READ ? POLLIN : POLLOUT };
}

static bool is_done(const struct wait_sub *sub, int64_t now)
{
	if (sub->error || sub->at_once)
		return true;
	return sub->pfd ? sub->pfd->revents != 0 : sub->deadline <= now;
}

static uint64_t readable_bytes(int fd)
{
	int n = 0;

	return ioctl(fd, FIONREAD, &n) < 0 || n < 0 ? 0 : (uint64_t)n;
}

static void event_of(const struct wait_sub *sub, struct wasi_event *ev)
{
	short revents = sub->pfd ? sub->pfd->revents : 0;

	*ev = (struct wasi_event){ .userdata = sub->in.userdata,
				   .type = sub->in.tag,
				   .error = (uint16_t)sub->error };
	if (revents & POLLNVAL)
		ev->error = WASI_BADF;
	if (revents & (POLLHUP | POLLERR))
		ev->flags = WASI_HANGUP;
	if (revents & POLLIN)
		ev->nbytes = readable_bytes(sub->pfd->fd);
}

static uint32_t collect(const struct wait_sub *subs, uint32_t cnt, struct wasi_event *events)
{
	int64_t now = wait_now_ns();
	uint32_t done = 0;

	for (uint32_t i = 0; i < cnt; i++) {
		if (is_done(&subs[i], now))
			event_of(&subs[i], &events[done++]);
	}
	return done;
}

/* Real time can be set while we wait. */
static int64_t first_deadline(struct wait_sub *subs, uint32_t cnt)
{
	int64_t first = WAIT_FOREVER;

	for (uint32_t i = 0; i < cnt; i++) {
		struct wait_sub *sub = &subs[i];

		if (sub->in.tag != WASI_CLOCK || sub->error)
			continue;
		if (sub->in.clock.id == 0 && sub->in.clock.flags & WASI_ABSTIME)
			sub->deadline = due(&sub->in);
		if (sub->deadline < first)
			first = sub->deadline;
	}
	return first;
}

/* The number of events, or a negative errno. A signal comes first: events do not go away. */
static int wait_for(struct wbpf_guest *g, struct wait_sub *subs, struct pollfd *fds, uint32_t cnt,
		    struct wasi_event *events)
{
	int64_t deadline = 0;

	for (;;) {
		int ret = wait_block(g, fds, cnt + 1, deadline);
		uint32_t done;

		if (ret < 0)
			return ret;
		done = collect(subs, cnt, events);
		if (done)
			return (int)done;
		deadline = first_deadline(subs, cnt);
	}
}

struct wasi_poll {
	struct wait_sub *subs;
	struct pollfd *fds;
	struct wasi_event *events;
};

static void poll_free(struct wasi_poll *p)
{
	free(p->subs);
	free(p->fds);
	free(p->events);
}

static bool poll_alloc(struct wasi_poll *p, uint32_t cnt)
{
	p->subs = calloc(cnt, sizeof(*p->subs));
	p->fds = calloc(cnt + 1, sizeof(*p->fds));
	p->events = calloc(cnt, sizeof(*p->events));
	return p->subs && p->fds && p->events;
}

static int run(struct wbpf_guest *g, const void *in, void *out, uint32_t cnt)
{
	WBPF_CLEANUP(poll_free) struct wasi_poll p = { 0 };
	int ret;

	if (!poll_alloc(&p, cnt))
		return -ENOMEM;
	for (uint32_t i = 0; i < cnt; i++) {
		/* The guest's array need not be aligned. */
		memcpy(&p.subs[i].in, (const char *)in + i * sizeof(p.subs[i].in),
		       sizeof(p.subs[i].in));
		start(&p.subs[i], &p.fds[i + 1]);
	}
	ret = wait_for(g, p.subs, p.fds, cnt, p.events);
	if (ret > 0)
		memcpy(out, p.events, (size_t)ret * sizeof(*p.events));
	return ret;
}

static int poll_oneoff(struct wbpf_guest *g, const union wbpf_val *a)
{
	uint32_t cnt = a[2].u32, done;
	const void *in;
	void *out;
	int ret;

	if (!cnt || cnt > SUBSCRIPTIONS_MAX)
		return WASI_INVAL;
	if (wbpf_arg_own(g, WBPF_GADDR(a[0].u32), cnt * (uint32_t)sizeof(struct wasi_subscription),
			 "in", &in) ||
	    wbpf_arg_array(g, WBPF_GADDR(a[1].u32), cnt, sizeof(struct wasi_event), "out", &out))
		return WASI_FAULT;
	ret = run(g, in, out, cnt);
	if (ret < 0)
		return ret == -ENOMEM ? WASI_NOMEM : WASI_INTR;
	done = (uint32_t)ret;
	return wbpf_guest_write(g, WBPF_GADDR(a[3].u32), &done, sizeof(done)) ? WASI_FAULT :
										WASI_OK;
}

static enum wbpf_call wasi_poll_oneoff(struct wbpf_guest *g, const union wbpf_val *a,
				       union wbpf_val *r)
{
	r->i32 = poll_oneoff(g, a);
	return wbpf_call_end(g, "poll_oneoff", r->i32);
}

const struct wbpf_import wbpf_events_wasi_imports[] = {
	{ "wasi_snapshot_preview1", "poll_oneoff", "iiii:i", wasi_poll_oneoff },
};
const size_t wbpf_events_wasi_import_cnt = sizeof(wbpf_events_wasi_imports) /
					   sizeof(wbpf_events_wasi_imports[0]);
