/* SPDX-License-Identifier: MIT */
#include <net/if.h>
#include "../../common/tool.h"
#include "../../common/flow.h"
#include "../../common/flow_text.h"
#include "tcflow.h"
#include "tcflow.skel.h"

const char *argp_program_version = "tcflow 0.1";
static const char args_doc[] = "[INTERVAL]";
static const char doc[] =
	"Show the flows of an interface that carry most bytes, by TC programs."
	"\v"
	"Examples:\n"
	"  tcflow -i eth0 -d 10  the flows of ten seconds\n"
	"  tcflow -i eth0 -t 5 2 the five largest so far, every two seconds\n";

static const struct argp_option options[] = {
	{ "interface", 'i', "NAME", 0, "The interface", 0 },
	{ "top", 't', "ROWS", 0, "Print at most this many flows (20)", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

struct row {
	struct flow flow;
	struct traffic traffic;
};

static struct {
	const char *interface;
	uint64_t interval_s;
	int top;
} env = { .top = 20 };

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'i':
		env.interface = arg;
		return 0;
	case 't':
		env.top = (int)tool_number(state, arg, 1, FLOW_CNT);
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_usage(state);
		env.interval_s = (uint64_t)tool_number(state, arg, 1, 86400);
		return 0;
	case ARGP_KEY_END:
		if (!env.interface)
			argp_error(state, "an interface is needed (-i)");
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

/* An LRU map changes while it is walked: a key may go or come again, so the walk has an end. */
static int read_rows(int map_fd, struct row *rows)
{
	const struct flow *last = NULL;
	int cnt = 0;

	for (int i = 0; i < FLOW_CNT; i++) {
		if (bpf_map_get_next_key(map_fd, last, &rows[cnt].flow))
			break;
		last = &rows[cnt].flow;
		if (!bpf_map_lookup_elem(map_fd, last, &rows[cnt].traffic))
			cnt++;
	}
	return cnt;
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->traffic.bytes != b->traffic.bytes)
		return a->traffic.bytes < b->traffic.bytes ? 1 : -1;
	return memcmp(&a->flow, &b->flow, sizeof(a->flow));
}

static void print_row(const struct row *row)
{
	const struct flow *flow = &row->flow;
	char src[ENDPOINT_SIZE], dst[ENDPOINT_SIZE];

	printf("%-3s %-8s %10llu %12llu %s -> %s\n", flow->direction == FLOW_IN ? "in" : "out",
	       protocol_text(flow->protocol), (unsigned long long)row->traffic.packets,
	       (unsigned long long)row->traffic.bytes,
	       endpoint_text(src, flow->family, flow->src, flow->src_port),
	       endpoint_text(dst, flow->family, flow->dst, flow->dst_port));
}

static void print_rows(const struct row *rows, int cnt)
{
	struct traffic total = { 0 };

	for (int i = 0; i < cnt; i++) {
		if (i < env.top)
			print_row(&rows[i]);
		total.packets += rows[i].traffic.packets;
		total.bytes += rows[i].traffic.bytes;
	}
	printf("%d flows, %llu packets, %llu bytes\n", cnt, (unsigned long long)total.packets,
	       (unsigned long long)total.bytes);
}

static int watch(const struct tcflow_bpf *skel)
{
	struct row *rows = calloc(FLOW_CNT, sizeof(*rows));
	int cnt, err;

	if (!rows)
		return tool_fail("rows", ENOMEM);
	do {
		tool_sleep(env.interval_s);
		cnt = read_rows(bpf_map__fd(skel->maps.flows), rows);
		qsort(rows, (size_t)cnt, sizeof(*rows), compare_rows);
		print_rows(rows, cnt);
		err = tool_flush();
	} while (!err && tool_running());
	free(rows);
	return err;
}

static int attach(struct bpf_tc_hook *hook, enum bpf_tc_attach_point point,
		  const struct bpf_program *prog, struct bpf_tc_opts *opts)
{
	int err;

	hook->attach_point = point;
	opts->prog_fd = bpf_program__fd(prog);
	err = bpf_tc_attach(hook, opts);
	return err ? tool_fail("cannot attach to the interface", err) : 0;
}

static void detach(struct bpf_tc_hook *hook, enum bpf_tc_attach_point point,
		   const struct bpf_tc_opts *attached)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = attached->handle, .priority = attached->priority);
	int err;

	hook->attach_point = point;
	err = bpf_tc_detach(hook, &opts);
	if (err)
		tool_fail("cannot detach from the interface", err);
}

static int run_between(struct tcflow_bpf *skel, struct bpf_tc_hook *hook)
{
	LIBBPF_OPTS(bpf_tc_opts, in);
	LIBBPF_OPTS(bpf_tc_opts, out);
	int err;

	err = attach(hook, BPF_TC_INGRESS, skel->progs.tcflow_in, &in);
	if (err)
		return err;
	err = attach(hook, BPF_TC_EGRESS, skel->progs.tcflow_out, &out);
	if (!err) {
		printf("%-3s %-8s %10s %12s %s\n", "DIR", "PROTOCOL", "PACKETS", "BYTES", "FLOW");
		tool_attached();
		err = watch(skel);
		detach(hook, BPF_TC_EGRESS, &out);
	}
	detach(hook, BPF_TC_INGRESS, &in);
	return err;
}

/* libbpf warns of a queue that is there already, which is no news here. */
static int create_queue(struct bpf_tc_hook *hook)
{
	int err;

	if (!tool_verbose)
		libbpf_set_print(NULL);
	err = bpf_tc_hook_create(hook);
	libbpf_set_print(tool_log);
	return err;
}

/* The clsact queue is only taken away again when it was not there before. */
static int run(struct tcflow_bpf *skel, int ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	int created = create_queue(&hook);
	int err;

	if (created && created != -EEXIST)
		return tool_fail("cannot create the clsact queue", created);
	err = run_between(skel, &hook);
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	if (!created)
		bpf_tc_hook_destroy(&hook);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse_option, .args_doc = args_doc, .doc = doc
	};
	struct tcflow_bpf *skel;
	int ifindex, err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	ifindex = (int)if_nametoindex(env.interface);
	if (!ifindex) {
		tool_fail(env.interface, errno);
		return EXIT_FAILURE;
	}
	skel = tcflow_bpf__open_and_load();
	if (!skel)
		return EXIT_FAILURE;
	err = run(skel, ifindex);
	tcflow_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
