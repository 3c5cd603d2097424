/* SPDX-License-Identifier: MIT */
/* The generic bpf() call: what reaches the kernel, and what of it comes back. */
#include "unit/host_v2.h"

#include <linux/bpf.h>

static union bpf_attr attr;

static int32_t call(uint32_t cmd)
{
	wbpf_gaddr at = fake_put(&fg, &attr, sizeof(attr));
	int32_t ret = wbpf2_bpf(&fg.g, cmd, at, sizeof(attr));

	memcpy(&attr, fake_at(&fg, at, sizeof(attr)), sizeof(attr));
	return ret;
}

static union bpf_attr *seen(void)
{
	return (union bpf_attr *)fake.bpf_attr;
}

static uint64_t put(const void *data, uint32_t len)
{
	return fake_put(&fg, data, len).v;
}

static int32_t load(const struct bpf_insn *insns, uint32_t cnt)
{
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = put(insns, cnt * (uint32_t)sizeof(*insns));
	attr.insn_cnt = cnt;
	attr.license = put("GPL", 4);
	return call(BPF_PROG_LOAD);
}

static const struct bpf_insn exit_insns[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
	{ .code = BPF_JMP | BPF_EXIT },
};

static void unknown_is_refused(void **state)
{
	(void)state;
	memset(&attr, 0, sizeof(attr));
	check_error(call(BPF_MAP_LOOKUP_ELEM), -EOPNOTSUPP, "command 1 is not passed on");
	check_error(call(BPF_PROG_ATTACH), -EOPNOTSUPP, "command 8");
	check_error(call(0x7fffffff), -EOPNOTSUPP, "not passed on");
	attr.next_id = 5; /* where get_fd_by_id has nothing */
	check_error(call(BPF_PROG_GET_FD_BY_ID), -EINVAL, "what is at offset 4");
	check_error(wbpf2_bpf(&fg.g, BPF_PROG_GET_NEXT_ID, WBPF_GADDR(0), 4097), -E2BIG, "4097");
	check_error(wbpf2_bpf(&fg.g, BPF_PROG_GET_NEXT_ID, WBPF_GADDR(MEMORY - 4), 8), -EFAULT,
		    "attr");
	check_error(wbpf2_bpf(&fg.g, BPF_PROG_GET_NEXT_ID, WBPF_GADDR(UINT32_MAX), 8), -EFAULT,
		    "attr");
	assert_int_equal(fake.bpf_calls, 0);
}

static void newer_attr(void **state)
{
	uint8_t bytes[512] = { 0 };
	wbpf_gaddr at = fake_put(&fg, bytes, sizeof(bytes));

	(void)state;
	assert_int_equal(wbpf2_bpf(&fg.g, BPF_PROG_GET_NEXT_ID, at, sizeof(bytes)), 0);
	bytes[511] = 1;
	at = fake_put(&fg, bytes, sizeof(bytes));
	check_error(wbpf2_bpf(&fg.g, BPF_PROG_GET_NEXT_ID, at, sizeof(bytes)), -E2BIG, "bytes");
}

static void program_of_instructions(void **state)
{
	uint64_t insns, license;
	int32_t prog;

	(void)state;
	prog = load(exit_insns, 2);
	insns = attr.insns;
	license = attr.license;
	assert_true(prog > 0);
	assert_int_equal(wbpf_handle_type_of(&fg.g.handles, prog), WBPF_H_FD);
	/* The guest's own addresses are in its attr again, and were not in the kernel's. */
	assert_true(insns < MEMORY && license < MEMORY);
	assert_true(seen()->insns > UINT32_MAX && seen()->license > UINT32_MAX);
	attr.insn_cnt = 1000000;
	attr.insns = insns;
	check_error(call(BPF_PROG_LOAD), -EFAULT, "insns: 8000000 bytes");
	attr.insn_cnt = 0x40000000;
	check_error(call(BPF_PROG_LOAD), -EFAULT, "insns");
	attr.insn_cnt = 2;
	attr.license = 1ull << 32;
	check_error(call(BPF_PROG_LOAD), -EFAULT, "no guest address");
	attr.license = license;
	attr.prog_token_fd = 3;
	check_error(call(BPF_PROG_LOAD), -EINVAL, "what is at offset");
	attr.prog_token_fd = 0;
	attr.line_info = insns;
	attr.line_info_cnt = 0x10001;
	attr.line_info_rec_size = 0x10000;
	check_error(call(BPF_PROG_LOAD), -EFAULT, "line_info");
	attr.line_info_cnt = 0;
	attr.log_buf = MEMORY - 16;
	attr.log_size = 17;
	check_error(call(BPF_PROG_LOAD), -EFAULT, "log_buf");
	attr.log_size = 16;
	assert_true(call(BPF_PROG_LOAD) > 0);
	assert_int_equal(attr.log_buf, MEMORY - 16);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(MEMORY - 1), 1), 0x5a);
}

static void maps_in_instructions(void **state)
{
	wbpf_handle counts = find_map("counts");
	struct bpf_insn insns[3] = {
		{ .code = BPF_LD | BPF_IMM | BPF_DW, .src_reg = BPF_PSEUDO_MAP_FD, .imm = counts },
		{ 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	(void)state;
	assert_true(load(insns, 3) > 0);
	assert_int_equal(fake.last_word[0], kern_map_fd(kern_map_of(counts)));
	insns[0].imm = 30000; /* an fd of the host, maybe */
	check_error(load(insns, 3), -EBADF, "bpf prog_load: instruction 0: 30000 is no handle");
	insns[0].src_reg = BPF_PSEUDO_MAP_VALUE;
	check_error(load(insns, 3), -EBADF, "instruction 0");
	insns[0].src_reg = BPF_PSEUDO_BTF_ID;
	insns[1].imm = 30000;
	check_error(load(insns, 3), -EBADF, "instruction 1");
	/* In the last instruction there is no second half. */
	assert_true(load(insns, 1) > 0);
}

static void fd_array(void **state)
{
	int32_t fds[3] = { 0, find_map("counts"), 30000 };
	struct bpf_insn insns[2] = {
		{ .code = BPF_LD | BPF_IMM | BPF_DW, .src_reg = BPF_PSEUDO_MAP_IDX, .imm = 1 },
		{ 0 },
	};

	(void)state;
	assert_true(load(insns, 2) > 0);
	attr.fd_array = put(fds, sizeof(fds));
	assert_true(call(BPF_PROG_LOAD) > 0);
	assert_true(seen()->fd_array > UINT32_MAX);
	attr.fd_array_cnt = 2;
	assert_true(call(BPF_PROG_LOAD) > 0);
	attr.fd_array_cnt = 3;
	check_error(call(BPF_PROG_LOAD), -EBADF, "30000 is no handle");
	attr.fd_array_cnt = 0x40000001;
	check_error(call(BPF_PROG_LOAD), -EFAULT, "fd_array");
	attr.fd_array_cnt = 0;
	insns[0].imm = -1;
	attr.insns = put(insns, sizeof(insns));
	check_error(call(BPF_PROG_LOAD), -EFAULT, "fd_array");
}

static void handles_of_every_kind(void **state)
{
	wbpf_handle map = find_map("counts"), prog = find_program("tp_exec");

	(void)state;
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map;
	assert_int_equal(call(BPF_MAP_FREEZE), 0);
	assert_int_equal(attr.map_fd, map);
	assert_int_equal(seen()->map_fd, kern_map_fd(kern_map_of(map)));
	attr.map_fd = 0;
	check_error(call(BPF_MAP_FREEZE), -EBADF, "bpf map_freeze: map_fd: 0 is no handle");
	attr.map_fd = (uint32_t)obj;
	check_error(call(BPF_MAP_FREEZE), -EBADF, "is an object");
	memset(&attr, 0, sizeof(attr));
	attr.prog_bind_map.prog_fd = (uint32_t)prog;
	attr.prog_bind_map.map_fd = (uint32_t)map;
	assert_int_equal(call(BPF_PROG_BIND_MAP), 0);
	assert_int_equal(seen()->prog_bind_map.prog_fd, 2 * FAKE_FD_BASE);
}

static void links(void **state)
{
	wbpf_handle prog = find_program("xdp_pass"), link;

	(void)state;
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)prog;
	attr.link_create.attach_type = BPF_XDP;
	attr.link_create.target_ifindex = 1;
	link = call(BPF_LINK_CREATE);
	assert_true(link > 0);
	assert_int_equal(seen()->link_create.target_ifindex, 1);
	/* With a target that is an fd, 1 would be the host's standard output. */
	attr.link_create.attach_type = BPF_CGROUP_INET_EGRESS;
	check_error(call(BPF_LINK_CREATE), -EBADF, "target_fd");
	attr.link_create.attach_type = BPF_TRACE_ITER;
	check_error(call(BPF_LINK_CREATE), -EINVAL, "offset 4");
	attr.link_create.target_fd = 0;
	attr.link_create.iter_info = 64;
	check_error(call(BPF_LINK_CREATE), -EINVAL, "offset 16");
	attr.link_create.attach_type = BPF_TRACE_KPROBE_MULTI;
	check_error(call(BPF_LINK_CREATE), -EOPNOTSUPP, "program_attach");
	attr.link_create.attach_type = 1000;
	check_error(call(BPF_LINK_CREATE), -EOPNOTSUPP, "1000 is unknown");
	memset(&attr, 0, sizeof(attr));
	attr.link_detach.link_fd = (uint32_t)link;
	assert_int_equal(call(BPF_LINK_DETACH), 0);
}

static void relative_is_a_handle(void **state)
{
	(void)state;
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)find_program("xdp_pass");
	attr.link_create.attach_type = 46; /* TCX ingress */
	attr.link_create.target_ifindex = 1;
	attr.link_create.tcx.relative_fd = 30000;
	check_error(call(BPF_LINK_CREATE), -EBADF, "relative_fd");
	attr.link_create.flags = 1 << 5; /* BPF_F_ID: then it is a number of the kernel's */
	assert_true(call(BPF_LINK_CREATE) > 0);
	assert_int_equal(seen()->link_create.tcx.relative_id, 30000);
}

static void maps_become_maps(void **state)
{
	int32_t map;

	(void)state;
	memset(&attr, 0, sizeof(attr));
	attr.map_id = 1;
	map = call(BPF_MAP_GET_FD_BY_ID);
	assert_int_equal(wbpf_handle_type_of(&fg.g.handles, map), WBPF_H_MAP);
	memset(&attr, 0, sizeof(attr));
	attr.pathname = put("/sys/fs/bpf/x", 14);
	assert_int_equal(wbpf_handle_type_of(&fg.g.handles, call(BPF_OBJ_GET)), WBPF_H_FD);
	assert_string_equal(fake.path, "/sys/fs/bpf/x");
	fake.fd_kind = KERN_FD_MAP;
	assert_int_equal(wbpf_handle_type_of(&fg.g.handles, call(BPF_OBJ_GET)), WBPF_H_MAP);
	fake.fail_at = 2;
	fake.fail_code = -ENOMEM;
	check_error(call(BPF_OBJ_GET), -ENOMEM, "fake");
}

static int32_t info_of(wbpf_handle h, wbpf_gaddr info, uint32_t len)
{
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)h;
	attr.info.info = info.v;
	attr.info.info_len = len;
	return call(BPF_OBJ_GET_INFO_BY_FD);
}

static void program_info(void **state)
{
	struct bpf_prog_info info = { 0 };
	wbpf_handle prog = find_program("tp_exec");
	wbpf_gaddr at;

	(void)state;
	info.map_ids = 4096;
	info.nr_map_ids = 3;
	info.func_info = 8192;
	info.nr_func_info = 2;
	info.func_info_rec_size = 8;
	at = fake_put(&fg, &info, sizeof(info));
	assert_int_equal(info_of(prog, at, sizeof(info)), 0);
	memcpy(&info, fake_at(&fg, at, sizeof(info)), sizeof(info));
	assert_int_equal(info.map_ids, 4096);
	assert_int_equal(info.func_info, 8192);
	assert_int_equal(attr.info.info, at.v);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(4096 + 11), 1), 0x5a);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(8192 + 15), 1), 0x5a);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(8192 + 16), 1), 0);
	info.nr_map_ids = 0x40000001; /* times 4 is 4 */
	at = fake_put(&fg, &info, sizeof(info));
	check_error(info_of(prog, at, sizeof(info)), -EFAULT, "map_ids");
	check_error(info_of(prog, WBPF_GADDR(MEMORY - 8), 16), -EFAULT, "info");
	check_error(info_of(prog, at, 4097), -E2BIG, "4097");
	check_error(info_of(obj, at, 16), -EBADF, "is an object");
}

static void info_that_ends_within_an_address(void **state)
{
	struct bpf_prog_info info = { .map_ids = 4096 };
	uint32_t len = offsetof(struct bpf_prog_info, map_ids) + 4;
	wbpf_gaddr at = fake_put(&fg, &info, sizeof(info));

	(void)state;
	check_error(info_of(find_program("tp_exec"), at, len), -EINVAL, "ends within map_ids");
	assert_int_equal(info_of(find_program("tp_exec"), at, len - 4), 0);
	assert_int_equal(info_of(find_program("tp_exec"), at, len + 4), 0);
}

static void link_info_by_its_type(void **state)
{
	struct bpf_link_info info = { 0 };
	wbpf_handle link;
	wbpf_gaddr at;

	(void)state;
	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.name = put("sys_enter", 10);
	attr.raw_tracepoint.prog_fd = (uint32_t)find_program("tp_exec");
	link = call(BPF_RAW_TRACEPOINT_OPEN);
	assert_true(link > 0);
	assert_string_equal(fake.path, "sys_enter");
	fake.fd_kind = KERN_FD_LINK;
	info.raw_tracepoint.tp_name = 4096;
	info.raw_tracepoint.tp_name_len = 4;
	at = fake_put(&fg, &info, sizeof(info));
	/* Of a type without addresses nothing goes to the kernel. */
	fake.link_type = BPF_LINK_TYPE_XDP;
	assert_int_equal(info_of(link, at, sizeof(info)), 0);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(4096), 1), 0);
	fake.link_type = BPF_LINK_TYPE_RAW_TRACEPOINT;
	at = fake_put(&fg, &info, sizeof(info));
	assert_int_equal(info_of(link, at, sizeof(info)), 0);
	assert_int_equal(*(uint8_t *)fake_at(&fg, WBPF_GADDR(4096 + 3), 1), 0x5a);
	assert_int_equal(
		((struct bpf_link_info *)fake_at(&fg, at, sizeof(info)))->raw_tracepoint.tp_name,
		4096);
	fake.fd_kind = KERN_FD_OTHER;
	check_error(info_of(link, at, sizeof(info)), -EINVAL, "no BPF object");
}

static void test_runs_are_bounded(void **state)
{
	(void)state;
	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)find_program("xdp_pass");
	attr.test.repeat = 1025;
	check_error(call(BPF_PROG_TEST_RUN), -E2BIG, "1025 runs");
	attr.test.repeat = 1024;
	assert_int_equal(call(BPF_PROG_TEST_RUN), 0);
}

static int32_t find_type(const char *module, const char *name, uint32_t kind)
{
	return wbpf2_kernel_btf_find(&fg.g, fake_text(&fg, module), (uint32_t)strlen(module),
				     fake_text(&fg, name), (uint32_t)strlen(name), kind);
}

static void types_of_the_kernel(void **state)
{
	(void)state;
	assert_int_equal(find_type("", "task_struct", 4), 7);
	assert_int_equal(find_type("", "task_struct", 0), 7);
	check_error(find_type("", "no_such", 0), -ENOENT, "no_such");
	check_error(find_type("../vmlinux", "task_struct", 0), -EINVAL, "no path");
	check_error(find_type("", "", 0), -ENOENT, "type");
}

static int32_t grant(const char *path)
{
	return wbpf2_grant_open(&fg.g, fake_text(&fg, path), (uint32_t)strlen(path));
}

static void granted_paths(void **state)
{
	static const struct wbpf_guest_dir dir = { 3, "/cg", "/tmp", false };

	(void)state;
	check_error(grant("/cg"), -EACCES, "in no granted directory");
	fg.g.dirs = &dir;
	fg.g.dir_cnt = 1;
	assert_true(grant("/cg") > 0);
	check_error(grant("/cg/../etc"), -EXDEV, "cannot open");
	check_error(grant("/etc"), -EACCES, "in no granted directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOADED(unknown_is_refused),
		LOADED(newer_attr),
		LOADED(program_of_instructions),
		LOADED(maps_in_instructions),
		LOADED(fd_array),
		LOADED(handles_of_every_kind),
		LOADED(links),
		LOADED(relative_is_a_handle),
		LOADED(maps_become_maps),
		LOADED(program_info),
		LOADED(info_that_ends_within_an_address),
		LOADED(link_info_by_its_type),
		LOADED(test_runs_are_bounded),
		LOADED(types_of_the_kernel),
		LOADED(granted_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
