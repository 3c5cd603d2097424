// SPDX-License-Identifier: MIT
#include <stdio.h>

#include <bpf/libbpf.h>

#include "tool.h"
#include "tool.skel.h"

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)size;
	if (!(*(int *)ctx)++)
		printf("CPU %u, process %u\n", e->cpu, e->pid);
	return 0;
}

int main(void)
{
	struct tool_bpf *skel = tool_bpf__open_and_load();
	struct ring_buffer *events;
	int seen = 0;

	if (!skel || tool_bpf__attach(skel))
		return 1;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), on_event, &seen, NULL);
	while (events && !seen && ring_buffer__poll(events, 1000) >= 0)
		;
	ring_buffer__free(events);
	tool_bpf__destroy(skel);
	return seen ? 0 : 1;
}
