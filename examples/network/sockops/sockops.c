/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>
#include "../../common/tool.h"
#include "../../common/flow_text.h"
#include "sockops.h"
#include "sockops.skel.h"

const char *argp_program_version = "sockops 0.1";
static const char args_doc[] = "CGROUP";
static const char doc[] =
	"Print the TCP connections that the processes of a cgroup establish."
	"\v"
	"CGROUP is a directory of the cgroup v2 file system.\n"
	"\n"
	"Examples:\n"
	"  sockops /sys/fs/cgroup                      the whole machine\n"
	"  sockops -T -d 10 /sys/fs/cgroup/user.slice  the users' for 10 seconds\n";

static const struct argp_option options[] = {
	{ "time", 'T', NULL, 0, "Print the time of day", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

static struct {
	const char *cgroup;
	bool time;
} env;

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'T':
		env.time = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_usage(state);
		env.cgroup = arg;
		return 0;
	case ARGP_KEY_END:
		if (!env.cgroup)
			argp_error(state, "a CGROUP is needed");
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static int handle_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	char local[ENDPOINT_SIZE], remote[ENDPOINT_SIZE], now[16];

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	if (env.time)
		printf("%-8s ", tool_clock(now, sizeof(now)));
	printf("%-7s %8u %s %s %s\n", e->active ? "active" : "passive", e->rtt_us,
	       endpoint_text(local, e->family, e->local, e->local_port), e->active ? "->" : "<-",
	       endpoint_text(remote, e->family, e->remote, e->remote_port));
	return 0;
}

static void print_header(void)
{
	if (env.time)
		printf("%-8s ", "TIME");
	printf("%-7s %8s %s\n", "SIDE", "RTT_US", "CONNECTION");
}

static void print_summary(const struct sockops_bpf *skel)
{
	unsigned long long counters[COUNT_CNT] = { 0 };
	unsigned long long rtt_cnt;

	for (__u32 i = 0; i < COUNT_CNT; i++) {
		__u64 value = 0;

		bpf_map_lookup_elem(bpf_map__fd(skel->maps.counters), &i, &value);
		counters[i] = value;
	}
	rtt_cnt = counters[COUNT_RTT];
	printf("%llu active, %llu passive, %llu closed, %llu lost\n", counters[COUNT_ACTIVE],
	       counters[COUNT_PASSIVE], counters[COUNT_CLOSED],
	       (unsigned long long)tool_count(skel->maps.lost));
	printf("%llu round trips, %llu us on average\n", rtt_cnt,
	       rtt_cnt ? counters[COUNT_RTT_TOTAL_US] / rtt_cnt : 0);
}

static int attach(struct sockops_bpf *skel)
{
	int fd = open(env.cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return tool_fail(env.cgroup, errno);
	skel->links.sockops_event = bpf_program__attach_cgroup(skel->progs.sockops_event, fd);
	if (!skel->links.sockops_event)
		err = tool_fail("cannot attach to the cgroup", errno);
	close(fd);
	return err;
}

static int watch(struct sockops_bpf *skel)
{
	struct ring_buffer *rb;
	int err;

	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), handle_event, NULL, NULL);
	if (!rb)
		return tool_fail("ring_buffer__new", errno);
	err = attach(skel);
	if (!err) {
		print_header();
		tool_attached();
		err = tool_poll_ring(rb);
		sockops_bpf__detach(skel);
		ring_buffer__consume(rb);
		print_summary(skel);
	}
	ring_buffer__free(rb);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse_option, .args_doc = args_doc, .doc = doc
	};
	struct sockops_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = sockops_bpf__open_and_load();
	if (!skel)
		return EXIT_FAILURE;
	err = watch(skel);
	sockops_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
