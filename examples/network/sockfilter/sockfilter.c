/* SPDX-License-Identifier: MIT */
#include <wasm_bpf/attach.h>
#include "../../common/tool.h"
#include "../../common/flow_text.h"
#include "sockfilter.h"
#include "sockfilter.skel.h"

const char *argp_program_version = "sockfilter 0.1";
static const char doc[] =
	"Print a line for each IP packet on an interface, by a socket filter."
	"\v"
	"Examples:\n"
	"  sockfilter -i eth0               every IP packet\n"
	"  sockfilter -i eth0 -P tcp -p 22  those of ssh\n";

static const struct argp_option options[] = {
	{ "interface", 'i', "NAME", 0, "The interface", 0 },
	{ "port", 'p', "PORT", 0, "Only packets from or to this port", 0 },
	{ "protocol", 'P', "NAME", 0, "Only this protocol (tcp, udp, icmp, ...)", 0 },
	{ "time", 'T', NULL, 0, "Print the time of day", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

static struct {
	const char *interface;
	__u16 port;
	int protocol;
	bool time;
	uint64_t shown;
} env;

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'i':
		env.interface = arg;
		return 0;
	case 'p':
		env.port = (__u16)tool_number(state, arg, 1, UINT16_MAX);
		return 0;
	case 'P':
		env.protocol = protocol_number(arg, strlen(arg));
		if (env.protocol < 0)
			argp_error(state, "'%s' is no known protocol", arg);
		return 0;
	case 'T':
		env.time = true;
		return 0;
	case ARGP_KEY_END:
		if (!env.interface)
			argp_error(state, "an interface is needed (-i)");
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static int handle_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	char src[ENDPOINT_SIZE], dst[ENDPOINT_SIZE], now[16];

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	if (env.time)
		printf("%-8s ", tool_clock(now, sizeof(now)));
	printf("%-3s %-8s %6u %s -> %s\n", e->flow.direction == FLOW_IN ? "in" : "out",
	       protocol_text(e->flow.protocol), e->bytes,
	       endpoint_text(src, e->flow.family, e->flow.src, e->flow.src_port),
	       endpoint_text(dst, e->flow.family, e->flow.dst, e->flow.dst_port));
	env.shown++;
	return 0;
}

static void print_header(void)
{
	if (env.time)
		printf("%-8s ", "TIME");
	printf("%-3s %-8s %6s %s\n", "DIR", "PROTOCOL", "BYTES", "FLOW");
}

static int watch(struct sockfilter_bpf *skel)
{
	struct ring_buffer *rb;
	struct bpf_link *link;
	int err;

	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), handle_event, NULL, NULL);
	if (!rb)
		return tool_fail("ring_buffer__new", errno);
	link = wbpf_attach_socket_filter(skel->progs.sockfilter_see, env.interface);
	if (!link) {
		err = tool_fail(env.interface, errno);
		goto out;
	}
	print_header();
	tool_attached();
	err = tool_poll_ring(rb);
	bpf_link__destroy(link);
	ring_buffer__consume(rb);
	printf("%llu packets, %llu lost\n", (unsigned long long)env.shown,
	       (unsigned long long)tool_count(skel->maps.lost));
out:
	ring_buffer__free(rb);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = { .options = options, .parser = parse_option, .doc = doc };
	struct sockfilter_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = sockfilter_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	skel->rodata->only_protocol = (__u32)env.protocol;
	skel->rodata->only_port = env.port;
	err = sockfilter_bpf__load(skel);
	if (!err)
		err = watch(skel);
	sockfilter_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
