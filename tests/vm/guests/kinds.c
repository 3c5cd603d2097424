/* SPDX-License-Identifier: MIT */
/*
 * Every kind of attachment, loaded, attached, seen and detached by a guest.
 *   kinds MAJOR.MINOR   a line "ok KIND", "skip KIND (needs ...)" or "not ok KIND: reason" for each
 * and then "held": only a filter on lo is attached and the guest waits to be killed.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sys/syscall.h>

#include "story.h"

#include "kinds.skel.h"

#define POKER  "/bin/poker"
#define CGROUP "/sys/fs/cgroup"

enum {
	VERSION_MAJOR = 1000,
	COOKIE = 0x2a,
	SAMPLE_HZ = 199,
	ANY_PROCESS = -1,
	TC_INGRESS = 1,
	NF_IPV4 = 2,
	NF_LOCAL_OUT = 3,
};

struct kind {
	const char *name;
	unsigned needs; /* the least of Debian's kernels that has it, major * 1000 + minor */
	int (*story)(void);
	const char *prog;
	enum hit hit;
	attach_fn attach; /* NULL: by the section's name */
	uint64_t cookie;
};

struct bpf_object *open_kinds(void)
{
	size_t size;
	const void *elf = kinds_bpf__elf_bytes(&size);

	return bpf_object__open_mem(elf, size, NULL);
}

/* ---- attach functions */

static struct bpf_link *kprobe(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .bpf_cookie = COOKIE);

	return bpf_program__attach_kprobe_opts(prog, "security_task_getpgid", &opts);
}

static struct bpf_link *kprobe_multi_pattern(const struct bpf_program *prog)
{
	return bpf_program__attach_kprobe_multi_opts(prog, "security_task_getpg*", NULL);
}

static struct bpf_link *kprobe_multi_list(const struct bpf_program *prog)
{
	const char *names[] = { "security_task_getpgid", "security_task_getsid" };
	const __u64 cookies[] = { COOKIE & 0xf, COOKIE & 0xf0 };
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = names, .cookies = cookies, .cnt = 2);

	return bpf_program__attach_kprobe_multi_opts(prog, NULL, &opts);
}

static struct bpf_link *kretprobe_multi(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = true);

	return bpf_program__attach_kprobe_multi_opts(prog, "security_task_getpg*", &opts);
}

static struct bpf_link *ksyscall(const struct bpf_program *prog)
{
	return bpf_program__attach_ksyscall(prog, "getpgid", NULL);
}

static struct bpf_link *trace_with_cookie(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_trace_opts, opts, .cookie = COOKIE);

	return bpf_program__attach_trace_opts(prog, &opts);
}

static struct bpf_link *tracepoint(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_tracepoint_opts, opts, .bpf_cookie = COOKIE);

	return bpf_program__attach_tracepoint_opts(prog, "syscalls", "sys_enter_getpgid", &opts);
}

static struct bpf_link *raw_tracepoint(const struct bpf_program *prog)
{
	return bpf_program__attach_raw_tracepoint(prog, "sys_exit");
}

static struct bpf_link *uprobe(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = "poker_function_a", .bpf_cookie = COOKIE);

	return bpf_program__attach_uprobe_opts(prog, ANY_PROCESS, POKER, 0, &opts);
}

static struct bpf_link *uretprobe(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = "poker_function_a", .retprobe = true);

	return bpf_program__attach_uprobe_opts(prog, ANY_PROCESS, POKER, 0, &opts);
}

static struct bpf_link *uprobe_multi_pattern(const struct bpf_program *prog)
{
	return bpf_program__attach_uprobe_multi(prog, ANY_PROCESS, POKER, "poker_function_*", NULL);
}

static struct bpf_link *uprobe_multi_list(const struct bpf_program *prog)
{
	const char *names[] = { "poker_function_a", "poker_function_b" };
	const __u64 cookies[] = { COOKIE & 0xf, COOKIE & 0xf0 };
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .syms = names, .cookies = cookies, .cnt = 2);

	return bpf_program__attach_uprobe_multi(prog, ANY_PROCESS, POKER, NULL, &opts);
}

static struct bpf_link *usdt(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = COOKIE);

	return bpf_program__attach_usdt(prog, ANY_PROCESS, POKER, "poker", "poke", &opts);
}

static struct bpf_link *perf_event(const struct bpf_program *prog)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.size = sizeof(attr),
					.config = PERF_COUNT_SW_CPU_CLOCK,
					.freq = 1,
					.sample_freq = SAMPLE_HZ };
	int fd = (int)syscall(__NR_perf_event_open, &attr, -1, 0, -1, 0UL);

	return fd < 0 ? NULL : bpf_program__attach_perf_event(prog, fd);
}

static struct bpf_link *cgroup(const struct bpf_program *prog)
{
	int fd = open(CGROUP, O_RDONLY | O_DIRECTORY);
	struct bpf_link *link;

	if (fd < 0)
		return NULL;
	link = bpf_program__attach_cgroup(prog, fd);
	close(fd);
	return link;
}

static struct bpf_link *own_netns(const struct bpf_program *prog)
{
	struct wbpf_attach_opts opts = { .kind = WBPF_ATTACH_KIND_NETNS };

	return wbpf_program__attach(prog, &opts);
}

static struct bpf_link *socket_filter(const struct bpf_program *prog)
{
	return wbpf_attach_socket_filter(prog, "lo");
}

static struct bpf_link *xdp(const struct bpf_program *prog)
{
	return bpf_program__attach_xdp(prog, (int)if_nametoindex("lo"));
}

static struct bpf_link *clsact(const struct bpf_program *prog)
{
	struct wbpf_attach_opts opts = { .kind = WBPF_ATTACH_KIND_TC,
					 .ifindex = if_nametoindex("lo"),
					 .attach_point = TC_INGRESS };

	return wbpf_program__attach(prog, &opts);
}

static struct bpf_link *tcx(const struct bpf_program *prog)
{
	return bpf_program__attach_tcx(prog, (int)if_nametoindex("lo"), NULL);
}

static struct bpf_link *netfilter(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_netfilter_opts, opts, .pf = NF_IPV4, .hooknum = NF_LOCAL_OUT,
		    .priority = -100);

	return bpf_program__attach_netfilter(prog, &opts);
}

/* ---- the table */

#define STORY(name, needs, story)	      { (name), (needs), (story), NULL, HIT_ROUND, NULL, 0 }
#define COUNT(name, needs, prog, hit, attach) { (name), (needs), NULL, (prog), (hit), (attach), 0 }
#define COOKIE_TOO(name, needs, prog, hit, attach) \
	{ (name), (needs), NULL, (prog), (hit), (attach), COOKIE }

static const struct kind kinds[] = {
	COUNT("kprobe", 0, "on_kprobe", HIT_KPROBE, NULL),
	COOKIE_TOO("kprobe_cookie", 0, "on_kprobe", HIT_KPROBE, kprobe),
	COUNT("kretprobe", 0, "on_kretprobe", HIT_KRETPROBE, NULL),
	COUNT("ksyscall", 0, "on_ksyscall", HIT_KSYSCALL, ksyscall),
	COUNT("kretsyscall", 0, "on_kretsyscall", HIT_KRETSYSCALL, NULL),
	COUNT("kprobe.multi", 6012, "on_kprobe_multi", HIT_KPROBE_MULTI, kprobe_multi_pattern),
	COOKIE_TOO("kprobe.multi_list", 6012, "on_kprobe_multi", HIT_KPROBE_MULTI,
		   kprobe_multi_list),
	COUNT("kretprobe.multi", 6012, "on_kprobe_multi", HIT_KPROBE_MULTI, kretprobe_multi),
	STORY("kprobe.session", 6012, story_session),
	COOKIE_TOO("fentry", 0, "on_fentry", HIT_FENTRY, trace_with_cookie),
	COUNT("fexit", 0, "on_fexit", HIT_FEXIT, NULL),
	COUNT("fmod_ret", 0, "on_fmod_ret", HIT_FMOD_RET, NULL),
	COUNT("tp_btf", 0, "on_tp_btf", HIT_TP_BTF, NULL),
	COUNT("lsm", 0, "on_lsm", HIT_LSM, bpf_program__attach_lsm),
	COUNT("lsm.s", 6001, "on_lsm_sleepable", HIT_LSM_SLEEPABLE, NULL),
	COUNT("lsm_cgroup", 6001, "on_lsm_cgroup", HIT_LSM_CGROUP, cgroup),
	STORY("freplace", 0, story_freplace),
	COUNT("raw_tp", 0, "on_raw_tp", HIT_RAW_TP, NULL),
	COUNT("raw_tp_named", 0, "on_raw_tp", HIT_RAW_TP, raw_tracepoint),
	COUNT("tracepoint", 0, "on_tracepoint", HIT_TRACEPOINT, NULL),
	COOKIE_TOO("tracepoint_cookie", 0, "on_tracepoint", HIT_TRACEPOINT, tracepoint),
	COOKIE_TOO("uprobe", 0, "on_uprobe", HIT_UPROBE, uprobe),
	COUNT("uretprobe", 0, "on_uretprobe", HIT_URETPROBE, uretprobe),
	COUNT("uprobe.s", 6001, "on_uprobe_sleepable", HIT_UPROBE_SLEEPABLE, uprobe),
	COUNT("uprobe.multi", 6012, "on_uprobe_multi", HIT_UPROBE_MULTI, uprobe_multi_pattern),
	COOKIE_TOO("uprobe.multi_list", 6012, "on_uprobe_multi", HIT_UPROBE_MULTI,
		   uprobe_multi_list),
	COOKIE_TOO("usdt", 0, "on_usdt", HIT_USDT, usdt),
	COUNT("perf_event", 0, "on_perf_event", HIT_PERF_EVENT, perf_event),
	STORY("iter_task", 0, story_iter_task),
	STORY("iter_map_elem", 0, story_iter_elem),
	COUNT("cgroup_skb", 0, "on_cgroup_skb", HIT_CGROUP_SKB, cgroup),
	COUNT("cgroup_sock", 0, "on_cgroup_sock", HIT_CGROUP_SOCK, cgroup),
	COUNT("cgroup_connect4", 0, "on_cgroup_connect", HIT_CGROUP_CONNECT, cgroup),
	COUNT("cgroup_bind4", 0, "on_cgroup_bind", HIT_CGROUP_BIND, cgroup),
	COUNT("cgroup_sendmsg4", 0, "on_cgroup_sendmsg", HIT_CGROUP_SENDMSG, cgroup),
	COUNT("cgroup_getsockopt", 0, "on_cgroup_sockopt", HIT_CGROUP_SOCKOPT, cgroup),
	COUNT("cgroup_sysctl", 0, "on_cgroup_sysctl", HIT_CGROUP_SYSCTL, cgroup),
	COUNT("cgroup_dev", 0, "on_cgroup_device", HIT_CGROUP_DEVICE, cgroup),
	COUNT("sockops", 0, "on_sock_ops", HIT_SOCK_OPS, cgroup),
	COUNT("sk_lookup", 0, "on_sk_lookup", HIT_SK_LOOKUP, own_netns),
	STORY("flow_dissector", 0, story_flow_dissector),
	COUNT("socket_filter", 0, "on_socket_filter", HIT_SOCKET_FILTER, socket_filter),
	STORY("sk_msg", 0, story_sk_msg),
	STORY("sk_skb", 0, story_sk_skb),
	COUNT("xdp", 0, "on_xdp", HIT_XDP, xdp),
	STORY("xdp_link_update", 0, story_xdp_update),
	COUNT("tc_clsact", 0, "on_tc", HIT_TC, clsact),
	COUNT("tcx", 6012, "on_tcx", HIT_TCX, tcx),
	COUNT("netfilter", 6012, "on_netfilter", HIT_NETFILTER, netfilter),
	STORY("struct_ops", 0, story_struct_ops),
	STORY("struct_ops.link", 6012, story_struct_ops_link),
	STORY("ring_buffer", 0, story_ring),
	STORY("perf_buffer", 0, story_perf_buffer),
	STORY("user_ring_buffer", 6001, story_user_ring),
};

enum { KIND_CNT = sizeof(kinds) / sizeof(kinds[0]) };

/* ---- running it */

int count_and_detach(const struct bpf_object *obj, struct bpf_link *link, enum hit hit)
{
	int ret;

	if (!link)
		return fail_call("attach");
	ret = wait_hit(obj, hit);
	if (!ret && bpf_link__detach(link))
		ret = fail_call("detach");
	if (!ret)
		ret = no_more_hits(obj, hit);
	if (bpf_link__destroy(link) && !ret)
		ret = fail_call("destroy");
	return ret;
}

int attach_and_count(const char *prog, enum hit hit, attach_fn attach, uint64_t cookie)
{
	const char *const only[] = { prog, NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	struct bpf_program *p;
	int ret;

	if (!obj)
		return -1;
	p = bpf_object__find_program_by_name(obj, prog);
	ret = count_and_detach(obj, attach ? attach(p) : bpf_program__attach(p), hit);
	if (!ret && cookie && counter(obj, "cookies", hit) != cookie)
		ret = fail("the cookie did not come: %llx",
			   (unsigned long long)counter(obj, "cookies", hit));
	bpf_object__close(obj);
	return ret;
}

static int try_kind(const struct kind *k)
{
	forget_reason();
	return k->story ? k->story() : attach_and_count(k->prog, k->hit, k->attach, k->cookie);
}

/* A skip must be right: on a kernel that is too old the kind must fail. */
static void report(const struct kind *k, unsigned version)
{
	int ret = try_kind(k);
	bool expected = version >= k->needs;

	if (!expected && !ret)
		printf("not ok %s: it works, though it should need Linux %u.%u\n", k->name,
		       k->needs / VERSION_MAJOR, k->needs % VERSION_MAJOR);
	else if (!expected)
		printf("skip %s (needs %u.%u): %s\n", k->name, k->needs / VERSION_MAJOR,
		       k->needs % VERSION_MAJOR, reason());
	else if (ret)
		printf("not ok %s: %s\n", k->name, reason());
	else
		printf("ok %s\n", k->name);
	fflush(stdout);
}

static int hold(void)
{
	const char *const only[] = { "on_tc", NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);

	if (!obj || !clsact(bpf_object__find_program_by_name(obj, "on_tc"))) {
		printf("not ok hold: %s\n", reason());
		return 1;
	}
	puts("held");
	fflush(stdout);
	return pause();
}

int main(int argc, char **argv)
{
	unsigned major = 0, minor = 0;
	int tried = 0;

	libbpf_set_print(keep_words);
	if (argc < 2 || sscanf(argv[1], "%u.%u", &major, &minor) != 2)
		return 2;
	if (start_rounds()) {
		printf("not ok rounds: %s\n", reason());
		return 1;
	}
	for (int i = 0; i < KIND_CNT; i++) {
		if (argc > 2 && strcmp(argv[2], kinds[i].name))
			continue;
		report(&kinds[i], major * VERSION_MAJOR + minor);
		tried++;
	}
	printf("1..%d\n", tried);
	return tried ? hold() : 1;
}
