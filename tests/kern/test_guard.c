/* SPDX-License-Identifier: MIT */
/* What netlink attaches must go with its process, however that ends. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hits.h"
#include "kern/link.h"
#include "support.h"

static struct wbpf_error err;

static int own_netns(void **state)
{
	(void)state;
	test_own_netns();
	return 0;
}

static bool shows(const char *command, const char *text)
{
	char *out = test_shell(command);
	bool found = strstr(out, text);

	free(out);
	return found;
}

/* The guard acts after its process is gone: wait for it, without bound but the test's own. */
static void wait_until_gone(const char *command, const char *text)
{
	for (int i = 0; i < 1000; i++) {
		if (!shows(command, text))
			return;
		usleep(10000);
	}
	print_error("'%s' still shows '%s'\n", command, text);
	fail();
}

static bool same_netns(const char *pid)
{
	char path[64], mine[64] = "", theirs[64] = "";

	snprintf(path, sizeof(path), "/proc/%.16s/ns/net", pid);
	return readlink("/proc/self/ns/net", mine, sizeof(mine) - 1) > 0 &&
	       readlink(path, theirs, sizeof(theirs) - 1) > 0 && !strcmp(mine, theirs);
}

static bool is_guard(const char *pid)
{
	char path[64], comm[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	if (!fgets(comm, sizeof(comm), f))
		comm[0] = '\0';
	fclose(f);
	return !strcmp(comm, "wasm-bpf-guard\n") && same_netns(pid);
}

/* The guards in our network namespace, which is ours alone; *pid is one of them. */
static int guards(int *pid)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;
	int n = 0;

	assert_non_null(proc);
	while ((d = readdir(proc))) {
		if (d->d_name[0] < '1' || d->d_name[0] > '9' || !is_guard(d->d_name))
			continue;
		*pid = atoi(d->d_name);
		n++;
	}
	closedir(proc);
	return n;
}

static void wait_for_no_guard(void)
{
	int pid = 0;

	for (int i = 0; i < 1000 && guards(&pid); i++)
		usleep(10000);
	assert_int_equal(guards(&pid), 0);
}

static struct kern_link *attach_xdp_by_netlink(struct kern_object *obj)
{
	struct kern_link *link = calloc(1, sizeof(*link));
	struct kern_program *prog = test_program(obj, "on_xdp");
	struct kern_attaching a = { .prog = prog, .bpf = prog->bpf, .link = link };

	link->fd = link->prog_fd = -1;
	assert_int_equal(kern_attach_xdp_netlink(&a, 1), 0);
	link->attached = true;
	return link;
}

/* A child that attaches, says so and waits for its end. */
static pid_t child(void (*attach)(struct kern_object *), int *said)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (!pid) {
		attach(test_load("attach"));
		if (write(ends[1], "!", 1) != 1)
			_exit(1);
		close(ends[1]);
		for (;;)
			pause();
	}
	close(ends[1]);
	*said = ends[0];
	return pid;
}

static void attach_tc_twice(struct kern_object *obj)
{
	test_attach(obj, "on_tc",
		    (struct kern_attach_opts){ .kind = KERN_ATTACH_TC, .target = "lo" });
	test_attach(obj, "on_tc",
		    (struct kern_attach_opts){
			    .kind = KERN_ATTACH_TC, .target = "lo", .attach_point = 2 });
}

static void attach_xdp(struct kern_object *obj)
{
	attach_xdp_by_netlink(obj);
}

static void kill_after(void (*attach)(struct kern_object *), int sig, const char *show,
		       const char *text)
{
	char byte;
	int said, status;
	pid_t pid = child(attach, &said);

	assert_int_equal(read(said, &byte, 1), 1);
	assert_true(shows(show, text));
	/* The guard must not keep our pipe open: this is how a shell learns that the tool ended. */
	assert_int_equal(read(said, &byte, 1), 0);
	close(said);
	kill(pid, sig);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	wait_until_gone(show, text);
	wait_for_no_guard();
}

static void a_killed_process_leaves_no_filter(void **state)
{
	(void)state;
	kill_after(attach_tc_twice, SIGKILL, "tc filter show dev lo ingress", "bpf");
	wait_until_gone("tc filter show dev lo egress", "bpf");
	wait_until_gone("tc qdisc show dev lo", "clsact");
}

static void an_interrupted_process_leaves_no_filter(void **state)
{
	(void)state;
	kill_after(attach_tc_twice, SIGTERM, "tc qdisc show dev lo", "clsact");
}

static void a_killed_process_leaves_no_xdp(void **state)
{
	(void)state;
	kill_after(attach_xdp, SIGKILL, "ip link show lo", "xdp");
}

static void attach_plain_struct_ops(struct kern_object *obj)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_link *link;

	assert_ok(kern_attach_map(test_map(obj, "wbpf_plain"), &link, &err), &err);
}

/* Without BPF_F_LINK the kernel would keep the algorithm for ever. */
static void a_killed_process_leaves_no_struct_ops(void **state)
{
	(void)state;
	kill_after(attach_plain_struct_ops, SIGKILL,
		   "cat /proc/sys/net/ipv4/tcp_available_congestion_control", "wbpf_plain");
}

/* A qdisc that was there before stays, and somebody else's filter does so too. */
static void what_others_made_stays(void **state)
{
	(void)state;
	free(test_shell("tc qdisc add dev lo clsact"));
	kill_after(attach_tc_twice, SIGKILL, "tc filter show dev lo ingress", "bpf");
	assert_true(shows("tc qdisc show dev lo", "clsact"));
	free(test_shell("tc qdisc del dev lo clsact"));
}

static void xdp_by_netlink(void **state)
{
	struct kern_object *obj = test_load("attach");
	struct kern_link *link = attach_xdp_by_netlink(obj), *second;
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_XDP, .target = "lo" };
	uint64_t before = test_hits(obj, 7);

	(void)state;
	test_send_packet();
	assert_true(test_hits(obj, 7) > before);
	/* The place is taken, and a refusal does not disturb who holds it. */
	assert_true(kern_attach(test_program(obj, "on_xdp_drop"), &opts, &second, &err) < 0);
	assert_true(shows("ip link show lo", "xdp"));
	kern_link_free(link);
	assert_false(shows("ip link show lo", "xdp"));
	kern_object_free(obj);
}

static void on_child(int sig)
{
	(void)sig;
	abort();
}

/* The embedding program sees neither a SIGCHLD nor a child to wait for. */
static void the_guard_is_nobodys_business(void **state)
{
	struct kern_object *obj = test_load("attach");
	struct kern_link *link;

	(void)state;
	signal(SIGCHLD, on_child);
	link = test_attach(obj, "on_tc",
			   (struct kern_attach_opts){ .kind = KERN_ATTACH_TC, .target = "lo" });
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	kern_link_free(link);
	signal(SIGCHLD, SIG_DFL);
	wait_for_no_guard();
	kern_object_free(obj);
}

/* Neither program nor map is held by a guard that lives on with another link. */
static void a_guard_holds_nothing_else(void **state)
{
	struct kern_object *first = test_load("attach"), *other = test_load("events");
	struct kern_source *src;
	struct kern_map_info ring, bss;
	struct kern_program_info prog;
	struct kern_link *link;

	(void)state;
	assert_ok(kern_source_open(test_map(other, "ring_a"), NULL, &src, &err), &err);
	link = test_attach(first, "on_tc",
			   (struct kern_attach_opts){ .kind = KERN_ATTACH_TC, .target = "lo" });
	kern_map_info(test_map(other, "ring_a"), &ring, NULL);
	kern_map_info(test_map(other, ".bss"), &bss, NULL);
	kern_program_info(test_program(other, "fill_a"), &prog, NULL);
	kern_source_free(src);
	kern_object_free(other);
	test_map_gone(ring.id);
	test_map_gone(bss.id);
	test_program_gone(prog.id);
	kern_link_free(link);
	kern_object_free(first);
}

/* Somebody kills the guard itself: detach still works, and nothing raises SIGPIPE here. */
static void a_guard_that_was_killed(void **state)
{
	struct kern_object *obj = test_load("attach");
	struct kern_link *link = test_attach(obj, "on_tc",
					     (struct kern_attach_opts){ .kind = KERN_ATTACH_TC,
									.target = "lo" });
	int pid = 0;

	(void)state;
	assert_int_equal(guards(&pid), 1);
	kill(pid, SIGKILL);
	assert_ok(kern_link_detach(link, &err), &err);
	assert_false(shows("tc qdisc show dev lo", "clsact"));
	kern_link_free(link);
	kern_object_free(obj);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_process_leaves_no_filter),
		cmocka_unit_test(an_interrupted_process_leaves_no_filter),
		cmocka_unit_test(a_killed_process_leaves_no_xdp),
		cmocka_unit_test(a_killed_process_leaves_no_struct_ops),
		cmocka_unit_test(what_others_made_stays),
		cmocka_unit_test(xdp_by_netlink),
		cmocka_unit_test(the_guard_is_nobodys_business),
		cmocka_unit_test(a_guard_holds_nothing_else),
		cmocka_unit_test(a_guard_that_was_killed),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, own_netns, NULL);
}
