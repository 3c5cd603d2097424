/* SPDX-License-Identifier: MIT */
/*
 * The commands of bpf(2) that a guest may make. Elements of maps have calls of their own (v2_map_elem.c
 * knows the sizes); attaching without a link is left out because it would outlive the guest, tokens
 * because a guest has no bpffs of its own.
 */
#include <errno.h>

#include "host/bpf_call.h"

#define AT(member)  offsetof(union bpf_attr, member)
#define LEN(member) sizeof(((union bpf_attr *)0)->member)

#define FIELD(member, what)	.name = #member, .kind = (what), .at = AT(member)
#define PLAIN(member)		{ FIELD(member, HOST_BPF_PLAIN), .len = LEN(member) }
#define HANDLE(member)		{ FIELD(member, HOST_BPF_HANDLE) }
#define OPT_HANDLE(member)	{ FIELD(member, HOST_BPF_OPT_HANDLE) }
#define STR(member)		{ FIELD(member, HOST_BPF_STR) }
#define IN(member, count, size) { FIELD(member, HOST_BPF_IN), .cnt_at = AT(count), .each = (size) }
#define IN_RECORDS(member, count, size) \
	{ FIELD(member, HOST_BPF_IN), .cnt_at = AT(count), .each_at = AT(size) }
#define OUT(member, count, size) \
	{ FIELD(member, HOST_BPF_OUT), .cnt_at = AT(count), .each = (size) }

#define FIELDS(array) { array, sizeof(array) / sizeof((array)[0]) }

static const struct host_bpf_field map_create[] = {
	PLAIN(map_type),
	PLAIN(key_size),
	PLAIN(value_size),
	PLAIN(max_entries),
	PLAIN(map_flags),
	OPT_HANDLE(inner_map_fd),
	PLAIN(numa_node),
	PLAIN(map_name),
	PLAIN(map_ifindex),
	OPT_HANDLE(btf_fd),
	PLAIN(btf_key_type_id),
	PLAIN(btf_value_type_id),
	PLAIN(btf_vmlinux_value_type_id),
	PLAIN(map_extra),
	OPT_HANDLE(value_type_btf_obj_fd),
	IN(excl_prog_hash, excl_prog_hash_size, 1),
	PLAIN(excl_prog_hash_size),
};

/* insns and fd_array hold handles themselves: bpf_load.c. */
static const struct host_bpf_field prog_load[] = {
	PLAIN(prog_type),
	PLAIN(insn_cnt),
	IN(insns, insn_cnt, sizeof(struct bpf_insn)),
	STR(license),
	PLAIN(log_level),
	PLAIN(log_size),
	OUT(log_buf, log_size, 1),
	PLAIN(kern_version),
	PLAIN(prog_flags),
	PLAIN(prog_name),
	PLAIN(prog_ifindex),
	PLAIN(expected_attach_type),
	OPT_HANDLE(prog_btf_fd),
	PLAIN(func_info_rec_size),
	IN_RECORDS(func_info, func_info_cnt, func_info_rec_size),
	PLAIN(func_info_cnt),
	PLAIN(line_info_rec_size),
	IN_RECORDS(line_info, line_info_cnt, line_info_rec_size),
	PLAIN(line_info_cnt),
	PLAIN(attach_btf_id),
	OPT_HANDLE(attach_prog_fd),
	PLAIN(core_relo_cnt),
	PLAIN(fd_array),
	IN_RECORDS(core_relos, core_relo_cnt, core_relo_rec_size),
	PLAIN(core_relo_rec_size),
	PLAIN(log_true_size),
	PLAIN(fd_array_cnt),
	IN(signature, signature_size, 1),
	PLAIN(signature_size),
	PLAIN(keyring_id),
};

static const struct host_bpf_field obj_pin[] = {
	STR(pathname),
	HANDLE(bpf_fd),
};

static const struct host_bpf_field obj_get[] = {
	STR(pathname),
	PLAIN(file_flags),
};

static const struct host_bpf_field test_run[] = {
	HANDLE(test.prog_fd),
	PLAIN(test.retval),
	PLAIN(test.data_size_in),
	PLAIN(test.data_size_out),
	IN(test.data_in, test.data_size_in, 1),
	OUT(test.data_out, test.data_size_out, 1),
	PLAIN(test.repeat),
	PLAIN(test.duration),
	PLAIN(test.ctx_size_in),
	PLAIN(test.ctx_size_out),
	IN(test.ctx_in, test.ctx_size_in, 1),
	OUT(test.ctx_out, test.ctx_size_out, 1),
	PLAIN(test.flags),
	PLAIN(test.cpu),
	PLAIN(test.batch_size),
};

static const struct host_bpf_field next_id[] = {
	PLAIN(start_id),
	PLAIN(next_id),
	PLAIN(open_flags),
};

static const struct host_bpf_field fd_by_id[] = {
	PLAIN(start_id),
	PLAIN(open_flags),
};

/* What info points to is for bpf_info.c. */
static const struct host_bpf_field get_info[] = {
	HANDLE(info.bpf_fd),
	PLAIN(info.info_len),
	PLAIN(info.info),
};

static const struct host_bpf_field prog_query[] = {
	PLAIN(query.attach_type),
	PLAIN(query.query_flags),
	PLAIN(query.attach_flags),
	OUT(query.prog_ids, query.prog_cnt, sizeof(__u32)),
	PLAIN(query.prog_cnt),
	OUT(query.prog_attach_flags, query.prog_cnt, sizeof(__u32)),
	OUT(query.link_ids, query.prog_cnt, sizeof(__u32)),
	OUT(query.link_attach_flags, query.prog_cnt, sizeof(__u32)),
	PLAIN(query.revision),
};

static const struct host_bpf_field raw_tracepoint[] = {
	STR(raw_tracepoint.name),
	HANDLE(raw_tracepoint.prog_fd),
	PLAIN(raw_tracepoint.cookie),
};

static const struct host_bpf_field btf_load[] = {
	IN(btf, btf_size, 1), OUT(btf_log_buf, btf_log_size, 1),
	PLAIN(btf_size),      PLAIN(btf_log_size),
	PLAIN(btf_log_level), PLAIN(btf_log_true_size),
	PLAIN(btf_flags),
};

static const struct host_bpf_field map_only[] = { HANDLE(map_fd) };

static const struct host_bpf_field link_create[] = {
	HANDLE(link_create.prog_fd),
	PLAIN(link_create.attach_type),
	PLAIN(link_create.flags),
};

static const struct host_bpf_field link_update[] = {
	HANDLE(link_update.link_fd),
	HANDLE(link_update.new_prog_fd),
	PLAIN(link_update.flags),
	OPT_HANDLE(link_update.old_prog_fd),
};

static const struct host_bpf_field enable_stats[] = { PLAIN(enable_stats.type) };
static const struct host_bpf_field link_detach[] = { HANDLE(link_detach.link_fd) };

static const struct host_bpf_field iter_create[] = {
	HANDLE(iter_create.link_fd),
	PLAIN(iter_create.flags),
};

static const struct host_bpf_field bind_map[] = {
	HANDLE(prog_bind_map.prog_fd),
	HANDLE(prog_bind_map.map_fd),
	PLAIN(prog_bind_map.flags),
};

static const struct host_bpf_field stream_read[] = {
	OUT(prog_stream_read.stream_buf, prog_stream_read.stream_buf_len, 1),
	PLAIN(prog_stream_read.stream_buf_len),
	PLAIN(prog_stream_read.stream_id),
	HANDLE(prog_stream_read.prog_fd),
};

static const struct host_bpf_field struct_ops[] = {
	HANDLE(prog_assoc_struct_ops.map_fd),
	HANDLE(prog_assoc_struct_ops.prog_fd),
	PLAIN(prog_assoc_struct_ops.flags),
};

/* ---- fields by attach type */

static bool is_on_device(uint32_t type)
{
	return type == BPF_XDP || type == BPF_TCX_INGRESS || type == BPF_TCX_EGRESS ||
	       type == BPF_NETKIT_PRIMARY || type == BPF_NETKIT_PEER;
}

static int query_target(struct host_bpf_call *c, struct host_bpf_fields *fields)
{
	static const struct host_bpf_field device[] = { PLAIN(query.target_ifindex) };
	static const struct host_bpf_field handle[] = { HANDLE(query.target_fd) };

	if (is_on_device(c->given.query.attach_type))
		*fields = (struct host_bpf_fields)FIELDS(device);
	else
		*fields = (struct host_bpf_fields)FIELDS(handle);
	return 0;
}

static const struct host_bpf_field on_device[] = {
	PLAIN(link_create.target_ifindex),
	OPT_HANDLE(link_create.tcx.relative_fd),
	PLAIN(link_create.tcx.expected_revision),
};
static const struct host_bpf_field on_device_by_id[] = {
	PLAIN(link_create.target_ifindex),
	PLAIN(link_create.tcx.relative_id),
	PLAIN(link_create.tcx.expected_revision),
};
static const struct host_bpf_field on_handle[] = {
	HANDLE(link_create.target_fd),
	OPT_HANDLE(link_create.cgroup.relative_fd),
	PLAIN(link_create.cgroup.expected_revision),
};
static const struct host_bpf_field on_handle_by_id[] = {
	HANDLE(link_create.target_fd),
	PLAIN(link_create.cgroup.relative_id),
	PLAIN(link_create.cgroup.expected_revision),
};
static const struct host_bpf_field on_event[] = {
	HANDLE(link_create.target_fd),
	PLAIN(link_create.perf_event.bpf_cookie),
};
static const struct host_bpf_field on_function[] = {
	OPT_HANDLE(link_create.target_fd),
	PLAIN(link_create.tracing.target_btf_id),
	PLAIN(link_create.tracing.cookie),
};
static const struct host_bpf_field on_netfilter[] = {
	PLAIN(link_create.netfilter.pf),
	PLAIN(link_create.netfilter.hooknum),
	PLAIN(link_create.netfilter.priority),
	PLAIN(link_create.netfilter.flags),
};

/* Not the options of iterators and multi probes: those have fds and lists of strings in them.
 * program_attach() has all of it. */
static int link_options(struct host_bpf_call *c, struct host_bpf_fields *fields)
{
	bool by_id = c->given.link_create.flags & BPF_F_ID;
	uint32_t type = c->given.link_create.attach_type;

	switch (type) {
	case BPF_PERF_EVENT:
		*fields = (struct host_bpf_fields)FIELDS(on_event);
		return 0;
	case BPF_NETFILTER:
		*fields = (struct host_bpf_fields)FIELDS(on_netfilter);
		return 0;
	case BPF_TRACE_RAW_TP:
	case BPF_TRACE_FENTRY:
	case BPF_TRACE_FEXIT:
	case BPF_TRACE_FSESSION:
	case BPF_MODIFY_RETURN:
	case BPF_LSM_MAC:
		*fields = (struct host_bpf_fields)FIELDS(on_function);
		return 0;
	case BPF_TRACE_ITER:
	case BPF_STRUCT_OPS:
		return 0;
	case BPF_TRACE_KPROBE_MULTI:
	case BPF_TRACE_KPROBE_SESSION:
	case BPF_TRACE_UPROBE_MULTI:
	case BPF_TRACE_UPROBE_SESSION:
		return wbpf_arg_fail(c->g, -EOPNOTSUPP,
				     "bpf link_create: multi probes are for program_attach()");
	default:
		break;
	}
	/* The next type may put an address where others have numbers. */
	if (type >= __MAX_BPF_ATTACH_TYPE)
		return wbpf_arg_fail(c->g, -EOPNOTSUPP,
				     "bpf link_create: attach type %u is unknown", type);
	if (is_on_device(type))
		*fields = by_id ? (struct host_bpf_fields)FIELDS(on_device_by_id) :
				  (struct host_bpf_fields)FIELDS(on_device);
	else
		*fields = by_id ? (struct host_bpf_fields)FIELDS(on_handle_by_id) :
				  (struct host_bpf_fields)FIELDS(on_handle);
	return 0;
}

/* Between two calls a guest can be stopped; it has to ask for more by itself. */
int host_bpf_test(struct host_bpf_call *c)
{
	enum { RUNS_AT_ONCE = 1024 };

	if (c->attr.test.repeat > RUNS_AT_ONCE)
		return wbpf_arg_fail(c->g, -E2BIG, "bpf test_run: %u runs, more than %d at once",
				     c->attr.test.repeat, RUNS_AT_ONCE);
	return host_bpf_kernel(c);
}

#define ROW(number, text, array, ...) \
	{ .cmd = (number), .name = (text), .fields = FIELDS(array), __VA_ARGS__ }

static const struct host_bpf_row rows[] = {
	ROW(BPF_MAP_CREATE, "map_create", map_create, .result = HOST_BPF_MAP),
	ROW(BPF_PROG_LOAD, "prog_load", prog_load, .run = host_bpf_load, .result = HOST_BPF_FD),
	ROW(BPF_OBJ_PIN, "obj_pin", obj_pin),
	ROW(BPF_OBJ_GET, "obj_get", obj_get, .result = HOST_BPF_ANY),
	ROW(BPF_PROG_TEST_RUN, "test_run", test_run, .run = host_bpf_test),
	ROW(BPF_PROG_GET_NEXT_ID, "prog_get_next_id", next_id),
	ROW(BPF_MAP_GET_NEXT_ID, "map_get_next_id", next_id),
	ROW(BPF_BTF_GET_NEXT_ID, "btf_get_next_id", next_id),
	ROW(BPF_LINK_GET_NEXT_ID, "link_get_next_id", next_id),
	ROW(BPF_PROG_GET_FD_BY_ID, "prog_get_fd_by_id", fd_by_id, .result = HOST_BPF_FD),
	ROW(BPF_MAP_GET_FD_BY_ID, "map_get_fd_by_id", fd_by_id, .result = HOST_BPF_MAP),
	ROW(BPF_BTF_GET_FD_BY_ID, "btf_get_fd_by_id", fd_by_id, .result = HOST_BPF_FD),
	ROW(BPF_LINK_GET_FD_BY_ID, "link_get_fd_by_id", fd_by_id, .result = HOST_BPF_FD),
	ROW(BPF_OBJ_GET_INFO_BY_FD, "get_info", get_info, .run = host_bpf_info),
	ROW(BPF_PROG_QUERY, "prog_query", prog_query, .more = query_target),
	ROW(BPF_RAW_TRACEPOINT_OPEN, "raw_tracepoint_open", raw_tracepoint, .result = HOST_BPF_FD),
	ROW(BPF_BTF_LOAD, "btf_load", btf_load, .result = HOST_BPF_FD),
	ROW(BPF_MAP_FREEZE, "map_freeze", map_only),
	ROW(BPF_LINK_CREATE, "link_create", link_create, .more = link_options,
	    .result = HOST_BPF_FD),
	ROW(BPF_LINK_UPDATE, "link_update", link_update),
	ROW(BPF_ENABLE_STATS, "enable_stats", enable_stats, .result = HOST_BPF_FD),
	ROW(BPF_ITER_CREATE, "iter_create", iter_create, .result = HOST_BPF_FD),
	ROW(BPF_LINK_DETACH, "link_detach", link_detach),
	ROW(BPF_PROG_BIND_MAP, "prog_bind_map", bind_map),
	ROW(BPF_PROG_STREAM_READ_BY_FD, "prog_stream_read", stream_read),
	ROW(BPF_PROG_ASSOC_STRUCT_OPS, "prog_assoc_struct_ops", struct_ops),
};

const struct host_bpf_row *host_bpf_find(uint32_t cmd)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].cmd == cmd)
			return &rows[i];
	}
	return NULL;
}
