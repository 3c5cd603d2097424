/* SPDX-License-Identifier: MIT */
#include "guest.h"

#include "rounds.skel.h"

enum { TRY_US = 2000, TRIES = 1000 };

static char why[1024], words[2048];

int fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	return -1;
}

int fail_call(const char *call)
{
	return fail("%s: %s: %s", call, strerror(errno), words);
}

const char *reason(void)
{
	for (char *c = why; *c; c++)
		if (*c == '\n')
			*c = ' ';
	return why;
}

void forget_reason(void)
{
	why[0] = words[0] = '\0';
}

int keep_words(enum libbpf_print_level level, const char *format, va_list args)
{
	size_t len = strlen(words);

	if (level == LIBBPF_DEBUG)
		return 0;
	return vsnprintf(words + len, sizeof(words) - len, format, args);
}

static struct rounds_bpf *rounds;

int start_rounds(void)
{
	rounds = rounds_bpf__open_and_load();
	if (!rounds)
		return fail_call("rounds: load");
	if (rounds_bpf__attach(rounds))
		return fail_call("rounds: attach");
	return wait_round();
}

static uint64_t round_cnt(void)
{
	uint32_t zero = 0;
	uint64_t n = 0;

	bpf_map__lookup_elem(rounds->maps.rounds, &zero, sizeof(zero), &n, sizeof(n), 0);
	return n;
}

/* The end of the round that is under way now, and that of the next. */
int wait_round(void)
{
	uint64_t end = round_cnt() + 2;

	for (int i = 0; i < TRIES; i++) {
		if (round_cnt() >= end)
			return 0;
		usleep(TRY_US);
	}
	return fail("the poker stands still");
}

uint64_t counter(const struct bpf_object *obj, const char *map, enum hit hit)
{
	const struct bpf_map *m = bpf_object__find_map_by_name(obj, map);
	uint32_t key = hit;
	uint64_t n = 0;

	if (!m || bpf_map__lookup_elem(m, &key, sizeof(key), &n, sizeof(n), 0))
		fail_call("counter");
	return n;
}

int wait_hit(const struct bpf_object *obj, enum hit hit)
{
	uint64_t before = counter(obj, "hits", hit);

	for (int i = 0; i < TRIES; i++) {
		if (counter(obj, "hits", hit) > before)
			return 0;
		usleep(TRY_US);
	}
	return fail("attached, but no event came");
}

int no_more_hits(const struct bpf_object *obj, enum hit hit)
{
	uint64_t before, after;

	/* What was under way at the detach may still count. */
	if (wait_round())
		return -1;
	before = counter(obj, "hits", hit);
	if (wait_round())
		return -1;
	after = counter(obj, "hits", hit);
	if (after == before)
		return 0;
	return fail("%llu events after the detach", (unsigned long long)(after - before));
}

static bool listed(const char *const *programs, const char *name)
{
	while (*programs)
		if (!strcmp(*programs++, name))
			return true;
	return false;
}

struct bpf_object *load_only(struct bpf_object *obj, const char *const *programs)
{
	struct bpf_program *prog;

	if (!obj) {
		fail_call("open");
		return NULL;
	}
	bpf_object__for_each_program(prog, obj)
		bpf_program__set_autoload(prog, listed(programs, bpf_program__name(prog)));
	if (!bpf_object__load(obj))
		return obj;
	fail_call("load");
	bpf_object__close(obj);
	return NULL;
}
