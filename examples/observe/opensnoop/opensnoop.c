/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include "../../common/tool.h"
#include "opensnoop.h"
#include "opensnoop.skel.h"

/* 4 MiB for each CPU: a burst of 40,000 calls fits even when this tool does not get to run. */
#define DEFAULT_PAGES 1024

const char *argp_program_version = "opensnoop 0.1";
static const char doc[] =
	"Print a line for each file that is opened with openat()."
	"\v"
	"Examples:\n"
	"  opensnoop               every openat() on the machine\n"
	"  opensnoop -x            those that fail\n"
	"  opensnoop -T -n bash    those of bash, with the time of day\n"
	"  opensnoop -p 181 -d 10  those of process 181, for 10 seconds\n";

static const struct argp_option options[] = {
	{ "failed", 'x', NULL, 0, "Only calls that fail", 0 },
	{ "name", 'n', "NAME", 0, "Only processes with this name", 0 },
	{ "pages", 'b', "PAGES", 0, "Buffer pages for each CPU, a power of two (1024)", 0 },
	{ "pid", 'p', "PID", 0, "Only this process", 0 },
	{ "time", 'T', NULL, 0, "Print the time of day", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

static struct {
	char comm[COMM_SIZE];
	bool failed;
	bool time;
	__u32 pages;
	__u32 pid;
	uint64_t shown;
	uint64_t lost;
} env = { .pages = DEFAULT_PAGES };

static void parse_pages(const char *arg, struct argp_state *state)
{
	env.pages = (__u32)tool_number(state, arg, 1, 1 << 16);
	if (env.pages & (env.pages - 1))
		argp_error(state, "%u pages are no power of two", env.pages);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'b':
		parse_pages(arg, state);
		return 0;
	case 'n':
		snprintf(env.comm, sizeof(env.comm), "%s", arg);
		return 0;
	case 'p':
		env.pid = (__u32)tool_number(state, arg, 1, INT32_MAX);
		return 0;
	case 'T':
		env.time = true;
		return 0;
	case 'x':
		env.failed = true;
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static void handle_event(void *ctx, int cpu, void *data, __u32 size)
{
	const struct event *e = data;
	char comm[COMM_SIZE], path[PATH_SIZE], now[16];

	(void)ctx;
	(void)cpu;
	if (size <= offsetof(struct event, path))
		return;
	if (env.time)
		printf("%-8s ", tool_clock(now, sizeof(now)));
	printf("%-7u %-15s %4d %3d %s\n", e->pid,
	       tool_text(comm, sizeof(comm), e->comm, sizeof(e->comm)),
	       e->result < 0 ? -1 : e->result, e->result < 0 ? -e->result : 0,
	       tool_text(path, sizeof(path), e->path, size - offsetof(struct event, path)));
	env.shown++;
}

static void handle_lost(void *ctx, int cpu, __u64 count)
{
	(void)ctx;
	fprintf(stderr, "%llu events lost on CPU %d\n", (unsigned long long)count, cpu);
	env.lost += count;
}

static void print_header(void)
{
	if (env.time)
		printf("%-8s ", "TIME");
	printf("%-7s %-15s %4s %3s %s\n", "PID", "COMM", "FD", "ERR", "PATH");
}

static int poll_events(struct perf_buffer *pb)
{
	int err = 0;

	while (tool_running() && !err) {
		err = perf_buffer__poll(pb, TOOL_POLL_MS);
		if (err == -EINTR) {
			err = 0;
			break;
		}
		if (err < 0)
			return tool_fail("perf_buffer__poll", err);
		err = tool_flush();
	}
	return err;
}

static int trace(struct opensnoop_bpf *skel)
{
	struct perf_buffer *pb;
	int err;

	pb = perf_buffer__new(bpf_map__fd(skel->maps.events), env.pages, handle_event, handle_lost,
			      NULL, NULL);
	if (!pb)
		return tool_fail("perf_buffer__new", errno);
	err = opensnoop_bpf__attach(skel);
	if (err) {
		tool_fail("cannot attach", err);
		goto out;
	}
	print_header();
	tool_attached();
	err = poll_events(pb);
	opensnoop_bpf__detach(skel);
	perf_buffer__consume(pb);
	printf("%llu calls, %llu lost\n", (unsigned long long)env.shown,
	       (unsigned long long)env.lost);
out:
	perf_buffer__free(pb);
	return err;
}

static void configure(struct opensnoop_bpf *skel)
{
	skel->rodata->only_pid = env.pid;
	skel->rodata->only_failed = env.failed;
	memcpy((char *)skel->rodata->only_comm, env.comm, sizeof(env.comm));
}

int main(int argc, char **argv)
{
	static const struct argp argp = { .options = options, .parser = parse_option, .doc = doc };
	struct opensnoop_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = opensnoop_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	configure(skel);
	err = opensnoop_bpf__load(skel);
	if (!err)
		err = trace(skel);
	opensnoop_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
