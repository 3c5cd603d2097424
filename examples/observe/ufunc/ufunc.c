/* SPDX-License-Identifier: MIT */
#include "../../common/hist.h"
#include "../../common/tool.h"
#include "ufunc.h"
#include "ufunc.skel.h"

const char *argp_program_version = "ufunc 0.1";
static const char args_doc[] = "FILE FUNCTION";
static const char doc[] =
	"Count and time the calls of a function in a program or library."
	"\v"
	"Examples:\n"
	"  ufunc /lib/x86_64-linux-gnu/libc.so.6 malloc -d 5\n"
	"  ufunc -H -p 181 /usr/bin/bash readline\n"
	"A call that itself calls the function is counted, but not timed.\n";

static const struct argp_option options[] = {
	{ "histogram", 'H', NULL, 0, "Print a histogram of the times, too", 0 },
	{ "pid", 'p', "PID", 0, "Only this process", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

struct row {
	__u32 pid;
	struct stats stats;
};

static struct {
	bool histogram;
	const char *file;
	const char *function;
	int pid;
} env = { .pid = -1 };

static void parse_argument(char *arg, struct argp_state *state)
{
	if (state->arg_num == 0)
		env.file = arg;
	else if (state->arg_num == 1)
		env.function = arg;
	else
		argp_usage(state);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'H':
		env.histogram = true;
		return 0;
	case 'p':
		env.pid = (int)tool_number(state, arg, 1, INT32_MAX);
		return 0;
	case ARGP_KEY_ARG:
		parse_argument(arg, state);
		return 0;
	case ARGP_KEY_END:
		if (!env.function)
			argp_error(state, "a FILE and a FUNCTION are needed");
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static struct bpf_link *attach_one(struct bpf_program *prog, bool at_return)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = env.function, .retprobe = at_return);

	return bpf_program__attach_uprobe_opts(prog, env.pid, env.file, 0, &opts);
}

/* The return first: so no call can be counted whose return goes unseen. */
static int attach(struct ufunc_bpf *skel)
{
	skel->links.ufunc_return = attach_one(skel->progs.ufunc_return, true);
	if (skel->links.ufunc_return)
		skel->links.ufunc_enter = attach_one(skel->progs.ufunc_enter, false);
	if (skel->links.ufunc_enter)
		return 0;
	fprintf(stderr, "cannot attach to %s in %s: %s\n", env.function, env.file, strerror(errno));
	return -EINVAL;
}

static int read_rows(int map_fd, struct row *rows)
{
	const __u32 *last = NULL;
	int cnt = 0;

	while (cnt < ENTRY_CNT && !bpf_map_get_next_key(map_fd, last, &rows[cnt].pid)) {
		last = &rows[cnt].pid;
		if (!bpf_map_lookup_elem(map_fd, last, &rows[cnt].stats))
			cnt++;
	}
	return cnt;
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->stats.calls != b->stats.calls)
		return a->stats.calls < b->stats.calls ? 1 : -1;
	return a->pid < b->pid ? -1 : a->pid > b->pid;
}

static void print_row(const struct row *row)
{
	const struct stats *s = &row->stats;
	char comm[COMM_SIZE];

	printf("%-7u %-15s %10llu %10llu %12llu\n", row->pid,
	       tool_text(comm, sizeof(comm), s->comm, sizeof(s->comm)),
	       (unsigned long long)s->calls, (unsigned long long)s->returns,
	       (unsigned long long)(s->returns ? s->total_ns / s->returns : 0));
}

static void print_rows(const struct row *rows, int cnt)
{
	uint64_t calls = 0, returns = 0;

	printf("%-7s %-15s %10s %10s %12s\n", "PID", "COMM", "CALLS", "RETURNS", "AVG_NS");
	for (int i = 0; i < cnt; i++) {
		print_row(&rows[i]);
		calls += rows[i].stats.calls;
		returns += rows[i].stats.returns;
	}
	printf("%llu calls, %llu timed, %d processes\n", (unsigned long long)calls,
	       (unsigned long long)returns, cnt);
}

static void print_histogram(const struct ufunc_bpf *skel)
{
	struct histogram histogram = { 0 };
	uint64_t rows[ROW_CNT];
	__u32 key = 0;

	bpf_map_lookup_elem(bpf_map__fd(skel->maps.latency), &key, &histogram);
	for (int i = 0; i < ROW_CNT; i++)
		rows[i] = histogram.rows[i];
	hist_print(rows, ROW_CNT, "NSECS");
	putchar('\n');
}

static int report(const struct ufunc_bpf *skel)
{
	struct row *rows = calloc(ENTRY_CNT, sizeof(*rows));
	int cnt;

	if (!rows)
		return tool_fail("rows", ENOMEM);
	cnt = read_rows(bpf_map__fd(skel->maps.processes), rows);
	qsort(rows, (size_t)cnt, sizeof(*rows), compare_rows);
	if (env.histogram)
		print_histogram(skel);
	print_rows(rows, cnt);
	free(rows);
	return tool_flush();
}

static int trace(struct ufunc_bpf *skel)
{
	int err = attach(skel);

	if (err)
		return err;
	printf("Tracing %s in %s; Ctrl-C to end.\n", env.function, env.file);
	tool_attached();
	tool_sleep(0);
	ufunc_bpf__detach(skel);
	return report(skel);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse_option, .args_doc = args_doc, .doc = doc
	};
	struct ufunc_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = ufunc_bpf__open_and_load();
	if (!skel)
		return EXIT_FAILURE;
	err = trace(skel);
	ufunc_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
