/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <bpf/libbpf.h>

#include "tool.h"
#include "tool.skel.h"

int helper(int x);

static int on_event(void *ctx, void *data, size_t len)
{
	const struct event *e = data;

	(void)ctx;
	(void)len;
	printf("%d %.16s %lld\n", helper(e->pid), e->comm, (long long)e->delta_ns);
	return 0;
}

int main(void)
{
	struct tool_bpf *skel = tool_bpf__open();
	struct ring_buffer *rb;

	if (!skel)
		return 1;
	skel->rodata->limit = 3;
	if (tool_bpf__load(skel) || tool_bpf__attach(skel))
		return 1;
	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), on_event, NULL, NULL);
	ring_buffer__poll(rb, 100);
	printf("%llu\n", (unsigned long long)skel->bss->seen);
	ring_buffer__free(rb);
	tool_bpf__destroy(skel);
	return 0;
}
