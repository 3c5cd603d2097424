/* SPDX-License-Identifier: MIT */
/* The generic attach: what of the guest's options reaches the kernel side. */
#include "unit/host_v2.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static wbpf_handle attach(const char *prog, struct wbpf2_attach_opts *o)
{
	o->sz = sizeof(*o);
	return wbpf2_program_attach(&fg.g, find_program(prog), fake_put(&fg, o, sizeof(*o)));
}

static uint32_t set_text(uint32_t *len, const char *text)
{
	*len = (uint32_t)strlen(text);
	return fake_text(&fg, text).v;
}

static void attach_by_section(void **state)
{
	wbpf_handle prog = find_program("tp_exec");
	wbpf_handle link = wbpf2_program_attach(&fg.g, prog, none);

	(void)state;
	assert_true(link > 0);
	assert_int_equal(fake.attach.kind, KERN_ATTACH_AUTO);
	assert_int_equal(fake.attach.fd, -1);
	assert_int_equal(fake.attach.pid, -1);
	assert_int_not_equal(wbpf2_program_attach(&fg.g, prog, none), link);
	assert_int_equal(fake.attached, 2);
	assert_int_equal(wbpf2_program_attach(&fg.g, link, none), -EBADF);
}

static void attach_fields(void **state)
{
	struct wbpf2_attach_opts o = {
		.kind = WBPF2_ATTACH_KIND_UPROBE,
		.pid = 42,
		.cookie = 1ull << 60,
		.offset = 5,
		.expected_revision = 6,
		.ref_ctr_offset = 7,
		.options = 3,
		.flags = 8,
		.ifindex = 9,
		.attach_point = 2,
		.priority = 11,
		.tc_handle = 12,
		.pf = 2,
		.hooknum = 13,
		.nf_priority = -14,
		.relative_id = 15,
		.fd = 12345,
		.dir_fd = 99,
	};

	(void)state;
	o.target = set_text(&o.target_len, "/bin/true");
	o.symbol = set_text(&o.symbol_len, "main");
	assert_true(attach("tp_exec", &o) > 0);
	assert_int_equal(fake.attach.kind, KERN_ATTACH_UPROBE);
	assert_string_equal(fake.attach_target, "/bin/true");
	assert_string_equal(fake.attach_symbol, "main");
	assert_int_equal(fake.attach.pid, 42);
	assert_true(fake.attach.cookie == 1ull << 60);
	assert_int_equal(fake.attach.offset, 5);
	assert_int_equal(fake.attach.expected_revision, 6);
	assert_int_equal(fake.attach.ref_ctr_offset, 7);
	assert_true(fake.attach.retprobe && fake.attach.session);
	assert_int_equal(fake.attach.flags, 8);
	assert_int_equal(fake.attach.ifindex, 9);
	assert_int_equal(fake.attach.attach_point, 2);
	assert_int_equal(fake.attach.priority, 11);
	assert_int_equal(fake.attach.tc_handle, 12);
	assert_int_equal(fake.attach.pf, 2);
	assert_int_equal(fake.attach.hooknum, 13);
	assert_int_equal(fake.attach.nf_priority, -14);
	assert_int_equal(fake.attach.relative_id, 15);
	/* a uprobe names neither an fd nor a directory: ignored */
	assert_int_equal(fake.attach.fd, -1);
}

static void attach_hostile(void **state)
{
	struct wbpf2_attach_opts o = { .kind = 24 };

	(void)state;
	check_error(attach("tp_exec", &o), -EINVAL, "there is no attach kind 24");
	o.kind = 0xffffffff;
	check_error(attach("tp_exec", &o), -EINVAL, "no attach kind");
	o = (struct wbpf2_attach_opts){ .target = MEMORY - 1, .target_len = 2 };
	check_error(attach("tp_exec", &o), -EFAULT, "attach target");
	o = (struct wbpf2_attach_opts){ .symbol = 8, .symbol_len = 0xffffffff };
	check_error(attach("tp_exec", &o), -ENAMETOOLONG, "symbol");
	o = (struct wbpf2_attach_opts){ .map = obj };
	check_error(attach("tp_exec", &o), -EBADF, "is an object and not a map");
	o = (struct wbpf2_attach_opts){ .relative = FAKE_FD_BASE };
	check_error(attach("tp_exec", &o), -EBADF, "handle");
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_PERF_EVENT, .fd = 1 };
	check_error(attach("tp_exec", &o), -EBADF, "descriptor");
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_FREPLACE, .fd = obj };
	check_error(attach("tp_exec", &o), -EBADF, "program");
	check_error(wbpf2_program_attach(&fg.g, find_program("tp_exec"), WBPF_GADDR(MEMORY)),
		    -EFAULT, "options");
	assert_int_equal(fake.links, 0);
}

static void attach_handles(void **state)
{
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_PERF_EVENT };
	wbpf_handle link;

	(void)state;
	o.fd = wbpf2_perf_event_open(&fg.g, fake_text(&fg, "PERFATTR"), 8, -1, 0, 0);
	assert_true(attach("tp_exec", &o) > 0);
	assert_true(fcntl(fake.attach.fd, F_GETFD) >= 0);
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_FREPLACE };
	assert_true(attach("tp_exec", &o) > 0);
	assert_int_equal(fake.attach.fd, -1);
	o.fd = find_program("iter_task");
	assert_true(attach("tp_exec", &o) > 0);
	assert_int_equal(fake.attach.fd, 2 * FAKE_FD_BASE + 1);
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_SOCKMAP };
	o.map = find_map("socks");
	assert_true(attach("tp_exec", &o) > 0);
	assert_ptr_equal(fake.attach.map, kern_map_of(o.map));
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_TCX };
	o.relative = find_program("iter_task");
	link = attach("xdp_pass", &o);
	assert_true(link > 0);
	assert_int_equal(fake.attach.relative_fd, 2 * FAKE_FD_BASE + 1);
	assert_int_equal(fake.attach.flags, 0);
	o.relative = link;
	assert_true(attach("xdp_pass", &o) > 0);
	assert_int_equal(fake.attach.relative_fd, 3 * FAKE_FD_BASE);
	assert_int_equal(fake.attach.flags, 1 << 13);
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_TC };
	link = attach("xdp_pass", &o);
	o.relative = link;
	check_error(attach("xdp_pass", &o), -EINVAL, "no link of the kernel");
}

static void attach_lists(void **state)
{
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_KPROBE_MULTI, .symbol_cnt = 2 };
	struct wbpf2_slice slices[2];
	uint64_t numbers[2] = { 0x1122334455667788, 2 };
	wbpf_gaddr odd = fake_alloc(&fg, 24);

	(void)state;
	slices[0].addr = set_text(&slices[0].len, "tcp_v4_connect");
	slices[1].addr = set_text(&slices[1].len, "tcp_close");
	o.symbols = fake_put(&fg, slices, sizeof(slices)).v;
	memcpy(fake_at(&fg, WBPF_GADDR(odd.v + 3), 16), numbers, 16);
	o.cookies = odd.v + 3;
	assert_true(attach("tp_exec", &o) > 0);
	assert_string_equal(fake.attach_symbols, "tcp_v4_connect,tcp_close,");
	assert_true(fake.attach_cookie0 == numbers[0]);
	o.symbols = 0;
	o.addrs = odd.v + 3;
	assert_true(attach("tp_exec", &o) > 0);
	assert_int_equal(fake.attach.symbol_cnt, 2);
	assert_true(fake.attach_addr0 == numbers[0]);
	o.addrs = 0;
	check_error(attach("tp_exec", &o), -EINVAL, "without symbols");
	o.addrs = MEMORY - 15;
	check_error(attach("tp_exec", &o), -EFAULT, "addrs");
	o.addrs = odd.v;
	o.cookies = 0xfffffff8;
	check_error(attach("tp_exec", &o), -EFAULT, "cookies");
	o.symbol_cnt = 65537;
	check_error(attach("tp_exec", &o), -E2BIG, "65537 symbols");
	o.symbol_cnt = 0xffffffff;
	check_error(attach("tp_exec", &o), -E2BIG, "symbols");
	o.symbol_cnt = 2;
	o.symbols = 0xffffffff;
	check_error(attach("tp_exec", &o), -EFAULT, "symbols");
	slices[1] = (struct wbpf2_slice){ MEMORY - 2, 3 };
	o.symbols = fake_put(&fg, slices, sizeof(slices)).v;
	check_error(attach("tp_exec", &o), -EFAULT, "symbol");
	slices[1] = (struct wbpf2_slice){ 64, 4097 };
	o.symbols = fake_put(&fg, slices, sizeof(slices)).v;
	check_error(attach("tp_exec", &o), -E2BIG, "symbol 1");
}

/* Slices that overlap must not let a small guest take much memory of the host. */
static void attach_list_is_bounded_as_a_whole(void **state)
{
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_KPROBE_MULTI, .symbol_cnt = 6000 };
	struct wbpf2_slice *slices = fake_at(&fg, WBPF_GADDR(8192), 6000 * 8);

	(void)state;
	memset(fake_at(&fg, WBPF_GADDR(4096), 4096), 'a', 4096);
	for (int i = 0; i < 6000; i++)
		slices[i] = (struct wbpf2_slice){ 4096, 4096 };
	o.symbols = 8192;
	check_error(attach("tp_exec", &o), -E2BIG, "symbol 4096: the names are too long");
}

static void iterator_info(void **state)
{
	uint32_t words[4] = { 7, 0, 0, 0 };
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_ITER, .iter_info_len = 16 };

	(void)state;
	o.iter_info = fake_put(&fg, words, 16).v;
	assert_true(attach("iter_task", &o) > 0);
	assert_int_equal(fake.attach.iter_info_len, 16);
	/* word 0 of a map iterator is an fd, word 2 of a task iterator as well */
	check_error(attach("iter_map", &o), -EINVAL, "iter_info must hold no fd");
	words[2] = 3;
	o.iter_info = fake_put(&fg, words, 16).v;
	check_error(attach("iter_task", &o), -EINVAL, "(iter/task): iter_info must hold no fd");
	o.iter_info_len = 9; /* a part of the word */
	check_error(attach("iter_task", &o), -EINVAL, "no fd");
	o.iter_info_len = 8;
	assert_true(attach("iter_task", &o) > 0);
	check_error(attach("iter_any", &o), -EINVAL, "no fd");
	check_error(attach("tp_exec", &o), -EINVAL, "no fd");
	o.iter_info_len = 257;
	check_error(attach("iter_task", &o), -E2BIG, "iter_info");
	o.iter_info_len = 16;
	o.iter_info = MEMORY - 15;
	check_error(attach("iter_task", &o), -EFAULT, "iter_info");
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_ITER };
	o.map = find_map("counts");
	assert_true(attach("iter_map", &o) > 0);
	assert_ptr_equal(fake.attach.map, kern_map_of(o.map));
}

static char grant[] = "/tmp/wbpf_grant_XXXXXX";
static struct wbpf_guest_dir dirs[2];

/* grant/sub/, grant/out -> /etc, grant/file */
static int setup_dirs(void **state)
{
	char path[64];

	strcpy(grant, "/tmp/wbpf_grant_XXXXXX");
	if (!mkdtemp(grant))
		return -1;
	snprintf(path, sizeof(path), "%s/sub", grant);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/out", grant);
	if (symlink("/etc", path))
		return -1;
	dirs[0] = (struct wbpf_guest_dir){ 3, "/cg/", grant, false };
	dirs[1] = (struct wbpf_guest_dir){ 4, "/cg/deep", "/proc", false };
	if (setup_loaded(state))
		return -1;
	fg.g.dirs = dirs;
	fg.g.dir_cnt = 2;
	return 0;
}

static int teardown_dirs(void **state)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/sub", grant);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/out", grant);
	unlink(path);
	rmdir(grant);
	return teardown(state);
}

static int attach_cgroup(const char *target)
{
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_CGROUP };

	o.target = set_text(&o.target_len, target);
	return attach("tp_exec", &o);
}

static void granted_paths(void **state)
{
	static const char *const inside[] = {
		"/cg", "/cg/", "/cg/sub", "/cg//sub/", "/cg/sub/../sub", "/cg/deep/self/../self"
	};
	static const char *const outside[] = { "/cgx", "/sys/fs/cgroup/unified", "cg", "", "/" };

	(void)state;
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++) {
		assert_true(attach_cgroup(inside[i]) > 0);
		assert_true(fake.attach_fd_is_dir);
		assert_string_equal(fake.attach_target, "(null)");
	}
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		assert_true(attach_cgroup(outside[i]) > 0);
		assert_int_equal(fake.attach.fd, -1);
	}
	assert_true(attach_cgroup("/cgx") > 0);
	assert_string_equal(fake.attach_target, "/cgx");
}

static void nothing_leads_out_of_a_grant(void **state)
{
	(void)state;
	check_error(attach_cgroup("/cg/out"), -EXDEV, "cannot open '/cg/out'");
	check_error(attach_cgroup("/cg/.."), -EXDEV, "cannot open '/cg/..'");
	check_error(attach_cgroup("/cg/sub/../../etc"), -EXDEV, "cannot open");
	check_error(attach_cgroup("/cg/absent"), -ENOENT, "cannot open '/cg/absent'");
	assert_int_equal(attach_cgroup("/cg/deep/self/root"), -ELOOP);
	assert_int_equal(fake.links, 0);
}

static void granted_descriptors(void **state)
{
	struct wbpf2_attach_opts o = { .kind = WBPF2_ATTACH_KIND_CGROUP, .dir_fd = 3 };

	(void)state;
	assert_true(attach("tp_exec", &o) > 0);
	assert_true(fake.attach_fd_is_dir);
	assert_true(fcntl(fake.attach.fd, F_GETFD) < 0); /* closed again */
	o.dir_fd = 5;
	check_error(attach("tp_exec", &o), -EBADF, "descriptor 5 is no granted directory");
	o.dir_fd = -1;
	check_error(attach("tp_exec", &o), -EBADF, "descriptor -1 is no granted directory");
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_NETNS };
	o.target = set_text(&o.target_len, "/cg/deep/version");
	assert_true(attach("tp_exec", &o) > 0);
	assert_true(fake.attach.fd >= 0);
	dirs[0].host_path = "/nonexistent";
	o = (struct wbpf2_attach_opts){ .kind = WBPF2_ATTACH_KIND_CGROUP, .dir_fd = 3 };
	check_error(attach("tp_exec", &o), -ENOENT, "cannot open the granted directory '/cg/'");
}

/* From here on this process has no openat2, as under an old kernel or a strict filter. */
static void forbid_openat2(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };

	assert_int_equal(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	assert_int_equal(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

/* Last in the list: the filter stays. */
static void without_openat2(void **state)
{
	(void)state;
	forbid_openat2();
	assert_true(attach_cgroup("/cg") > 0);
	assert_true(fake.attach_fd_is_dir);
	assert_true(attach_cgroup("/cg//sub/") > 0);
	assert_true(fake.attach_fd_is_dir);
	check_error(attach_cgroup("/cg/.."), -EXDEV, "cannot open '/cg/..'");
	check_error(attach_cgroup("/cg/sub/../.."), -EXDEV, "cannot open");
	check_error(attach_cgroup("/cg/out"), -ELOOP, "cannot open '/cg/out'");
	assert_true(attach_cgroup("/cg/out/passwd") < 0);
	check_error(attach_cgroup("/cg/absent"), -ENOENT, "cannot open");
}

#define DIRS(fn) cmocka_unit_test_setup_teardown(fn, setup_dirs, teardown_dirs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOADED(attach_by_section),
		LOADED(attach_fields),
		LOADED(attach_hostile),
		LOADED(attach_handles),
		LOADED(attach_lists),
		LOADED(attach_list_is_bounded_as_a_whole),
		LOADED(iterator_info),
		DIRS(granted_paths),
		DIRS(nothing_leads_out_of_a_grant),
		DIRS(granted_descriptors),
		DIRS(without_openat2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
