/* SPDX-License-Identifier: MIT */
/*
 * BPF_OBJ_GET_INFO_BY_FD: the info structs hold addresses of buffers. Only what this table names of
 * the guest's struct reaches the kernel; all that the kernel writes goes back.
 */
#include <errno.h>
#include <string.h>

#include "host/bpf_call.h"
#include "host/room.h"

enum { INFO_MAX = 4096 };

#define BUFFER(type, member, count, size)                       \
	{ #member, HOST_BPF_OUT, offsetof(struct type, member), \
	  .cnt_at = offsetof(struct type, count), .each = (size) }
#define RECORDS(type, member, count, size)                      \
	{ #member, HOST_BPF_OUT, offsetof(struct type, member), \
	  .cnt_at = offsetof(struct type, count), .each_at = offsetof(struct type, size) }
#define FIELDS(array) { array, sizeof(array) / sizeof((array)[0]) }

static const struct host_bpf_field prog_fields[] = {
	BUFFER(bpf_prog_info, jited_prog_insns, jited_prog_len, 1),
	BUFFER(bpf_prog_info, xlated_prog_insns, xlated_prog_len, 1),
	BUFFER(bpf_prog_info, map_ids, nr_map_ids, sizeof(__u32)),
	BUFFER(bpf_prog_info, jited_ksyms, nr_jited_ksyms, sizeof(__u64)),
	BUFFER(bpf_prog_info, jited_func_lens, nr_jited_func_lens, sizeof(__u32)),
	RECORDS(bpf_prog_info, func_info, nr_func_info, func_info_rec_size),
	RECORDS(bpf_prog_info, line_info, nr_line_info, line_info_rec_size),
	RECORDS(bpf_prog_info, jited_line_info, nr_jited_line_info, jited_line_info_rec_size),
	BUFFER(bpf_prog_info, prog_tags, nr_prog_tags, BPF_TAG_SIZE),
};

static const struct host_bpf_field map_fields[] = {
	BUFFER(bpf_map_info, hash, hash_size, 1),
};

static const struct host_bpf_field btf_fields[] = {
	BUFFER(bpf_btf_info, btf, btf_size, 1),
	BUFFER(bpf_btf_info, name, name_len, 1),
};

static const struct host_bpf_field raw_tp_fields[] = {
	BUFFER(bpf_link_info, raw_tracepoint.tp_name, raw_tracepoint.tp_name_len, 1),
};

static const struct host_bpf_field iter_fields[] = {
	BUFFER(bpf_link_info, iter.target_name, iter.target_name_len, 1),
};

static const struct host_bpf_field kprobe_fields[] = {
	BUFFER(bpf_link_info, kprobe_multi.addrs, kprobe_multi.count, sizeof(__u64)),
	BUFFER(bpf_link_info, kprobe_multi.cookies, kprobe_multi.count, sizeof(__u64)),
};

static const struct host_bpf_field uprobe_fields[] = {
	BUFFER(bpf_link_info, uprobe_multi.path, uprobe_multi.path_size, 1),
	BUFFER(bpf_link_info, uprobe_multi.offsets, uprobe_multi.count, sizeof(__u64)),
	BUFFER(bpf_link_info, uprobe_multi.ref_ctr_offsets, uprobe_multi.count, sizeof(__u64)),
	BUFFER(bpf_link_info, uprobe_multi.cookies, uprobe_multi.count, sizeof(__u64)),
};

/* uprobe, kprobe and tracepoint have the name in the same place. */
static const struct host_bpf_field perf_fields[] = {
	BUFFER(bpf_link_info, perf_event.kprobe.func_name, perf_event.kprobe.name_len, 1),
};

static int kernel_info(struct host_bpf_call *c, void *info, uint32_t len)
{
	int ret;

	c->attr.info.info = (uint64_t)(uintptr_t)info;
	c->attr.info.info_len = len;
	ret = host_bpf_kernel(c);
	c->attr.info.info = c->given.info.info;
	return ret;
}

/* The union's meaning is the link's secret until one has asked. */
static int link_fields(struct host_bpf_call *c, struct host_bpf_fields *fields)
{
	struct bpf_link_info info = { 0 };
	int ret = kernel_info(c, &info, sizeof(info));

	switch (ret ? 0 : info.type) {
	case BPF_LINK_TYPE_RAW_TRACEPOINT:
		*fields = (struct host_bpf_fields)FIELDS(raw_tp_fields);
		break;
	case BPF_LINK_TYPE_ITER:
		*fields = (struct host_bpf_fields)FIELDS(iter_fields);
		break;
	case BPF_LINK_TYPE_KPROBE_MULTI:
		*fields = (struct host_bpf_fields)FIELDS(kprobe_fields);
		break;
	case BPF_LINK_TYPE_UPROBE_MULTI:
		*fields = (struct host_bpf_fields)FIELDS(uprobe_fields);
		break;
	case BPF_LINK_TYPE_PERF_EVENT:
		if (info.perf_event.type >= BPF_PERF_EVENT_UPROBE &&
		    info.perf_event.type <= BPF_PERF_EVENT_TRACEPOINT)
			*fields = (struct host_bpf_fields)FIELDS(perf_fields);
		break;
	default:
		break;
	}
	return ret;
}

static int fields_of(struct host_bpf_call *c, struct host_bpf_fields *fields)
{
	switch (kern_fd_kind((int)c->attr.info.bpf_fd)) {
	case KERN_FD_MAP:
		*fields = (struct host_bpf_fields)FIELDS(map_fields);
		return 0;
	case KERN_FD_PROGRAM:
		*fields = (struct host_bpf_fields)FIELDS(prog_fields);
		return 0;
	case KERN_FD_BTF:
		*fields = (struct host_bpf_fields)FIELDS(btf_fields);
		return 0;
	case KERN_FD_LINK:
		return link_fields(c, fields);
	default:
		return wbpf_arg_fail(c->g, -EINVAL, "bpf get_info: handle %u is of no BPF object",
				     c->given.info.bpf_fd);
	}
}

/* What the kernel is told of one buffer. A struct that ends within the address would leave half of a
 * host's there. */
static int give_buffer(struct host_bpf_call *c, const struct host_bpf_field *row,
		       const uint8_t *from, uint32_t len, uint8_t *to)
{
	if (row->at < len && row->at + sizeof(uint64_t) > len)
		return wbpf_arg_fail(c->g, -EINVAL, "bpf get_info: info_len %u ends within %s", len,
				     row->name);
	memcpy(to + row->at, from + row->at, sizeof(uint64_t));
	memcpy(to + row->cnt_at, from + row->cnt_at, sizeof(uint32_t));
	if (!row->each)
		memcpy(to + row->each_at, from + row->each_at, sizeof(uint32_t));
	return host_bpf_translate(c, row, to);
}

/* The guest's address again. But where the kernel made it 0 it says: you may not see this. */
static void take_back(const struct host_bpf_field *row, const uint8_t *from, uint8_t *to)
{
	static const uint8_t zero[sizeof(uint64_t)];
	bool asked = memcmp(from + row->cnt_at, zero, sizeof(uint32_t)) != 0;

	if (!asked || memcmp(to + row->at, zero, sizeof(zero)) != 0)
		memcpy(to + row->at, from + row->at, sizeof(uint64_t));
}

static int ask(struct host_bpf_call *c, const struct host_bpf_fields *fields, void *view,
	       uint32_t len)
{
	uint8_t *from = host_bpf_alloc(c, INFO_MAX), *to = host_bpf_alloc(c, INFO_MAX);
	int ret = from && to ? 0 : -ENOMEM;

	if (ret)
		return ret;
	memcpy(from, view, len);
	for (uint32_t i = 0; !ret && i < fields->cnt; i++)
		ret = give_buffer(c, &fields->rows[i], from, len, to);
	if (!ret)
		ret = kernel_info(c, to, len);
	if (ret)
		return ret;
	for (uint32_t i = 0; i < fields->cnt; i++)
		take_back(&fields->rows[i], from, to);
	memcpy(view, to, c->attr.info.info_len < len ? c->attr.info.info_len : len);
	return 0;
}

int host_bpf_info(struct host_bpf_call *c)
{
	uint32_t len = c->given.info.info_len;
	struct host_bpf_fields fields = { 0 };
	void *view;
	int ret;

	if (c->given.info.info > UINT32_MAX || len > INFO_MAX)
		return wbpf_arg_fail(c->g, len > INFO_MAX ? -E2BIG : -EFAULT,
				     "bpf get_info: info of %u bytes", len);
	ret = wbpf_arg_view(c->g, WBPF_GADDR(c->given.info.info), len, "info", &view);
	if (!ret)
		ret = fields_of(c, &fields);
	c->attr.info.info_len = len;
	return ret || !len ? ret : ask(c, &fields, view, len);
}
