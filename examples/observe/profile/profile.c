/* SPDX-License-Identifier: MIT */
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../../common/tool.h"
#include "profile.h"
#include "profile.skel.h"

const char *argp_program_version = "profile 0.1";
static const char doc[] =
	"Sample what runs on each CPU, and count the samples of each process."
	"\v"
	"Examples:\n"
	"  profile               49 samples a second on each CPU until Ctrl-C\n"
	"  profile -F 199 -d 10  199 samples a second for 10 seconds\n"
	"  profile -p 181 -t 5   process 181, its five first rows\n";

static const struct argp_option options[] = {
	{ "frequency", 'F', "HZ", 0, "Samples per second and CPU (49)", 0 },
	{ "idle", 'I', NULL, 0, "Count the idle CPU as process 0", 0 },
	{ "pid", 'p', "PID", 0, "Only this process", 0 },
	{ "top", 't', "ROWS", 0, "Print at most this many rows (20)", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

struct row {
	struct sample_key key;
	struct sample_count count;
};

static struct {
	bool idle;
	uint64_t frequency_hz;
	__u32 pid;
	int top;
} env = { .frequency_hz = 49, .top = 20 };

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'F':
		env.frequency_hz = (uint64_t)tool_number(state, arg, 1, 10000);
		return 0;
	case 'I':
		env.idle = true;
		return 0;
	case 'p':
		env.pid = (__u32)tool_number(state, arg, 1, INT32_MAX);
		return 0;
	case 't':
		env.top = (int)tool_number(state, arg, 1, ENTRY_CNT);
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static int open_clock(int cpu)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.freq = 1,
		.sample_freq = env.frequency_hz,
	};

	return (int)syscall(__NR_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Returns 1 when the CPU is sampled, 0 when it is offline. */
static int attach_cpu(struct profile_bpf *skel, int cpu, struct bpf_link **link)
{
	int fd = open_clock(cpu);
	int err;

	if (fd < 0 && errno == ENODEV)
		return 0;
	if (fd < 0)
		return tool_fail("perf_event_open", errno);
	*link = bpf_program__attach_perf_event(skel->progs.profile_sample, fd);
	if (*link)
		return 1;
	err = tool_fail("cannot attach to the CPU clock", errno);
	close(fd);
	return err;
}

static int attach_all(struct profile_bpf *skel, struct bpf_link **links, int cpu_cnt)
{
	int online = 0;

	for (int cpu = 0; cpu < cpu_cnt; cpu++) {
		int result = attach_cpu(skel, cpu, &links[cpu]);

		if (result < 0)
			return result;
		online += result;
	}
	printf("Sampling %llu times a second on %d CPUs; Ctrl-C to end.\n",
	       (unsigned long long)env.frequency_hz, online);
	return 0;
}

static void detach_all(struct bpf_link **links, int cpu_cnt)
{
	for (int cpu = 0; cpu < cpu_cnt; cpu++) {
		bpf_link__destroy(links[cpu]);
		links[cpu] = NULL;
	}
}

static int read_rows(int map_fd, struct row *rows)
{
	const struct sample_key *last = NULL;
	int cnt = 0;

	while (cnt < ENTRY_CNT && !bpf_map_get_next_key(map_fd, last, &rows[cnt].key)) {
		last = &rows[cnt].key;
		if (!bpf_map_lookup_elem(map_fd, last, &rows[cnt].count))
			cnt++;
	}
	return cnt;
}

static uint64_t row_samples(const struct row *row)
{
	return row->count.user + row->count.kernel;
}

static int compare_rows(const void *left, const void *right)
{
	uint64_t a = row_samples(left), b = row_samples(right);

	return a < b ? 1 : a > b ? -1 : memcmp(left, right, sizeof(struct sample_key));
}

static void print_row(const struct row *row, uint64_t total)
{
	char comm[COMM_SIZE];

	printf("%-7u %-15s %4u %9llu %9llu %9llu %5.1f%%\n", row->key.pid,
	       tool_text(comm, sizeof(comm), row->key.comm, sizeof(row->key.comm)), row->key.cpu,
	       (unsigned long long)row_samples(row), (unsigned long long)row->count.user,
	       (unsigned long long)row->count.kernel,
	       100.0 * (double)row_samples(row) / (double)total);
}

static void print_rows(const struct row *rows, int cnt, uint64_t lost)
{
	uint64_t user = 0, kernel = 0;

	for (int i = 0; i < cnt; i++) {
		user += rows[i].count.user;
		kernel += rows[i].count.kernel;
	}
	printf("%-7s %-15s %4s %9s %9s %9s %6s\n", "PID", "COMM", "CPU", "SAMPLES", "USER",
	       "KERNEL", "SHARE");
	for (int i = 0; i < cnt && i < env.top; i++)
		print_row(&rows[i], user + kernel);
	printf("%llu samples: %llu user, %llu kernel, %llu lost\n",
	       (unsigned long long)(user + kernel), (unsigned long long)user,
	       (unsigned long long)kernel, (unsigned long long)lost);
}

static int report(const struct profile_bpf *skel)
{
	struct row *rows = calloc(ENTRY_CNT, sizeof(*rows));
	int cnt;

	if (!rows)
		return tool_fail("rows", ENOMEM);
	cnt = read_rows(bpf_map__fd(skel->maps.samples), rows);
	qsort(rows, (size_t)cnt, sizeof(*rows), compare_rows);
	print_rows(rows, cnt, tool_count(skel->maps.lost));
	free(rows);
	return tool_flush();
}

static int sample(struct profile_bpf *skel)
{
	int cpu_cnt = libbpf_num_possible_cpus();
	struct bpf_link **links;
	int err;

	if (cpu_cnt < 1)
		return tool_fail("cannot count the CPUs", cpu_cnt);
	links = calloc((size_t)cpu_cnt, sizeof(*links));
	if (!links)
		return tool_fail("links", ENOMEM);
	err = attach_all(skel, links, cpu_cnt);
	if (!err) {
		tool_attached();
		tool_sleep(0);
	}
	detach_all(links, cpu_cnt);
	if (!err)
		err = report(skel);
	free(links);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = { .options = options, .parser = parse_option, .doc = doc };
	struct profile_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = profile_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	skel->rodata->only_pid = env.pid;
	skel->rodata->with_idle = env.idle;
	err = profile_bpf__load(skel);
	if (!err)
		err = sample(skel);
	profile_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
