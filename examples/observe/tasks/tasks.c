/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "../../common/tool.h"
#include "tasks.h"
#include "tasks.skel.h"

#define BUFFER_ROWS 128

const char *argp_program_version = "tasks 0.1";
static const char doc[] =
	"List the processes, as the kernel's task iterator sees them."
	"\v"
	"Examples:\n"
	"  tasks            all processes\n"
	"  tasks -t -p 181  the threads of process 181\n"
	"  tasks -n sshd    processes named sshd\n"
	"START is in seconds since boot.\n";

static const struct argp_option options[] = {
	{ "name", 'n', "NAME", 0, "Only tasks with this name", 0 },
	{ "pid", 'p', "PID", 0, "Only this process", 0 },
	{ "threads", 't', NULL, 0, "List every thread", 0 },
	{ "verbose", 'v', NULL, 0, "Show libbpf's log on standard error", 0 },
	{ 0 },
};

static struct {
	const char *name;
	__u32 pid;
	bool threads;
	uint64_t shown;
} env;

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'n':
		env.name = arg;
		return 0;
	case 'p':
		env.pid = (__u32)tool_number(state, arg, 1, INT32_MAX);
		return 0;
	case 't':
		env.threads = true;
		return 0;
	case 'v':
		tool_verbose = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void print_row(const struct task_row *row)
{
	char comm[COMM_SIZE];

	if (env.name && strncmp(env.name, row->comm, COMM_SIZE - 1))
		return;
	printf("%-7u %-7u %-7u %-5c %10llu.%02llu %s\n", row->tid, row->pid, row->ppid, row->state,
	       (unsigned long long)(row->start_ns / 1000000000),
	       (unsigned long long)(row->start_ns / 10000000 % 100),
	       tool_text(comm, sizeof(comm), row->comm, sizeof(row->comm)));
	env.shown++;
}

/* A read may end within a row; its rest comes with the next. */
static int print_all(int fd)
{
	static struct task_row rows[BUFFER_ROWS];
	size_t filled = 0;
	ssize_t got;

	while (!exiting) {
		got = read(fd, (char *)rows + filled, sizeof(rows) - filled);
		if (got <= 0)
			return got ? tool_fail("cannot read the iterator", errno) : 0;
		filled += (size_t)got;
		for (size_t i = 0; i < filled / sizeof(rows[0]); i++)
			print_row(&rows[i]);
		memmove(rows, &rows[filled / sizeof(rows[0])], filled % sizeof(rows[0]));
		filled %= sizeof(rows[0]);
	}
	return 0;
}

static int list(struct tasks_bpf *skel)
{
	int fd, err;

	skel->links.tasks_dump = bpf_program__attach_iter(skel->progs.tasks_dump, NULL);
	if (!skel->links.tasks_dump)
		return tool_fail("cannot attach", errno);
	fd = bpf_iter_create(bpf_link__fd(skel->links.tasks_dump));
	if (fd < 0)
		return tool_fail("cannot create the iterator", fd);
	printf("%-7s %-7s %-7s %-5s %13s %s\n", "TID", "PID", "PPID", "STATE", "START", "COMM");
	err = print_all(fd);
	close(fd);
	printf("%llu tasks\n", (unsigned long long)env.shown);
	return err ? err : tool_flush();
}

int main(int argc, char **argv)
{
	static const struct argp argp = { .options = options, .parser = parse_option, .doc = doc };
	struct tasks_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = tasks_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	skel->rodata->only_pid = env.pid;
	skel->rodata->with_threads = env.threads;
	err = tasks_bpf__load(skel);
	if (!err)
		err = list(skel);
	tasks_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
