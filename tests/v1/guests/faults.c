/* SPDX-License-Identifier: MIT */
/* faults TARGET: what known hosts get wrong, one line for each; test_faults.sh knows the answers. */
#include "v1.h"

static uint64_t obj;
static int events, records;
static struct {
	unsigned char bytes[256];
	unsigned char behind[8];
} buf;

static void say(const char *what, long long value)
{
	printf("%s: %lld\n", what, value);
	fflush(stdout);
}

static int find(const char *name)
{
	return wasm_bpf_map_fd_by_name(obj, name);
}

static int poll_with(int map, v1_callback fn, int max_size)
{
	return wasm_bpf_buffer_poll(obj, map, fn, NULL, buf.bytes, max_size, 5000);
}

static int first_letter, letters;
static unsigned int last_size;
static uint64_t last_number;

static int note(void *ctx, void *data, unsigned int size)
{
	struct record rec;

	memcpy(&rec, data, sizeof(rec));
	records++;
	last_size = size;
	last_number = rec.number;
	if (letters++ == 0)
		first_letter = rec.text[0];
	return 0;
}

static void several_buffers(void)
{
	static const char *const names[] = { "events2", "perf", "events" };

	for (int i = 0; i < 3; i++) {
		letters = 0;
		poll_with(find(names[i]), note, sizeof(buf.bytes));
		printf("first letter of %s: %c\n", names[i], first_letter);
	}
}

/* 20 records are made by each burst of the test. */
static void burst(int number)
{
	printf("burst %d\n", number);
	fflush(stdout);
	while (getchar() != '\n')
		;
}

static void truncated(void)
{
	memset(&buf, 0x5a, sizeof(buf));
	records = 0;
	poll_with(events, note, 16);
	say("records cut to 16", records);
	say("size that the callback got", last_size);
	say("byte behind the 16", buf.bytes[16]);
}

static int refuse_second(void *ctx, void *data, unsigned int size)
{
	note(ctx, data, size);
	return records == 2 ? -77 : 0;
}

static void negative_result(void)
{
	uint64_t at;

	records = 0;
	say("poll whose callback says -77", poll_with(events, refuse_second, sizeof(buf.bytes)));
	at = last_number;
	say("records until then", records);
	say("records of the next poll", poll_with(events, note, sizeof(buf.bytes)));
	say("numbers from there", (long long)(last_number - at));
}

static uint64_t wrong, expected;

static int grow(void *ctx, void *data, unsigned int size)
{
	note(ctx, data, size);
	if (last_number != expected++)
		wrong++;
	return __builtin_wasm_memory_grow(0, 4) == (size_t)-1;
}

static void grow_in_callback(void)
{
	expected = last_number + 1;
	say("records while memory grows", poll_with(events, grow, sizeof(buf.bytes)));
	say("wrong ones", (long long)wrong);
}

static int nested(void *ctx, void *data, unsigned int size)
{
	note(ctx, data, size);
	if (last_number != expected++)
		wrong++;
	return wasm_bpf_buffer_poll(obj, events, note, NULL, buf.bytes, sizeof(buf.bytes), 0) < 0;
}

static void poll_in_callback(void)
{
	expected = last_number + 1;
	records = 0;
	say("outer poll", poll_with(events, nested, sizeof(buf.bytes)));
	say("records of both", records);
	say("wrong ones", (long long)wrong);
}

static void per_cpu(void)
{
	uint32_t key = 0;
	size_t end = __builtin_wasm_memory_size(0) * 65536;
	static unsigned char value[65536];

	say("per-CPU value", wasm_bpf_map_operate(find("percpu"), LOOKUP, &key, value, NULL, 0));
	say("per-CPU value at the end",
	    wasm_bpf_map_operate(find("percpu"), LOOKUP, &key, (void *)(end - 12), NULL, 0));
}

static void raw_fds(void)
{
	uint32_t key = 0;
	int taken = 0;

	for (int fd = 0; fd < 64; fd++)
		taken += wasm_bpf_map_operate(find("progs"), UPDATE, &key, &fd, NULL, 0) != -9;
	say("raw fds taken as programs", taken);
	taken = 0;
	for (int fd = 1000; fd < 1064; fd++)
		taken += wasm_bpf_map_operate(fd, NEXT_KEY, NULL, NULL, buf.bytes, 0) != -9;
	say("raw fds taken as maps", taken);
	say("a map in a map",
	    wasm_bpf_map_operate(find("outer"), UPDATE, &key, &(int){ find("settings") }, NULL, 0));
}

static void ranges(void)
{
	say("object beyond 4 GiB", (long long)wasm_load_bpf_object((void *)0xfffffff0, 0x20));
	say("object of 0 bytes", (long long)wasm_load_bpf_object(buf.bytes, 0));
	say("name at the end", wasm_bpf_map_fd_by_name(obj, (void *)0xffffffff));
	say("no buffer", wasm_bpf_buffer_poll(obj, events, note, NULL, NULL, 8, 0));
	say("buffer of 0 bytes", wasm_bpf_buffer_poll(obj, events, note, NULL, buf.bytes, 0, 0));
	say("buffer of -1 bytes", wasm_bpf_buffer_poll(obj, events, note, NULL, buf.bytes, -1, 0));
}

static void errors(void)
{
	uint32_t key = 9;
	uint64_t value;
	int config = find("settings");

	say("no such map", find("absent"));
	say("no such program", wasm_attach_bpf_program(obj, "absent", NULL));
	say("no such element", wasm_bpf_map_operate(config, LOOKUP, &key, &value, NULL, 0));
	say("no such operation", wasm_bpf_map_operate(config, 9, &key, &value, NULL, 0));
	say("poll of a hash", wasm_bpf_buffer_poll(obj, config, note, NULL, buf.bytes, 8, 0));
	say("poll of nothing", wasm_bpf_buffer_poll(obj, -2, note, NULL, buf.bytes, 8, 0));
	say("fd that is no directory", wasm_attach_bpf_program_fd(obj, "v1_kills", 0));
	say("timeout", wasm_bpf_buffer_poll(obj, events, note, NULL, buf.bytes, 8, 1));
}

static int close_it(void *ctx, void *data, unsigned int size)
{
	note(ctx, data, size);
	return wasm_close_bpf_object(obj);
}

static void close_in_callback(void)
{
	say("close in the callback", poll_with(events, close_it, sizeof(buf.bytes)));
	say("poll after it", poll_with(events, note, sizeof(buf.bytes)));
	say("close again", wasm_close_bpf_object(obj));
}

int main(int argc, char **argv)
{
	static void (*const steps[])(void) = { several_buffers, truncated, negative_result,
					       grow_in_callback, poll_in_callback };

	obj = open_kills(argv[1]);
	events = find("events");
	/* A perf buffer takes records from its first poll on. */
	if (wasm_bpf_buffer_poll(obj, find("perf"), note, NULL, buf.bytes, sizeof(buf.bytes), 0))
		return 6;
	attach_kills(obj);
	for (int i = 0; i < 5; i++) {
		burst(i);
		steps[i]();
	}
	per_cpu();
	raw_fds();
	ranges();
	errors();
	burst(5);
	close_in_callback();
	say("a refused object", (long long)load_file("/bpf/refused.bpf.o"));
	return 0;
}
