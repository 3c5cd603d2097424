/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "events/abi_v2.h"
#include "events/source.h"
#include "events/wait.h"
#include "guest/wake.h"

static int item_of(struct wbpf_guest *g, wbpf_handle h, struct wait_item *item)
{
	struct source *s;

	item->src = NULL;
	if (wbpf_handle_type_of(&g->handles, h) == WBPF_H_FD) {
		item->fd = wbpf_arg_fd(g, h);
		return 0;
	}
	s = source_get(g, h);
	if (!s)
		return -EBADF;
	if (!source_is_readable(s))
		return wbpf_arg_fail(g, -EINVAL, "poll: map '%s': nothing to read from a user ring",
				     s->name);
	item->src = s->kern;
	item->fd = kern_source_fd(s->kern);
	return 0;
}

static int items_of(struct wbpf_guest *g, const void *handles, uint32_t cnt,
		    struct wait_item *items)
{
	int ret = 0;

	for (uint32_t i = 0; i < cnt && !ret; i++) {
		wbpf_handle h;

		memcpy(&h, (const char *)handles + i * sizeof(h), sizeof(h));
		ret = item_of(g, h, &items[i]);
	}
	return ret;
}

int32_t wbpf2_poll(struct wbpf_guest *g, wbpf_gaddr handles, uint32_t count, int32_t timeout_ms,
		   wbpf_gaddr ready)
{
	struct wait_item items[WAIT_ITEMS_MAX];
	uint8_t is_ready[WAIT_ITEMS_MAX] = { 0 };
	const void *in;
	void *out = NULL;
	int ret;

	if (count > WAIT_ITEMS_MAX)
		return wbpf_arg_fail(g, -EINVAL, "poll: %u handles, more than %d", count,
				     WAIT_ITEMS_MAX);
	ret = wbpf_arg_peek_array(g, handles, count, sizeof(wbpf_handle), "handles", &in);
	if (!ret && ready.v)
		ret = wbpf_arg_view(g, ready, count, "ready", &out);
	if (!ret)
		ret = items_of(g, in, count, items);
	if (!ret)
		ret = wait_items(g, items, count, timeout_ms, is_ready);
	if (ret >= 0 && out && count)
		memcpy(out, is_ready, count);
	return ret;
}

int32_t wbpf2_sleep(struct wbpf_guest *g, uint64_t ns)
{
	int64_t now = wait_now_ns(), deadline;
	struct pollfd wake[1];
	int ret = wait_check(g);

	if (ret)
		return ret;
	deadline = ns < (uint64_t)(INT64_MAX - now) ? now + (int64_t)ns : WAIT_FOREVER;
	do
		ret = wait_block(g, wake, 1, deadline);
	while (ret == 1);
	return ret;
}

#define SIGNO_MAX   31
#define UNSTOPPABLE (1ull << 9 | 1ull << 19) /* SIGKILL, SIGSTOP */

static void set_bit(_Atomic uint64_t *mask, uint64_t bit, bool on)
{
	if (on)
		atomic_fetch_or(mask, bit);
	else
		atomic_fetch_and(mask, ~bit);
}

int32_t wbpf2_signal_handle(struct wbpf_guest *g, int32_t signo, int32_t on)
{
	uint64_t bit = signo >= 1 && signo <= SIGNO_MAX ? 1ull << signo : 0;

	if (!bit || on < 0 || on > 2 || (on && (bit & UNSTOPPABLE)))
		return wbpf_arg_fail(g, -EINVAL, "signal %d cannot be set to %d", signo, on);
	if (!g->wake)
		return 0;
	set_bit(&g->wake->ignored, bit, on == 2);
	set_bit(&g->wake->handled, bit, on == 1);
	return 0;
}

int32_t wbpf2_signal_take(struct wbpf_guest *g)
{
	return g->wake ? wbpf_wake_take(g->wake) : 0;
}
