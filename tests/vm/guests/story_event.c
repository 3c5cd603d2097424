/* SPDX-License-Identifier: MIT */
/* Sessions, iterators and what carries events. */
#include "story.h"

#include "uring.skel.h"

enum { POLL_MS = 100, POLLS = 100, COOKIE = 0x51, PERF_PAGES = 8 };

static struct bpf_program *program(const struct bpf_object *obj, const char *name)
{
	return bpf_object__find_program_by_name(obj, name);
}

int story_session(void)
{
	const char *const only[] = { "on_kprobe_session", NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	int ret;

	if (!obj)
		return -1;
	ret = count_and_detach(obj, bpf_program__attach(program(obj, only[0])), HIT_KPROBE_SESSION);
	if (!ret && !counter(obj, "hits", HIT_KPROBE_SESSION_RETURN))
		ret = fail("no event at the return");
	bpf_object__close(obj);
	return ret;
}

/* ---- iterators */

static int read_has(int fd, const char *text)
{
	static char buf[65536];
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, buf + len, sizeof(buf) - 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	buf[len] = '\0';
	if (n < 0)
		return fail_call("read");
	return strstr(buf, text) ? 0 : fail("'%s' is not in the iterator's output", text);
}

static int iterate(const char *prog, const char *map, const char *text)
{
	const char *const only[] = { prog, NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	union bpf_iter_link_info info = { 0 };
	LIBBPF_OPTS(bpf_iter_attach_opts, opts, .link_info = &info, .link_info_len = sizeof(info));
	struct bpf_link *link;
	int fd, ret;

	if (!obj)
		return -1;
	if (map)
		info.map.map_fd = (__u32)bpf_object__find_map_fd_by_name(obj, map);
	link = bpf_program__attach_iter(program(obj, prog), map ? &opts : NULL);
	fd = link ? bpf_iter_create(bpf_link__fd(link)) : -1;
	ret = fd < 0 ? fail_call(link ? "iterator" : "attach") : read_has(fd, text);
	bpf_link__destroy(link);
	bpf_object__close(obj);
	return ret;
}

int story_iter_task(void)
{
	return iterate("on_iter_task", NULL, POKER_COMM "\n");
}

int story_iter_elem(void)
{
	return iterate("on_iter_elem", "hits", "elem\n");
}

/* ---- events */

static unsigned pokes;

static int on_poke(void *ctx, void *data, size_t size)
{
	const struct poke *p = data;

	(void)ctx;
	if (size >= sizeof(*p) && p->cookie == COOKIE && !strcmp(p->comm, POKER_COMM))
		pokes++;
	return 0;
}

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)cpu;
	on_poke(ctx, data, size);
}

static int poll_pokes(int (*poll)(void *, int), void *from)
{
	for (int i = 0; i < POLLS && !pokes; i++)
		if (poll(from, POLL_MS) < 0)
			return fail_call("poll");
	return pokes ? 0 : fail("no record came");
}

static int poll_ring(void *ring, int timeout_ms)
{
	return ring_buffer__poll(ring, timeout_ms);
}

static int poll_perf(void *buffer, int timeout_ms)
{
	return perf_buffer__poll(buffer, timeout_ms);
}

static int from_ring(const struct bpf_object *obj)
{
	int fd = bpf_object__find_map_fd_by_name(obj, "ring");
	struct ring_buffer *ring = ring_buffer__new(fd, on_poke, NULL, NULL);
	int ret = ring ? poll_pokes(poll_ring, ring) : fail_call("ring");

	ring_buffer__free(ring);
	return ret;
}

static int from_perf(const struct bpf_object *obj)
{
	int fd = bpf_object__find_map_fd_by_name(obj, "perf");
	struct perf_buffer *buffer = perf_buffer__new(fd, PERF_PAGES, on_sample, NULL, NULL, NULL);
	int ret = buffer ? poll_pokes(poll_perf, buffer) : fail_call("perf buffer");

	perf_buffer__free(buffer);
	return ret;
}

static int records(const char *prog, enum hit hit, int (*receive)(const struct bpf_object *))
{
	const char *const only[] = { prog, NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	LIBBPF_OPTS(bpf_tracepoint_opts, opts, .bpf_cookie = COOKIE);
	struct bpf_link *link;
	int ret;

	if (!obj)
		return -1;
	pokes = 0;
	link = bpf_program__attach_tracepoint_opts(program(obj, prog), "syscalls",
						   "sys_enter_getpgid", &opts);
	ret = link ? receive(obj) : fail_call("attach");
	bpf_link__destroy(link);
	/* hits of on_ring counts what found room: the ring is big enough for some rounds. */
	if (!ret)
		ret = no_more_hits(obj, hit);
	bpf_object__close(obj);
	return ret;
}

int story_ring(void)
{
	return records("on_ring", HIT_RING, from_ring);
}

int story_perf_buffer(void)
{
	return records("on_perf_buffer", HIT_PERF_BUFFER, from_perf);
}

static int send(const struct bpf_object *obj, uint64_t number)
{
	int fd = bpf_object__find_map_fd_by_name(obj, "from_guest");
	struct user_ring_buffer *ring = user_ring_buffer__new(fd, NULL);
	uint64_t *record = ring ? user_ring_buffer__reserve(ring, sizeof(*record)) : NULL;
	int ret = record ? 0 : fail_call("user ring buffer");

	if (record) {
		*record = number;
		user_ring_buffer__submit(ring, record);
	}
	user_ring_buffer__free(ring);
	return ret;
}

/* The program adds up the numbers that it is sent. */
static int send_numbers(const struct bpf_object *obj)
{
	if (send(obj, 40) || wait_round())
		return -1;
	if (counter(obj, "hits", HIT_USER_RING) != 40)
		return fail("the first record did not come");
	if (send(obj, 2) || wait_round())
		return -1;
	return counter(obj, "hits", HIT_USER_RING) == 42 ? 0 : fail("the sum is not 42");
}

int story_user_ring(void)
{
	size_t size;
	const void *elf = uring_bpf__elf_bytes(&size);
	struct bpf_object *obj = bpf_object__open_mem(elf, size, NULL);
	struct bpf_link *link;
	int ret;

	if (!obj)
		return fail_call("open");
	if (bpf_object__load(obj)) {
		ret = fail_call("load");
		bpf_object__close(obj);
		return ret;
	}
	link = bpf_program__attach(program(obj, "on_user_ring"));
	ret = link ? send_numbers(obj) : fail_call("attach");
	bpf_link__destroy(link);
	bpf_object__close(obj);
	return ret;
}
