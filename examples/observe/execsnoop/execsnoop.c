/* SPDX-License-Identifier: MIT */
#include "../../common/tool.h"
#include "execsnoop.h"
#include "execsnoop.skel.h"

const char *argp_program_version = "execsnoop 0.1";
static const char doc[] =
	"Print a line for each program that is executed."
	"\v"
	"Examples:\n"
	"  execsnoop            every exec on the machine\n"
	"  execsnoop -T -u 0    root's only, with the time of day\n"
	"  execsnoop -n sh      programs named sh\n";

static const struct argp_option options[] = {
	{ "name", 'n', "NAME", 0, "Only programs with this name", 0 },
	{ "time", 'T', NULL, 0, "Print the time of day", 0 },
	{ "uid", 'u', "UID", 0, "Only this user's programs", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

static struct {
	const char *name;
	bool time;
	int64_t uid;
	uint64_t shown;
} env = { .uid = -1 };

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'n':
		env.name = arg;
		return 0;
	case 'T':
		env.time = true;
		return 0;
	case 'u':
		env.uid = tool_number(state, arg, 0, UINT32_MAX - 1);
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

/* Returns the length of the arguments joined by blanks. */
static size_t join_args(char *dst, const struct event *e)
{
	size_t bytes = e->args_bytes < ARGS_SIZE ? e->args_bytes : ARGS_SIZE;

	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)e->args[i];

		dst[i] = !c ? ' ' : (c < 0x20 || c == 0x7f) ? '?' : (char)c;
	}
	if (bytes && !e->args[bytes - 1])
		bytes--;
	dst[bytes] = '\0';
	return bytes;
}

static int handle_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	char args[ARGS_SIZE + 1], comm[COMM_SIZE], now[16];

	(void)ctx;
	if (size < sizeof(*e) || (env.name && strncmp(env.name, e->comm, COMM_SIZE - 1)))
		return 0;
	if (env.time)
		printf("%-8s ", tool_clock(now, sizeof(now)));
	join_args(args, e);
	printf("%-7u %-7u %-7u %-15s %s%s\n", e->pid, e->ppid, e->uid,
	       tool_text(comm, sizeof(comm), e->comm, sizeof(e->comm)), args,
	       e->args_bytes > ARGS_SIZE ? "..." : "");
	env.shown++;
	return 0;
}

static void print_header(void)
{
	if (env.time)
		printf("%-8s ", "TIME");
	printf("%-7s %-7s %-7s %-15s %s\n", "PID", "PPID", "UID", "COMM", "ARGS");
}

static int trace(struct execsnoop_bpf *skel)
{
	struct ring_buffer *rb;
	int err;

	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), handle_event, NULL, NULL);
	if (!rb)
		return tool_fail("ring_buffer__new", errno);
	err = execsnoop_bpf__attach(skel);
	if (err) {
		tool_fail("cannot attach", err);
		goto out;
	}
	print_header();
	tool_attached();
	err = tool_poll_ring(rb);
	execsnoop_bpf__detach(skel);
	ring_buffer__consume(rb);
	printf("%llu programs, %llu lost\n", (unsigned long long)env.shown,
	       (unsigned long long)tool_count(skel->maps.lost));
out:
	ring_buffer__free(rb);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = { .options = options, .parser = parse_option, .doc = doc };
	struct execsnoop_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = execsnoop_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	if (env.uid >= 0)
		skel->rodata->only_uid = (__u32)env.uid;
	err = execsnoop_bpf__load(skel);
	if (!err)
		err = trace(skel);
	execsnoop_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
