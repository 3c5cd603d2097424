/* SPDX-License-Identifier: MIT */
/*
 * The same source natively and as Wasm: prints one line "name nanoseconds" per figure, the median
 * of several rounds. bench/events.py runs both in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "events.h"
#include "events.skel.h"

enum { EVENTS = 50000, USER = 20000, GLOBAL = 10000000, ELEMS = 10000, PERF = 4000, ROUNDS = 15 };

static struct events_bpf *skel;
static struct ring_buffer *rb;
static struct user_ring_buffer *urb;
static struct perf_buffer *pb;
static __u64 sum;
static int got;

static void die(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void run(struct bpf_program *prog, void *ctx, size_t size)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = ctx, .ctx_size_in = size);

	if (bpf_prog_test_run_opts(bpf_program__fd(prog), &opts))
		die("test run");
}

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx;
	if (size == sizeof(*e))
		sum += e->seq + e->pid;
	return 0;
}

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	const struct event *e = data;

	(void)ctx, (void)cpu;
	if (size >= sizeof(*e)) {
		sum += e->seq + e->pid;
		got++;
	}
}

static double ring(void)
{
	__u32 cnt = EVENTS;
	double start;

	run(skel->progs.emit, &cnt, sizeof(cnt));
	start = now_ns();
	if (ring_buffer__consume(rb) != EVENTS)
		die("events are missing");
	return (now_ns() - start) / EVENTS;
}

static double perf(void)
{
	double start;

	got = 0;
	for (int i = 0; i < PERF / 1000; i++)
		run(skel->progs.emit_perf, NULL, 0);
	start = now_ns();
	if (perf_buffer__consume(pb) < 0 || got != PERF)
		die("samples are missing");
	return (now_ns() - start) / PERF;
}

static double user_ring(void)
{
	double start = now_ns(), took;

	for (int i = 0; i < USER; i++) {
		struct event *e = user_ring_buffer__reserve(urb, sizeof(*e));

		if (!e)
			die("the user ring is full");
		e->seq = (__u64)i;
		e->pid = 2;
		user_ring_buffer__submit(urb, e);
	}
	took = now_ns() - start;
	run(skel->progs.drain, NULL, 0);
	return took / USER;
}

static double global(void)
{
	volatile __u64 *counter = &skel->bss->counter;
	double start = now_ns();

	for (int i = 0; i < GLOBAL; i += 8) {
		sum += *counter;
		*counter = (__u64)i;
		sum += *counter;
		*counter = sum;
		sum += *counter;
		*counter = (__u64)i;
		sum += *counter;
		*counter = sum;
	}
	return (now_ns() - start) / GLOBAL;
}

static double update(void)
{
	int fd = bpf_map__fd(skel->maps.hash);
	double start = now_ns();

	for (__u64 i = 0; i < ELEMS; i++)
		if (bpf_map_update_elem(fd, &i, &i, BPF_ANY))
			die("update");
	return (now_ns() - start) / ELEMS;
}

static double lookup(void)
{
	int fd = bpf_map__fd(skel->maps.hash);
	double start = now_ns();
	__u64 value;

	for (__u64 i = 0; i < ELEMS; i++)
		if (bpf_map_lookup_elem(fd, &i, &value) || value != i)
			die("lookup");
	return (now_ns() - start) / ELEMS;
}

static double batch(void)
{
	static __u64 keys[ELEMS], values[ELEMS];
	__u32 cnt = ELEMS, at;
	double start = now_ns();

	bpf_map_lookup_batch(bpf_map__fd(skel->maps.hash), NULL, &at, keys, values, &cnt, NULL);
	if (cnt != ELEMS)
		die("batch");
	return (now_ns() - start) / ELEMS;
}

static const struct {
	const char *name;
	double (*fn)(void);
} figures[] = {
	{ "ring", ring },     { "perf", perf },	    { "user_ring", user_ring },
	{ "global", global }, { "update", update }, { "lookup", lookup },
	{ "batch", batch },
};

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(void)
{
	double took[ROUNDS];

	skel = events_bpf__open_and_load();
	if (!skel)
		die("load");
	rb = ring_buffer__new(bpf_map__fd(skel->maps.ring), on_event, NULL, NULL);
	urb = user_ring_buffer__new(bpf_map__fd(skel->maps.user_ring), NULL);
	pb = perf_buffer__new(bpf_map__fd(skel->maps.perf), 128, on_sample, NULL, NULL, NULL);
	if (!rb || !urb || !pb)
		die("buffers");
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		for (int n = 0; n < ROUNDS; n++)
			took[n] = figures[i].fn();
		qsort(took, ROUNDS, sizeof(*took), compare);
		printf("%s %.3f\n", figures[i].name, took[ROUNDS / 2]);
	}
	return sum ? 0 : 1;
}
