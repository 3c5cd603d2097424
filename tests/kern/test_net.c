/* SPDX-License-Identifier: MIT */
/* Network attachments, in a network namespace of the test's own. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hits.h"
#include "support.h"

enum { LO = 1, XDP_SKB_MODE = 2, NF_IPV4 = 2, NF_LOCAL_IN = 1 };

static struct kern_object *obj;
static struct wbpf_error err;

static int load(void **state)
{
	(void)state;
	test_own_netns();
	obj = test_load("attach");
	return 0;
}

static int unload(void **state)
{
	(void)state;
	kern_object_free(obj);
	wbpf_error_clear(&err);
	return 0;
}

static int refuse(const char *prog, struct kern_attach_opts opts)
{
	struct kern_link *link;
	int ret = kern_attach(test_program(obj, prog), &opts, &link, &err);

	assert_true(ret < 0);
	assert_int_equal(ret, err.code);
	assert_null(link);
	return ret;
}

static void check_life(struct kern_link *link, uint32_t index, void (*cause)(void))
{
	uint64_t before = test_hits(obj, index);

	cause();
	assert_true(test_hits(obj, index) > before);
	assert_ok(kern_link_detach(link, &err), &err);
	assert_ok(kern_link_detach(link, &err), &err);
	before = test_hits(obj, index);
	cause();
	assert_int_equal(test_hits(obj, index), before);
	kern_link_free(link);
}

static void has_not(const char *command, const char *text)
{
	char *out = test_shell(command);

	assert_null(strstr(out, text));
	free(out);
}

static void has(const char *command, const char *text)
{
	char *out = test_shell(command);

	assert_has(out, text);
	free(out);
}

static void xdp(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_XDP, .target = "lo" };

	(void)state;
	check_life(test_attach(obj, "on_xdp", opts), 7, test_send_packet);
	check_life(test_attach(obj, "on_xdp", (struct kern_attach_opts){ .target = "lo" }), 7,
		   test_send_packet);
	opts.flags = XDP_SKB_MODE;
	check_life(test_attach(obj, "on_xdp", opts), 7, test_send_packet);
	opts.flags = 4; /* native mode, which the loopback has not */
	refuse("on_xdp", opts);
	assert_has(err.message, "program 'on_xdp': attach xdp 'lo': Operation not supported");
	has_not("ip link show lo", "xdp");
	assert_int_equal(refuse("on_xdp", (struct kern_attach_opts){ .target = "nosuch0" }),
			 -ENODEV);
	assert_has(err.message, "program 'on_xdp': attach xdp 'nosuch0': no interface 'nosuch0'");
	assert_int_equal(refuse("on_xdp", (struct kern_attach_opts){ 0 }), -EINVAL);
	assert_has(err.message,
		   "section 'xdp.frags' does not say where: it needs an interface name");
}

static bool packet_arrives(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(9),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char buf[8];
	ssize_t n;

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	test_send_packet();
	n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
	close(fd);
	return n == 4;
}

static void update_changes_the_program(void **state)
{
	struct kern_link *link = test_attach(obj, "on_xdp_drop",
					     (struct kern_attach_opts){ .target = "lo" });
	struct kern_link_info a, b;

	(void)state;
	assert_false(packet_arrives());
	kern_link_info(link, &a);
	assert_int_equal(kern_link_update(link, test_program(obj, "on_tc"), NULL, &err), -EINVAL);
	assert_int_equal(kern_link_update(link, NULL, NULL, &err), -EINVAL);
	assert_ok(kern_link_update(link, test_program(obj, "on_xdp_drop"), NULL, &err), &err);
	assert_false(packet_arrives());
	kern_link_info(link, &b);
	assert_int_equal(a.id, b.id);
	assert_int_equal(b.kind, KERN_ATTACH_XDP);
	assert_int_equal(b.type, BPF_LINK_TYPE_XDP);
	kern_link_free(link);
	assert_true(packet_arrives());
}

static void clsact(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_TC,
					 .target = "lo",
					 .attach_point = 2,
					 .priority = 7,
					 .tc_handle = 9 };
	struct kern_link *link;
	int fds = test_fd_cnt();

	(void)state;
	link = test_attach(obj, "on_tc", opts);
	has("tc filter show dev lo egress", "pref 7 bpf chain 0 handle 0x9");
	assert_int_equal(kern_link_update(link, test_program(obj, "on_tc"), NULL, &err),
			 -EOPNOTSUPP);
	assert_int_equal(kern_link_fd(link), -EINVAL);
	check_life(link, 8, test_send_packet);
	has_not("tc qdisc show dev lo", "clsact");
	assert_int_equal(test_fd_cnt(), fds);
	/* By section: SEC("tc") is ingress. */
	link = test_attach(obj, "on_tc", (struct kern_attach_opts){ .target = "lo" });
	has("tc filter show dev lo ingress", "bpf");
	check_life(link, 8, test_send_packet);
	opts.attach_point = 3;
	assert_int_equal(refuse("on_tc", opts), -EINVAL);
	has_not("tc qdisc show dev lo", "clsact");
}

static void clsact_that_others_use_stays(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_TC, .target = "lo" };
	struct kern_link *a, *b;

	(void)state;
	free(test_shell("tc qdisc add dev lo clsact"));
	a = test_attach(obj, "on_tc", opts);
	kern_link_free(a);
	has("tc qdisc show dev lo", "clsact");
	free(test_shell("tc qdisc del dev lo clsact"));
	/* Made by the first of two links, left by the last. */
	a = test_attach(obj, "on_tc", opts);
	b = test_attach(obj, "on_tc", opts);
	kern_link_free(a);
	has("tc qdisc show dev lo", "clsact");
	kern_link_free(b);
	has_not("tc qdisc show dev lo", "clsact");
	/* Made by us, joined by somebody else's filter. */
	a = test_attach(obj, "on_tc", opts);
	unlink("/sys/fs/bpf/wbpf-kern-tc");
	assert_ok(kern_program_pin(test_program(obj, "on_tc"), "/sys/fs/bpf/wbpf-kern-tc", &err),
		  &err);
	free(test_shell("tc filter add dev lo egress bpf da pinned /sys/fs/bpf/wbpf-kern-tc"));
	assert_ok(kern_program_unpin(test_program(obj, "on_tc"), "/sys/fs/bpf/wbpf-kern-tc", &err),
		  &err);
	kern_link_free(a);
	has("tc filter show dev lo egress", "wbpf-kern-tc");
	has_not("tc filter show dev lo ingress", "bpf");
	free(test_shell("tc qdisc del dev lo clsact"));
}

static void a_filter_whose_place_is_taken(void **state)
{
	struct kern_attach_opts opts = {
		.kind = KERN_ATTACH_TC, .target = "lo", .priority = 5, .tc_handle = 5
	};
	struct kern_link *link = test_attach(obj, "on_tc", opts);
	int fds = test_fd_cnt();

	(void)state;
	assert_int_equal(refuse("on_tc", opts), -EEXIST);
	assert_has(err.message, "program 'on_tc': attach tc 'lo': File exists");
	assert_int_equal(test_fd_cnt(), fds);
	check_life(link, 8, test_send_packet);
	has_not("tc qdisc show dev lo", "clsact");
}

static void a_device_that_goes_first(void **state)
{
	struct kern_link *link;

	(void)state;
	free(test_shell("ip link add wbpf0 type veth peer name wbpf1"));
	link = test_attach(obj, "on_tc", (struct kern_attach_opts){ .target = "wbpf0" });
	free(test_shell("ip link del wbpf0"));
	assert_ok(kern_link_detach(link, &err), &err);
	kern_link_free(link);
}

static void tcx(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_TCX, .ifindex = LO };

	(void)state;
	check_life(test_attach(obj, "on_tcx", opts), 9, test_send_packet);
	check_life(test_attach(obj, "on_tcx", (struct kern_attach_opts){ .target = "lo" }), 9,
		   test_send_packet);
	opts.ifindex = 4711;
	assert_int_equal(refuse("on_tcx", opts), -ENODEV);
	opts.ifindex = 0x80000000u; /* no negative number: the kernel's are positive ints */
	assert_int_equal(refuse("on_tcx", opts), -ENODEV);
	assert_has(err.message, "no interface 2147483648");
}

static void socket_filter(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_SOCKET_FILTER, .target = "lo" };
	int pair[2];

	(void)state;
	check_life(test_attach(obj, "on_packet", opts), 13, test_send_packet);
	check_life(test_attach(obj, "on_packet", (struct kern_attach_opts){ .target = "lo" }), 13,
		   test_send_packet);
	/* On a socket of the caller's own. */
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	opts.target = NULL;
	opts.fd = pair[0];
	kern_link_free(test_attach(obj, "on_packet", opts));
	opts.fd = 0;
	assert_int_equal(refuse("on_packet", opts), -EINVAL);
	assert_has(err.message, "an interface must be given");
	close(pair[0]);
	close(pair[1]);
}

static void netns(void **state)
{
	(void)state;
	/* A lookup happens when a packet asks for its socket. */
	check_life(test_attach(obj, "on_lookup", (struct kern_attach_opts){ .target = "" }), 12,
		   test_send_packet);
	check_life(test_attach(obj, "on_lookup",
			       (struct kern_attach_opts){ .kind = KERN_ATTACH_NETNS,
							  .target = "/proc/thread-self/ns/net" }),
		   12, test_send_packet);
	assert_int_equal(refuse("on_lookup", (struct kern_attach_opts){ .target = "/nosuch" }),
			 -ENOENT);
	assert_has(err.message, "network namespace '/nosuch': No such file or directory");
	refuse("on_lookup", (struct kern_attach_opts){ 0 });
	assert_has(err.message, "it needs the path of a network namespace");
}

static void netfilter(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_NETFILTER,
					 .pf = NF_IPV4,
					 .hooknum = NF_LOCAL_IN,
					 .nf_priority = -100 };

	(void)state;
	check_life(test_attach(obj, "on_netfilter", opts), 14, test_send_packet);
	opts.pf = 99;
	refuse("on_netfilter", opts);
	assert_has(err.message, "program 'on_netfilter': attach netfilter: ");
}

static void sockmap(void **state)
{
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_SOCKMAP,
					 .map = test_map(obj, "socks") };
	struct kern_link *link = test_attach(obj, "on_msg", opts);

	(void)state;
	assert_true(refuse("on_msg", opts) < 0); /* one program per map */
	assert_ok(kern_link_detach(link, &err), &err);
	kern_link_free(link);
	kern_link_free(test_attach(obj, "on_msg", opts));
	opts.map = test_map(obj, "hits");
	refuse("on_msg", opts);
	assert_has(err.message, "program 'on_msg': attach sockmap: ");
}

/* ---- cgroup ---- */

static char cgroup_path[300];

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static int enter_cgroup(void **state)
{
	char procs[320];

	(void)state;
	snprintf(cgroup_path, sizeof(cgroup_path), "%s/wbpf-kern-test", test_cgroup2());
	if (mkdir(cgroup_path, 0755) && errno != EEXIST)
		return -1;
	snprintf(procs, sizeof(procs), "%s/cgroup.procs", cgroup_path);
	write_file(procs, "0");
	return 0;
}

static int leave_cgroup(void **state)
{
	char procs[320];

	(void)state;
	snprintf(procs, sizeof(procs), "%s/cgroup.procs", test_cgroup2());
	write_file(procs, "0");
	return rmdir(cgroup_path);
}

static void connect_somewhere(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(9),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	close(fd);
}

static void cgroup(void **state)
{
	int dir = open(cgroup_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_CGROUP, .target = cgroup_path };

	(void)state;
	check_life(test_attach(obj, "on_connect4", opts), 11, connect_somewhere);
	check_life(test_attach(obj, "on_cgroup_skb", opts), 10, test_send_packet);
	check_life(test_attach(obj, "on_connect4",
			       (struct kern_attach_opts){ .target = cgroup_path }),
		   11, connect_somewhere);
	check_life(test_attach(obj, "on_connect4", (struct kern_attach_opts){ .fd = dir }), 11,
		   connect_somewhere);
	close(dir);
	opts.target = "/nosuch/cgroup";
	assert_int_equal(refuse("on_connect4", opts), -ENOENT);
	assert_has(err.message, "program 'on_connect4': attach cgroup '/nosuch/cgroup': "
				"cgroup '/nosuch/cgroup': No such file");
	opts.target = "/tmp";
	refuse("on_connect4", opts);
	assert_has(err.message, "program 'on_connect4': attach cgroup '/tmp': ");
	refuse("on_connect4", (struct kern_attach_opts){ 0 });
	assert_has(err.message,
		   "section 'cgroup/connect4' does not say where: it needs the path of a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xdp),
		cmocka_unit_test(update_changes_the_program),
		cmocka_unit_test(clsact),
		cmocka_unit_test(clsact_that_others_use_stays),
		cmocka_unit_test(a_filter_whose_place_is_taken),
		cmocka_unit_test(a_device_that_goes_first),
		cmocka_unit_test(tcx),
		cmocka_unit_test(socket_filter),
		cmocka_unit_test(netns),
		cmocka_unit_test(netfilter),
		cmocka_unit_test(sockmap),
		cmocka_unit_test_setup_teardown(cgroup, enter_cgroup, leave_cgroup),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, load, unload);
}
