/* SPDX-License-Identifier: MIT */
#include "../../common/hist.h"
#include "../../common/tool.h"
#include "runqlat.h"
#include "runqlat.skel.h"

const char *argp_program_version = "runqlat 0.1";
static const char args_doc[] = "[INTERVAL [COUNT]]";
static const char doc[] =
	"Show how long threads wait for a CPU, as a histogram."
	"\v"
	"Examples:\n"
	"  runqlat            one histogram at Ctrl-C\n"
	"  runqlat -m 5 2     two histograms in milliseconds, 5 seconds each\n"
	"  runqlat -p 181 1   threads of process 181, each second\n";

static const struct argp_option options[] = {
	{ "milliseconds", 'm', NULL, 0, "Milliseconds instead of microseconds", 0 },
	{ "pid", 'p', "PID", 0, "Only threads of this process", 0 },
	{ "time", 'T', NULL, 0, "Print the time of day", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

static struct {
	bool milliseconds;
	bool time;
	__u32 pid;
	uint64_t interval_s;
	uint64_t count;
} env;

static void parse_argument(char *arg, struct argp_state *state)
{
	if (state->arg_num == 0)
		env.interval_s = (uint64_t)tool_number(state, arg, 1, 86400);
	else if (state->arg_num == 1)
		env.count = (uint64_t)tool_number(state, arg, 1, INT32_MAX);
	else
		argp_usage(state);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'm':
		env.milliseconds = true;
		return 0;
	case 'p':
		env.pid = (__u32)tool_number(state, arg, 1, INT32_MAX);
		return 0;
	case 'T':
		env.time = true;
		return 0;
	case ARGP_KEY_ARG:
		parse_argument(arg, state);
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static const char *unit(void)
{
	return env.milliseconds ? "MSECS" : "USECS";
}

static int read_rows(const struct runqlat_bpf *skel, uint64_t *rows)
{
	struct histogram now;
	__u32 key = 0;
	int err;

	err = bpf_map_lookup_elem(bpf_map__fd(skel->maps.latency), &key, &now);
	if (err)
		return tool_fail("cannot read the histogram", errno);
	for (int i = 0; i < ROW_CNT; i++)
		rows[i] = now.rows[i];
	return 0;
}

/* The kernel's histogram only grows; an interval shows what it grew by. */
static int print_interval(const struct runqlat_bpf *skel, uint64_t *total)
{
	uint64_t rows[ROW_CNT], grown[ROW_CNT];
	char now[16];
	int err;

	err = read_rows(skel, rows);
	if (err)
		return err;
	for (int i = 0; i < ROW_CNT; i++)
		grown[i] = rows[i] - total[i];
	memcpy(total, rows, sizeof(rows));
	if (env.time)
		printf("%s\n", tool_clock(now, sizeof(now)));
	hist_print(grown, ROW_CNT, unit());
	putchar('\n');
	return tool_flush();
}

static void print_summary(const uint64_t *total)
{
	uint64_t switches = 0;

	for (int i = 0; i < ROW_CNT; i++)
		switches += total[i];
	printf("%llu waits\n", (unsigned long long)switches);
}

static int measure(const struct runqlat_bpf *skel)
{
	uint64_t total[ROW_CNT] = { 0 };
	uint64_t shown = 0;
	int err = 0;

	printf("Measuring how long threads wait for a CPU; Ctrl-C to end.\n");
	tool_attached();
	do {
		tool_sleep(env.interval_s);
		err = print_interval(skel, total);
		shown++;
	} while (!err && tool_running() && (!env.count || shown < env.count));
	print_summary(total);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse_option, .args_doc = args_doc, .doc = doc
	};
	struct runqlat_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = runqlat_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	skel->rodata->only_pid = env.pid;
	skel->rodata->unit_ns = env.milliseconds ? 1000000 : 1000;
	err = runqlat_bpf__load(skel);
	if (!err)
		err = runqlat_bpf__attach(skel);
	if (err)
		tool_fail("cannot attach", err);
	else
		err = measure(skel);
	runqlat_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
