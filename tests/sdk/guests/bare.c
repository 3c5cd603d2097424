/* SPDX-License-Identifier: MIT */
/* Programs without an object, ids, info, probes, BTF: on the live kernel. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include "check.h"

static const struct bpf_insn returns_7[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 7 },
	{ .code = BPF_JMP | BPF_EXIT },
};

static const struct bpf_insn returns_1[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 1 },
	{ .code = BPF_JMP | BPF_EXIT },
};

static const struct bpf_insn reads_unset[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 0, .src_reg = 3 },
	{ .code = BPF_JMP | BPF_EXIT },
};

static int load(enum bpf_prog_type type, const struct bpf_insn *insns, size_t cnt,
		const struct bpf_prog_load_opts *opts)
{
	return bpf_prog_load(type, "bare", "GPL", insns, cnt, (struct bpf_prog_load_opts *)opts);
}

static void loading(void)
{
	char log[4096] = { 0 };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log),
		    .log_level = 1);
	int fd = load(BPF_PROG_TYPE_SOCKET_FILTER, returns_7, 2, NULL);

	YES(fd >= 0);
	IS(close(fd), 0);
	errno = 0;
	IS(close(fd), -1);
	IS(errno, EBADF);
	FAILS(load(BPF_PROG_TYPE_SOCKET_FILTER, reads_unset, 2, &opts), EACCES);
	YES(strstr(log, "R3 !read_ok") != NULL);
	FAILS(load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, 0, NULL), E2BIG);
	FAILS(load((enum bpf_prog_type)4000, returns_7, 2, NULL), EINVAL);
}

static void test_runs(void)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = 3000);
	int fd = load(BPF_PROG_TYPE_SOCKET_FILTER, returns_7, 2, NULL);

	IS(bpf_prog_test_run_opts(fd, &run), 0);
	IS(run.retval, 7);
	IS(run.repeat, 3000);
	close(fd);
}

/* The map's fd is in the instructions. */
static void with_map(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "bare_map", 4, 8, 1, NULL);
	const struct bpf_insn insns[] = {
		{ .code = BPF_LD | BPF_IMM | BPF_DW,
		  .dst_reg = 1,
		  .src_reg = BPF_PSEUDO_MAP_VALUE,
		  .imm = map },
		{ 0 },
		{ .code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = 1, .imm = 4711 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = load(BPF_PROG_TYPE_RAW_TRACEPOINT, insns, 5, NULL), link;
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info), ids[4] = { 0 }, zero = 0;
	__u64 value = 0;

	YES(map >= 0 && fd >= 0);
	info.nr_map_ids = 4;
	info.map_ids = (__u64)(uintptr_t)ids;
	IS(bpf_prog_get_info_by_fd(fd, &info, &len), 0);
	IS(info.type, BPF_PROG_TYPE_RAW_TRACEPOINT);
	YES(strcmp(info.name, "bare") == 0);
	IS(info.nr_map_ids, 1);
	IS(info.map_ids, (__u64)(uintptr_t)ids);
	YES(ids[0] != 0);
	link = bpf_raw_tracepoint_open("sys_enter", fd);
	YES(link >= 0);
	for (int i = 0; i < 1000 && !value; i++) {
		usleep(1000);
		IS(bpf_map_lookup_elem(map, &zero, &value), 0);
	}
	IS(value, 4711);
	IS(close(link), 0);
	FAILS(bpf_raw_tracepoint_open("no_such_tracepoint", fd), ENOENT);
	close(fd);
	close(map);
}

static void info_of_link(void)
{
	char name[32] = { 0 };
	struct bpf_link_info info;
	__u32 len = sizeof(info);
	int fd = load(BPF_PROG_TYPE_RAW_TRACEPOINT, returns_7, 2, NULL);
	int link = bpf_raw_tracepoint_open("sys_enter", fd), again;

	memset(&info, 0, sizeof(info));
	info.raw_tracepoint.tp_name = (__u64)(uintptr_t)name;
	info.raw_tracepoint.tp_name_len = sizeof(name);
	IS(bpf_link_get_info_by_fd(link, &info, &len), 0);
	IS(info.type, BPF_LINK_TYPE_RAW_TRACEPOINT);
	YES(strcmp(name, "sys_enter") == 0);
	IS(info.raw_tracepoint.tp_name, (__u64)(uintptr_t)name);
	again = bpf_link_get_fd_by_id(info.id);
	YES(again >= 0 && again != link);
	close(again);
	FAILS(bpf_link_detach(link), EOPNOTSUPP);
	close(link);
	close(fd);
}

static void links_on_devices(void)
{
	int fd = load(BPF_PROG_TYPE_XDP, returns_7, 2, NULL), link;
	struct bpf_link_info info;
	__u32 len = sizeof(info);

	link = bpf_link_create(fd, 1, BPF_XDP, NULL);
	YES(link >= 0);
	memset(&info, 0, sizeof(info));
	IS(bpf_link_get_info_by_fd(link, &info, &len), 0);
	IS(info.xdp.ifindex, 1);
	IS(bpf_link_detach(link), 0);
	close(link);
	FAILS(bpf_link_create(fd, 0, BPF_XDP, NULL), EINVAL);
	close(fd);
}

/* By calls that give no link. */
static void kept_on_device(void)
{
	int fd = load(BPF_PROG_TYPE_XDP, returns_7, 2, NULL);
	int other = load(BPF_PROG_TYPE_XDP, returns_1, 2, NULL);
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info), id = 0;
	LIBBPF_OPTS(bpf_xdp_query_opts, query);

	IS(bpf_xdp_attach(1, fd, 0, NULL), 0);
	IS(bpf_prog_get_info_by_fd(fd, &info, &len), 0);
	IS(bpf_xdp_query(1, 0, &query), 0);
	IS(query.prog_id, info.id);
	IS(bpf_xdp_attach(1, other, 0, NULL), 0);
	IS(bpf_xdp_query_id(1, 0, &id), 0);
	YES(id && id != info.id);
	IS(bpf_xdp_detach(1, 0, NULL), 0);
	IS(bpf_xdp_query_id(1, 0, &id), 0);
	IS(id, 0);
	close(fd);
	close(other);
}

static void ids(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_HASH, "bare_ids", 4, 12, 5, NULL), again;
	struct bpf_map_info info = { 0 };
	__u32 len = sizeof(info), id = 0, seen = 0, key = 1, value[3] = { 1, 2, 3 }, got[3] = { 0 };

	IS(bpf_map_get_info_by_fd(map, &info, &len), 0);
	while (!bpf_map_get_next_id(id, &id))
		seen += id == info.id;
	IS(errno, ENOENT);
	IS(seen, 1);
	again = bpf_map_get_fd_by_id(info.id);
	YES(again >= 0);
	IS(bpf_map_update_elem(map, &key, value, BPF_ANY), 0);
	IS(bpf_map_lookup_elem(again, &key, got), 0);
	IS(got[2], 3);
	close(again);
	FAILS(bpf_map_get_fd_by_id(0x7fffffff), ENOENT);
	IS(bpf_map_freeze(map), 0);
	FAILS(bpf_map_update_elem(map, &key, value, BPF_ANY), EPERM);
	close(map);
	FAILS(bpf_obj_get_info_by_fd(map, &info, &len), EBADF);
	FAILS(bpf_obj_get_info_by_fd(0, &info, &len), EBADF);
}

static void probes(void)
{
	IS(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, NULL), 1);
	IS(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_STRUCT_OPS, NULL), 1);
	IS(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL), 1);
	IS(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_SK_STORAGE, NULL), 1);
	IS(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_HASH_OF_MAPS, NULL), 1);
	IS(libbpf_probe_bpf_helper(BPF_PROG_TYPE_KPROBE, BPF_FUNC_ktime_get_ns, NULL), 1);
	IS(libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_probe_write_user, NULL), 0);
}

static void raw_call(void)
{
	union bpf_attr attr = { 0 };

	attr.start_id = 0;
	IS(syscall(__NR_bpf, BPF_BTF_GET_NEXT_ID, &attr, sizeof(attr)), 0);
	YES(attr.next_id > 0);
	errno = 0;
	IS(syscall(__NR_bpf, BPF_PROG_ATTACH, &attr, sizeof(attr)), -1);
	IS(errno, EOPNOTSUPP);
	IS(syscall(__NR_bpf, 4000, &attr, sizeof(attr)), -1);
}

/* ---- BTF */

static void types_by_name(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	__s32 id;

	YES(btf != NULL);
	id = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);
	YES(id > 0);
	IS(btf__find_by_name(btf, "no_such_type_at_all"), -ENOENT);
	IS(btf__find_by_name_kind(btf, "task_struct", BTF_KIND_ENUM), -ENOENT);
	YES(libbpf_find_vmlinux_btf_id("sys_enter", BPF_TRACE_RAW_TP) > 0);
	YES(libbpf_find_vmlinux_btf_id("vfs_read", BPF_TRACE_FENTRY) > 0);
	FAILS(libbpf_find_vmlinux_btf_id("no_such_function", BPF_TRACE_FENTRY), ENOENT);
	/* Still small: the question went to the host. */
	YES(__builtin_wasm_memory_size(0) < 64);
	IS(btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT), id);
	/* Now it is walked. */
	const struct btf_type *t = btf__type_by_id(btf, (__u32)id);

	YES(t && strcmp(btf__name_by_offset(btf, t->name_off), "task_struct") == 0);
	IS(btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT), id);
	YES(btf__resolve_size(btf, (__u32)id) > 1000);
	YES(btf__type_cnt(btf) > 10000);
	YES(__builtin_wasm_memory_size(0) > 64);
	btf__free(btf);
	btf = btf__load_vmlinux_btf();
	YES(btf__load_module_btf("no_such_module", btf) == NULL);
	IS(errno, ENOENT);
	YES(btf__load_module_btf("../vmlinux", btf) == NULL);
	btf__free(btf);
	btf__free(NULL);
}

static char dumped[512];

static void dump_text(void *ctx, const char *format, va_list args)
{
	size_t len = strlen(dumped);

	(void)ctx;
	vsnprintf(dumped + len, sizeof(dumped) - len, format, args);
}

static void making_types(void)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	int record = btf__add_struct(btf, "record", 8);
	struct {
		int a, b;
	} data = { 5, -6 };
	struct btf_dump *dump;
	LIBBPF_OPTS(btf_dump_type_data_opts, opts, .compact = true);

	IS(btf__add_field(btf, "a", number, 0, 0), 0);
	IS(btf__add_field(btf, "b", number, 32, 0), 0);
	YES(btf__add_str(btf, "pooled") > 0);
	dump = btf_dump__new(btf, dump_text, NULL, NULL);
	YES(dump != NULL);
	IS(btf_dump__dump_type(dump, (__u32)record), 0);
	YES(strstr(dumped, "struct record {\n\tint a;\n\tint b;\n};") != NULL);
	dumped[0] = '\0';
	YES(btf_dump__dump_type_data(dump, (__u32)record, &data, sizeof(data), &opts) > 0);
	YES(strstr(dumped, ".b = (int)-6") != NULL);
	btf_dump__free(dump);
	IS(btf__load_into_kernel(btf), 0);
	YES(btf__fd(btf) >= 0);
	struct bpf_btf_info info = { 0 };
	__u32 len = sizeof(info);

	IS(bpf_btf_get_info_by_fd(btf__fd(btf), &info, &len), 0);
	YES(info.id > 0 && info.btf_size > 0);
	struct btf *copy = btf__load_from_kernel_by_id(info.id);

	YES(copy != NULL);
	IS(btf__type_cnt(copy), btf__type_cnt(btf));
	btf__free(copy);
	btf__free(btf);
}

/* argv[1]: a cgroup beneath a granted directory. */
static void cgroups(const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY);
	int fd = load(BPF_PROG_TYPE_CGROUP_SKB, returns_1, 2,
		      &(struct bpf_prog_load_opts){
			      .sz = sizeof(struct bpf_prog_load_opts),
			      .expected_attach_type = BPF_CGROUP_INET_EGRESS });
	__u32 prog_ids[4] = { 0 }, cnt = 4, flags = 0;
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);
	int link;

	YES(dir >= 0);
	link = bpf_link_create(fd, dir, BPF_CGROUP_INET_EGRESS, NULL);
	YES(link >= 0);
	IS(bpf_prog_query(dir, BPF_CGROUP_INET_EGRESS, 0, &flags, prog_ids, &cnt), 0);
	IS(cnt, 1);
	IS(bpf_prog_get_info_by_fd(fd, &info, &len), 0);
	IS(prog_ids[0], info.id);
	close(link);
	cnt = 4;
	IS(bpf_prog_query(dir, BPF_CGROUP_INET_EGRESS, 0, &flags, prog_ids, &cnt), 0);
	IS(cnt, 0);
	IS(bpf_prog_attach(fd, dir, BPF_CGROUP_INET_EGRESS, 0), 0);
	cnt = 4;
	IS(bpf_prog_query(dir, BPF_CGROUP_INET_EGRESS, 0, &flags, prog_ids, &cnt), 0);
	IS(cnt, 1);
	IS(bpf_prog_detach2(fd, dir, BPF_CGROUP_INET_EGRESS), 0);
	FAILS(bpf_link_create(fd, 1, BPF_CGROUP_INET_EGRESS, NULL), EBADF);
	close(fd);
	close(dir);
}

static void statistics(void)
{
	int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);

	YES(fd >= 0);
	IS(close(fd), 0);
}

int main(int argc, char **argv)
{
	libbpf_set_print(NULL);
	types_by_name();
	loading();
	test_runs();
	with_map();
	info_of_link();
	links_on_devices();
	kept_on_device();
	ids();
	probes();
	raw_call();
	making_types();
	statistics();
	if (argc > 1)
		cgroups(argv[1]);
	return check_end();
}
