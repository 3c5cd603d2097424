/* SPDX-License-Identifier: MIT */
/*
 * Ring buffers, user ring buffers and global data, walked in the guest's own memory or by copies:
 *   mapping live|copy TEST
 * The tests after the first line of the table end the guest when the host is right.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>
#include <sys/mman.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <wasm_bpf/abi.h>
#include <wasm_bpf/ring.h>
#include "mapping.h"
#include "mapping.skel.h"

static struct mapping_bpf *skel;
static int live;
static __u64 expected, seen;

#define CHECK(cond)                                                        \
	do {                                                               \
		if (!(cond)) {                                             \
			printf("line %d: %s is wrong\n", __LINE__, #cond); \
			exit(1);                                           \
		}                                                          \
	} while (0)

static int emit(__u32 count, __u32 discard_every)
{
	struct emit_args args = { count, discard_every };
	LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_in = &args, .ctx_size_in = sizeof(args));

	CHECK(!bpf_prog_test_run_opts(bpf_program__fd(skel->progs.emit), &run));
	return (int)run.retval;
}

static int drain(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);

	CHECK(!bpf_prog_test_run_opts(bpf_program__fd(skel->progs.drain), &run));
	return (int)run.retval;
}

static int on_record(void *ctx, void *data, size_t size)
{
	const struct record *r = data;

	CHECK(size == sizeof(*r));
	CHECK(r->seq > seen);
	CHECK(r->twice == 2 * r->seq);
	seen = r->seq;
	expected++;
	return ctx ? *(int *)ctx : 0;
}

static void ring(void)
{
	int answer = 0;
	struct ring_buffer *rb = ring_buffer__new(bpf_map__fd(skel->maps.ring), on_record, &answer,
						  NULL);
	struct ring *r;

	CHECK(rb);
	r = ring_buffer__ring(rb, 0);
	CHECK(ring_buffer__poll(rb, 0) == 0);
	CHECK(ring_buffer__poll(rb, 10) == 0);
	for (int round = 0; round < 300; round++) { /* around the ring many times */
		__u32 every = round % 5 == 1 ? 0 : round % 5;

		emit(97, every);
		CHECK(ring_buffer__poll(rb, 1000) == (every ? 97 - 97 / (int)every : 97));
	}
	CHECK(ring_buffer__consume(rb) == 0);
	CHECK(ring__avail_data_size(r) == 0);
	emit(10, 0);
	CHECK(ring__avail_data_size(r) > 0 && ring__avail_data_size(r) <= 10 * 56);
	CHECK(ring_buffer__consume_n(rb, 4) == 4);
	CHECK(ring__consumer_pos(r) + ring__avail_data_size(r) == ring__producer_pos(r));
	CHECK(ring__size(r) == 16384);
	answer = -EINVAL; /* a record that is refused is consumed */
	CHECK(ring_buffer__consume(rb) == -EINVAL);
	answer = 0;
	CHECK(ring_buffer__poll(rb, 100) == 5);
	emit(10000, 0); /* more than fits: the kernel drops, nothing is overwritten */
	CHECK(ring_buffer__consume(rb) == 16384 / 56);
	emit(20, 0);
	CHECK(ring_buffer_poll_batch(rb, 20 * 56, live ? 100000 : 50) == 20); /* enough wait */
	emit(20, 0);
	CHECK(ring_buffer_poll_batch(rb, 16384, 20) == 20); /* when the time is over */
	CHECK(ring_buffer_poll_batch(rb, 100, 20) == 0);
	ring_buffer__free(rb);
	/* what is not consumed is there for the next reader, in order */
	emit(3, 0);
	rb = ring_buffer__new(bpf_map__fd(skel->maps.ring), on_record, NULL, NULL);
	CHECK(ring_buffer__poll(rb, 100) == 3);
	ring_buffer__free(rb);
}

static void emit_perf(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);

	CHECK(!bpf_prog_test_run_opts(bpf_program__fd(skel->progs.emit_perf), &run));
}

static __u64 lost_cnt, cpu_seen[1024];

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	const struct record *r = data;

	(void)ctx;
	CHECK(cpu >= 0 && cpu < 1024 && size >= sizeof(*r));
	CHECK(r->seq > cpu_seen[cpu] && r->twice == 2 * r->seq); /* in order for each CPU */
	cpu_seen[cpu] = r->seq;
	seen++;
}

static void on_lost(void *ctx, int cpu, __u64 cnt)
{
	(void)ctx, (void)cpu;
	lost_cnt += cnt;
}

static void perf(void)
{
	struct perf_buffer *pb = perf_buffer__new(bpf_map__fd(skel->maps.perf), 4, on_sample,
						  on_lost, NULL, NULL);
	__u64 sent = 0;
	size_t size;
	void *start;

	CHECK(pb);
	CHECK(perf_buffer__poll(pb, 10) == 0);
	for (int round = 0; round < 100; round++) { /* records wrap */
		emit_perf();
		CHECK(perf_buffer__poll(pb, 1000) == 1);
		sent += 60;
		CHECK(seen == sent);
	}
	CHECK(perf_buffer__poll(pb, 0) == 0 && !lost_cnt);
	for (int i = 0; i < 20; i++)
		emit_perf(); /* more than there is room for */
	CHECK(perf_buffer__poll(pb, 1000) == 1);
	emit_perf();
	CHECK(perf_buffer__poll(pb, 1000) == 1);
	CHECK(lost_cnt > 0 && seen + lost_cnt == sent + 21 * 60);
	CHECK((perf_buffer__buffer(pb, 0, &start, &size) == 0) == live);
	perf_buffer__free(pb);
}

/* A ring of 4 MiB takes more than 8 of memory. */
static void big(void)
{
	struct ring_buffer *rb;

	mapping_bpf__destroy(skel);
	skel = mapping_bpf__open();
	CHECK(skel);
	skel->rodata->factor = 2;
	CHECK(!bpf_map__set_max_entries(skel->maps.ring, 4 << 20));
	CHECK(!mapping_bpf__load(skel));
	rb = ring_buffer__new(bpf_map__fd(skel->maps.ring), on_record, NULL, NULL);
	CHECK(rb);
	emit(50000, 0);
	CHECK(ring_buffer__poll(rb, 1000) == 50000);
	ring_buffer__free(rb);
}

static __u64 bss_seq(void)
{
	struct mapping_bpf__bss bss;
	__u32 zero = 0;

	if (live)
		return skel->bss->seq;
	CHECK(!bpf_map__lookup_elem(skel->maps.bss, &zero, sizeof(zero), &bss, sizeof(bss), 0));
	return bss.seq;
}

static void globals(void)
{
	__u64 start = bss_seq();

	CHECK(start == 1000); /* set before load */
	emit(5, 0);
	CHECK(bss_seq() == 1005);
	if (!live)
		return;
	skel->bss->seq = 2000;
	emit(1, 0);
	CHECK(skel->bss->seq == 2001);
	skel->data->seed = 77;
	CHECK(emit(0, 0) == 77);
	CHECK(skel->rodata->factor == 2);
	CHECK(bpf_map__initial_value(skel->maps.bss, NULL) == skel->bss);
}

static __u64 drained(__u64 *sum)
{
	struct mapping_bpf__bss bss;
	__u32 zero = 0;

	CHECK(!bpf_map__lookup_elem(skel->maps.bss, &zero, sizeof(zero), &bss, sizeof(bss), 0));
	*sum = bss.drained_sum;
	return bss.drained_cnt;
}

static void user_ring(void)
{
	struct user_ring_buffer *rb = user_ring_buffer__new(bpf_map__fd(skel->maps.user_ring),
							    NULL);
	__u64 want = 0, cnt = 0, sum;
	__u32 *value;

	CHECK(rb);
	CHECK(!user_ring_buffer__reserve(rb, 4096) && errno == E2BIG);
	for (__u32 round = 0; round < 50; round++) {
		for (__u32 i = 0; i < 100; i++) {
			value = user_ring_buffer__reserve(rb, 4 + 4 * (i % 3));
			CHECK(value);
			*value = round * 100 + i;
			if (i % 10 == 9) {
				user_ring_buffer__discard(rb, value);
				continue;
			}
			want += *value;
			cnt++;
			user_ring_buffer__submit(rb, value);
		}
		CHECK(drain() == 90);
	}
	CHECK(drained(&sum) == cnt && sum == want);
	while ((value = user_ring_buffer__reserve(rb, 1000)))
		user_ring_buffer__submit(rb, value);
	CHECK(errno == ENOSPC);
	CHECK(drain() == 4);
	CHECK(user_ring_buffer__reserve_blocking(rb, 1000, 10));
	user_ring_buffer__free(rb);
}

/* An array as native tools map it; what is not there to be mapped. */
static void array(void)
{
	int table = bpf_map__fd(skel->maps.table), plain = bpf_map__fd(skel->maps.plain);
	__u64 *at = mmap(NULL, 600 * 8, PROT_READ | PROT_WRITE, MAP_SHARED, table, 0), *twice,
	      value;
	__u32 key = 7;

	if (!live) {
		CHECK(at == MAP_FAILED && errno == ENODEV);
		return;
	}
	CHECK(mmap(NULL, 32, PROT_READ, MAP_SHARED, plain, 0) == MAP_FAILED && errno == ENODEV);
	CHECK(mmap(NULL, 32, PROT_READ, MAP_SHARED, 1234, 0) == MAP_FAILED && errno == EBADF);
	CHECK(at != MAP_FAILED && !((__u32)at % 4096));
	emit(1, 0);
	CHECK(at[599] == 1001);
	at[7] = 42;
	CHECK(!bpf_map_lookup_elem(table, &key, &value) && value == 42);
	twice = mmap(NULL, 600 * 8, PROT_READ, MAP_SHARED, table, 0);
	CHECK(twice != MAP_FAILED && twice != at && twice[7] == 42);
	CHECK(munmap(at, 1) == -1 && !munmap(at, 600 * 8) && munmap(at, 600 * 8) == -1);
	CHECK(twice[7] == 42);
	CHECK(mmap(NULL, 600 * 8, PROT_READ, MAP_SHARED, table, 4096) == MAP_FAILED);
	mapping_bpf__destroy(skel); /* closed while it is mapped: zeroes, no fault */
	CHECK(twice[7] == 0);
	CHECK(!munmap(twice, 600 * 8));
	skel = NULL;
}

/* memory.grow while pages are mapped, and the heap around them goes on. */
static void grow(void)
{
	void *blocks[200];

	for (int i = 0; i < 200; i++) {
		blocks[i] = malloc(100000);
		CHECK(blocks[i]);
		memset(blocks[i], i, 100000);
	}
	emit(3, 0);
	CHECK(bss_seq() == 1003);
	for (int i = 0; i < 200; i++) {
		CHECK(((unsigned char *)blocks[i])[99999] == i);
		free(blocks[i]);
	}
}

/* Objects again and again: their pages come and go, memory does not grow without end. */
static void again(void)
{
	for (int i = 0; i < 200; i++) {
		struct mapping_bpf *other = mapping_bpf__open();
		struct ring_buffer *rb;

		CHECK(other);
		other->bss->seq = (__u64)i;
		CHECK(!mapping_bpf__load(other));
		CHECK(other->bss->seq == (__u64)i);
		rb = ring_buffer__new(bpf_map__fd(other->maps.ring), on_record, NULL, NULL);
		CHECK(rb);
		if (i % 2)
			ring_buffer__free(rb);
		mapping_bpf__destroy(other);
		if (i % 2 == 0) { /* the map is gone, the source is not */
			CHECK(ring_buffer__consume(rb) == 0);
			ring_buffer__free(rb);
		}
	}
	CHECK(__builtin_wasm_memory_size(0) < 300);
}

/* ---- what ends the guest */

static void *read_only(void)
{
	return skel->rodata;
}

/* The pages of the samples are written by the kernel alone: here it is SIGBUS that must not kill. */
static void store_perf(void)
{
	struct perf_buffer *pb = perf_buffer__new(bpf_map__fd(skel->maps.perf), 4, on_sample,
						  on_lost, NULL, NULL);
	size_t size;
	char *start;

	CHECK(pb && !perf_buffer__buffer(pb, 0, (void **)&start, &size));
	*(volatile char *)(start + size - 1) = 1;
}

static void store(void)
{
	*(volatile __u32 *)read_only() = 1;
}

static void spin(void)
{
	for (volatile int i = 0;; i++)
		;
}

static void file_read(void)
{
	int fd = open("/data/file", O_RDONLY);

	CHECK(fd >= 0);
	read(fd, read_only(), 8);
	spin();
}

__attribute__((import_module("wasi_snapshot_preview1"), import_name("random_get"))) int
wasi_random(void *buf, __u32 len);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("clock_time_get"))) int
wasi_clock(int id, __u64 precision, void *out);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("poll_oneoff"))) int
wasi_poll(const void *in, void *out, __u32 cnt, void *done);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_prestat_get"))) int
wasi_prestat(int fd, void *out);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("environ_sizes_get"))) int
wasi_environ(void *cnt, void *size);

static void random_bytes(void)
{
	wasi_random(read_only(), 16);
	spin();
}

static void clock_time(void)
{
	wasi_clock(0, 1, read_only());
	spin();
}

static void prestat(void)
{
	wasi_prestat(3, read_only());
	wasi_environ(read_only(), read_only());
	sleep(1000);
}

__attribute__((target("bulk-memory"))) static void fill(void)
{
	void *at = read_only();

	__asm__ volatile("local.get %0\n\ti32.const 1\n\ti32.const 100\n\tmemory.fill 0\n"
			 :
			 : "r"(at));
	spin();
}

__attribute__((target("bulk-memory"))) static void fill_perf(void)
{
	struct perf_buffer *pb = perf_buffer__new(bpf_map__fd(skel->maps.perf), 4, on_sample,
						  on_lost, NULL, NULL);
	size_t size;
	char *at;

	CHECK(pb && !perf_buffer__buffer(pb, 0, (void **)&at, &size));
	at += size - 200;
	__asm__ volatile("local.get %0\n\ti32.const 1\n\ti32.const 100\n\tmemory.fill 0\n"
			 :
			 : "r"(at));
	spin();
}

/* Our own calls, and poll_oneoff, which is ours, too: an error and no end. */
static void own_calls(void)
{
	struct {
		__u64 userdata;
		__u8 tag, pad[7];
		__u32 clock, pad2;
		__u64 timeout, precision;
		__u16 flags;
		__u8 pad3[6];
	} in = { .clock = 1 };
	__u32 done;

	CHECK(wasi_poll(&in, read_only(), 1, &done) == 21); /* EFAULT */
	CHECK(wbpf_abi_last_error(read_only(), 100) == -14);
	CHECK(write(1, read_only(), 4) == 4);
	exit(3);
}

static const struct {
	const char *name;
	void (*fn)(void);
} tests[] = {
	{ "ring", ring },	    { "big", big },
	{ "perf", perf },	    { "store_perf", store_perf },
	{ "fill_perf", fill_perf }, { "globals", globals },
	{ "user_ring", user_ring }, { "array", array },
	{ "grow", grow },	    { "again", again },
	{ "store", store },	    { "file_read", file_read },
	{ "random", random_bytes }, { "clock", clock_time },
	{ "prestat", prestat },	    { "fill", fill },
	{ "own", own_calls },
};

int main(int argc, char **argv)
{
	const void *bss;

	CHECK(argc == 3);
	live = !strcmp(argv[1], "live");
	skel = mapping_bpf__open();
	CHECK(skel);
	bss = skel->bss;
	skel->bss->seq = 1000;
	skel->rodata->factor = 2;
	CHECK(!mapping_bpf__load(skel));
	CHECK(skel->bss == bss);
	for (unsigned int i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (strcmp(argv[2], tests[i].name))
			continue;
		tests[i].fn();
		mapping_bpf__destroy(skel);
		return 0;
	}
	return 2;
}
