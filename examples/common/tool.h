/* SPDX-License-Identifier: MIT */
/* What every example does alike: log, signals, duration, output. Included by one .c per tool. */
#ifndef EXAMPLES_TOOL_H
#define EXAMPLES_TOOL_H

#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#define TOOL_POLL_MS 100
#define TOOL_COMMON_OPTIONS                                                                        \
	{ "duration", 'd', "SECONDS", 0, "Stop after this time (default: at Ctrl-C)", 0 },         \
	{ "verbose", 'v', NULL, 0, "Show libbpf's log on standard error", 0 }

static volatile sig_atomic_t exiting;
static bool tool_verbose;
static uint64_t tool_duration_s;
static uint64_t tool_end_ms;
static int tool_write_errno; /* of the header */

static inline void tool_on_signal(int sig)
{
	(void)sig;
	exiting = 1;
}

static inline int tool_log(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_DEBUG && !tool_verbose)
		return 0;
	return vfprintf(stderr, format, args);
}

static inline uint64_t tool_now_ms(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline void tool_init(void)
{
	libbpf_set_print(tool_log);
	signal(SIGINT, tool_on_signal);
	signal(SIGTERM, tool_on_signal);
}

/* The duration counts from the moment that everything is attached. */
static inline void tool_attached(void)
{
	if (tool_duration_s)
		tool_end_ms = tool_now_ms() + tool_duration_s * 1000;
	if (fflush(stdout) != 0)
		tool_write_errno = errno;
}

static inline bool tool_running(void)
{
	return !exiting && (!tool_end_ms || tool_now_ms() < tool_end_ms);
}

/* Short naps, so that a signal ends the wait wherever the handler is run. */
static inline void tool_sleep(uint64_t seconds)
{
	const struct timespec nap = { .tv_nsec = TOOL_POLL_MS * 1000000L };
	uint64_t end_ms = tool_now_ms() + seconds * 1000;

	while (tool_running() && (!seconds || tool_now_ms() < end_ms))
		nanosleep(&nap, NULL);
}

static inline const char *tool_error_text(int err)
{
#ifdef ENOTCAPABLE
	if (err == ENOTCAPABLE)
		return "the sandbox does not see it; grant it with 'wasm-bpf run --dir'";
#endif
	return strerror(err);
}

static inline int tool_fail(const char *what, int err)
{
	fprintf(stderr, "%s: %s\n", what, tool_error_text(err < 0 ? -err : err));
	return err < 0 ? err : -err;
}

/* A closed pipe or a full disk must end the tool: nobody reads what it would trace. */
static inline int tool_flush(void)
{
	errno = tool_write_errno;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	return tool_fail("cannot write standard output", errno ? errno : EIO);
}

static inline long long tool_number(struct argp_state *state, const char *text, long long min,
				    long long max)
{
	char *end = NULL;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || end == text || *end || value < min || value > max)
		argp_error(state, "'%s' is not a number from %lld to %lld", text, min, max);
	return value;
}

static inline error_t tool_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'd':
		tool_duration_s = (uint64_t)tool_number(state, arg, 1, 86400 * 365);
		return 0;
	case 'v':
		tool_verbose = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Names come from the traced processes: no control character of theirs reaches the terminal. */
static inline const char *tool_text(char *dst, size_t dst_size, const char *src, size_t src_size)
{
	size_t i;

	for (i = 0; i + 1 < dst_size && i < src_size && src[i]; i++)
		dst[i] = ((unsigned char)src[i] < 0x20 || src[i] == 0x7f) ? '?' : src[i];
	dst[i] = '\0';
	return dst;
}

static inline const char *tool_clock(char *dst, size_t size)
{
	time_t now = time(NULL);
	struct tm *tm = localtime(&now);

	if (!tm || !strftime(dst, size, "%H:%M:%S", tm))
		snprintf(dst, size, "--:--:--");
	return dst;
}

/* The first value of an array map of __u64; the examples count lost records there. */
static inline uint64_t tool_count(const struct bpf_map *map)
{
	__u64 value = 0;
	__u32 key = 0;

	bpf_map_lookup_elem(bpf_map__fd(map), &key, &value);
	return value;
}

static inline int tool_poll_ring(struct ring_buffer *rb)
{
	int err = 0;

	while (tool_running() && !err) {
		err = ring_buffer__poll(rb, TOOL_POLL_MS);
		if (err == -EINTR) {
			err = 0;
			break;
		}
		if (err < 0)
			return tool_fail("ring_buffer__poll", err);
		err = tool_flush();
	}
	return err;
}

#endif
