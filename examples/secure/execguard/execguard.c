/* SPDX-License-Identifier: MIT */
#include "../../common/tool.h"
#include "execguard.h"
#include "execguard.skel.h"

const char *argp_program_version = "execguard 0.1";
static const char doc[] =
	"React when a program is executed, or a file is opened, that a rule names."
	"\v"
	"A RULE with a slash is a path, or a prefix when it ends with '*'; the\n"
	"longest that fits decides. One without is a file name in any directory; it\n"
	"counts where no path rule fits.\n"
	"\n"
	"Examples:\n"
	"  execguard -l nc -l ncat            print who executes netcat\n"
	"  execguard -k '/tmp/*' -a /tmp/ok   kill what runs from /tmp, but not ok\n"
	"  execguard -o -l /etc/shadow        print who opens the file\n";

static const struct argp_option options[] = {
	{ "allow", 'a', "RULE", 0, "Let it pass", 0 },
	{ "kill", 'k', "RULE", 0, "Print it, and kill the process", 0 },
	{ "log", 'l', "RULE", 0, "Print it", 0 },
	{ "open", 'o', NULL, 0, "Apply the rules to openat(), too", 0 },
	{ "time", 'T', NULL, 0, "Print the time of day", 0 },
	TOOL_COMMON_OPTIONS,
	{ 0 },
};

struct rule {
	const char *text;
	__u32 action;
};

static struct {
	struct rule rules[RULE_CNT];
	int rule_cnt;
	bool open;
	bool time;
	uint64_t hits;
	uint64_t kills;
} env;

static void add_rule(struct argp_state *state, const char *text, __u32 action)
{
	if (env.rule_cnt == RULE_CNT)
		argp_error(state, "more than %d rules", RULE_CNT);
	if (!*text || strlen(text) >= PATH_SIZE)
		argp_error(state, "a rule has 1 to %d characters", PATH_SIZE - 1);
	env.rules[env.rule_cnt++] = (struct rule){ .text = text, .action = action };
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'a':
		add_rule(state, arg, ACTION_ALLOW);
		return 0;
	case 'k':
		add_rule(state, arg, ACTION_KILL);
		return 0;
	case 'l':
		add_rule(state, arg, ACTION_LOG);
		return 0;
	case 'o':
		env.open = true;
		return 0;
	case 'T':
		env.time = true;
		return 0;
	case ARGP_KEY_END:
		if (!env.rule_cnt)
			argp_error(state, "a rule is needed (-l, -k)");
		return 0;
	default:
		return tool_option(key, arg, state);
	}
}

static int set_path_rule(int map_fd, const struct rule *rule)
{
	struct rule_key key = { 0 };
	size_t len = strlen(rule->text);
	size_t significant = rule->text[len - 1] == '*' ? len - 1 : len + 1;

	memcpy(key.path, rule->text, significant);
	key.bits = (__u32)significant * 8;
	return bpf_map_update_elem(map_fd, &key, &rule->action, BPF_ANY);
}

static int set_name_rule(int map_fd, const struct rule *rule)
{
	struct rule_name name = { 0 };

	memcpy(name.text, rule->text, strlen(rule->text));
	return bpf_map_update_elem(map_fd, &name, &rule->action, BPF_ANY);
}

static int set_rules(const struct execguard_bpf *skel)
{
	for (int i = 0; i < env.rule_cnt; i++) {
		const struct rule *rule = &env.rules[i];
		int err;

		if (strchr(rule->text, '/'))
			err = set_path_rule(bpf_map__fd(skel->maps.paths), rule);
		else
			err = set_name_rule(bpf_map__fd(skel->maps.names), rule);
		if (err)
			return tool_fail(rule->text, errno);
	}
	return 0;
}

static int handle_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	char comm[COMM_SIZE], path[PATH_SIZE], now[16];
	bool killed;

	(void)ctx;
	if (size < sizeof(*e))
		return 0;
	killed = e->action == ACTION_KILL;
	if (env.time)
		printf("%-8s ", tool_clock(now, sizeof(now)));
	printf("%-6s %-4s %-7u %-7u %-7u %-15s %s\n", killed ? "kill" : "log",
	       e->hook == HOOK_EXEC ? "exec" : "open", e->pid, e->ppid, e->uid,
	       tool_text(comm, sizeof(comm), e->comm, sizeof(e->comm)),
	       tool_text(path, sizeof(path), e->path, sizeof(e->path)));
	env.hits++;
	env.kills += killed;
	return 0;
}

static void print_header(void)
{
	if (env.time)
		printf("%-8s ", "TIME");
	printf("%-6s %-4s %-7s %-7s %-7s %-15s %s\n", "ACTION", "HOOK", "PID", "PPID", "UID",
	       "COMM", "PATH");
}

static int guard(struct execguard_bpf *skel, struct ring_buffer *rb)
{
	int err = execguard_bpf__attach(skel);

	if (err)
		return tool_fail("cannot attach", err);
	print_header();
	tool_attached();
	err = tool_poll_ring(rb);
	execguard_bpf__detach(skel);
	ring_buffer__consume(rb);
	printf("%llu hits, %llu killed, %llu lost\n", (unsigned long long)env.hits,
	       (unsigned long long)env.kills, (unsigned long long)tool_count(skel->maps.lost));
	return err;
}

static int run(struct execguard_bpf *skel)
{
	struct ring_buffer *rb;
	int err;

	bpf_program__set_autoload(skel->progs.execguard_open, env.open);
	err = execguard_bpf__load(skel);
	if (!err)
		err = set_rules(skel);
	if (err)
		return err;
	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), handle_event, NULL, NULL);
	if (!rb)
		return tool_fail("ring_buffer__new", errno);
	err = guard(skel, rb);
	ring_buffer__free(rb);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = { .options = options, .parser = parse_option, .doc = doc };
	struct execguard_bpf *skel;
	int err;

	err = argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (err)
		return EXIT_FAILURE;
	tool_init();
	skel = execguard_bpf__open();
	if (!skel)
		return EXIT_FAILURE;
	err = run(skel);
	execguard_bpf__destroy(skel);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
