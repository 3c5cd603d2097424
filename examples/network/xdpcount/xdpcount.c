/* SPDX-License-Identifier: MIT */
#include <net/if.h>
#include "../../common/tool.h"
#include "../../common/flow_text.h"
#include "xdpcount.h"
#include "xdpcount.skel.h"

const char *argp_program_version = "xdpcount 0.1";
static const char args_doc[] = "[INTERVAL]";
static const char doc[] =
	"Count the packets that an interface receives, and drop some of them."
	"\v"
	"Examples:\n"
	"  xdpcount -i eth0 1                  counters each second\n"
	"  xdpcount -i eth0 -D udp:53 -D icmp  drop DNS and ping\n"
	"Counters go on from row to row; without INTERVAL they are shown at the end.\n";

static const struct argp_option options[] = {
	{ "drop", 'D', "PROTOCOL[:PORT]", 0, "Drop these packets (PORT is the destination's)", 0 },
	{ "interface", 'i', "NAME", 0, "The interface", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

static struct {
	const char *interface;
	uint64_t interval_s;
	struct rule rules[RULE_CNT];
	int rule_cnt;
} env;

static void parse_rule(const char *arg, struct argp_state *state)
{
	size_t name_len = strcspn(arg, ":");
	int protocol = protocol_number(arg, name_len);
	struct rule rule = { 0 };

	if (protocol < 0)
		argp_error(state, "'%.*s' is no known protocol", (int)name_len, arg);
	if (env.rule_cnt == RULE_CNT)
		argp_error(state, "more than %d rules", RULE_CNT);
	rule.protocol = (__u8)protocol;
	if (arg[name_len])
		rule.port = (__u16)tool_number(state, arg + name_len + 1, 1, UINT16_MAX);
	env.rules[env.rule_cnt++] = rule;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'D':
		parse_rule(arg, state);
		return 0;
	case 'i':
		env.interface = arg;
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

static int set_rules(const struct xdpcount_bpf *skel)
{
	int fd = bpf_map__fd(skel->maps.rules);
	__u64 none = 0;

	for (int i = 0; i < env.rule_cnt; i++)
		if (bpf_map_update_elem(fd, &env.rules[i], &none, BPF_ANY))
			return tool_fail("cannot set a rule", errno);
	return 0;
}

static int read_row(int fd, __u32 row, struct counter *per_cpu, int cpu_cnt, struct counter *sum)
{
	memset(sum, 0, sizeof(*sum));
	if (bpf_map_lookup_elem(fd, &row, per_cpu))
		return tool_fail("cannot read a counter", errno);
	for (int i = 0; i < cpu_cnt; i++) {
		sum->packets += per_cpu[i].packets;
		sum->bytes += per_cpu[i].bytes;
		sum->dropped += per_cpu[i].dropped;
	}
	return 0;
}

static void print_counter(const char *name, const struct counter *counter)
{
	printf("%-10s %12llu %14llu %12llu\n", name, (unsigned long long)counter->packets,
	       (unsigned long long)counter->bytes, (unsigned long long)counter->dropped);
}

static int print_rows(int fd, struct counter *per_cpu, int cpu_cnt)
{
	struct counter row, total = { 0 };
	int err = 0;

	for (__u32 i = 0; i < ROW_CNT && !err; i++) {
		err = read_row(fd, i, per_cpu, cpu_cnt, &row);
		if (row.packets)
			print_counter(i == NOT_IP ? "not-ip" : protocol_text((int)i), &row);
		total.packets += row.packets;
		total.bytes += row.bytes;
		total.dropped += row.dropped;
	}
	print_counter("total", &total);
	return err ? err : tool_flush();
}

static void print_rules(const struct xdpcount_bpf *skel)
{
	int fd = bpf_map__fd(skel->maps.rules);
	struct rule *rule = env.rules;
	__u64 dropped;

	for (; rule < env.rules + env.rule_cnt; rule++) {
		if (bpf_map_lookup_elem(fd, rule, &dropped))
			continue;
		printf("rule %s", protocol_text(rule->protocol));
		if (rule->port)
			printf(":%u", rule->port);
		printf(" dropped %llu packets\n", (unsigned long long)dropped);
	}
}

static int count(const struct xdpcount_bpf *skel)
{
	int fd = bpf_map__fd(skel->maps.counters);
	int cpu_cnt = libbpf_num_possible_cpus();
	struct counter *per_cpu;
	int err = 0;

	if (cpu_cnt < 1)
		return tool_fail("cannot count the CPUs", cpu_cnt);
	per_cpu = calloc((size_t)cpu_cnt, sizeof(*per_cpu));
	if (!per_cpu)
		return tool_fail("counters", ENOMEM);
	do {
		tool_sleep(env.interval_s);
		err = print_rows(fd, per_cpu, cpu_cnt);
	} while (!err && tool_running());
	free(per_cpu);
	return err;
}

static int run(struct xdpcount_bpf *skel, int ifindex)
{
	int err = set_rules(skel);

	if (err)
		return err;
	skel->links.xdpcount_packet = bpf_program__attach_xdp(skel->progs.xdpcount_packet, ifindex);
	if (!skel->links.xdpcount_packet)
		return tool_fail("cannot attach to the interface", errno);
	printf("%-10s %12s %14s %12s\n", "PROTOCOL", "PACKETS", "BYTES", "DROPPED");
	tool_attached();
	err = count(skel);
	print_rules(skel);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse_option, .args_doc = args_doc, .doc = doc
	};
	struct xdpcount_bpf *skel;
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
	skel = xdpcount_bpf__open_and_load();
	if (!skel)
		return EXIT_FAILURE;
	err = run(skel, ifindex);
	xdpcount_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
