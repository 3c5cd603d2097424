/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/bpf_call.h"
#include "host/dir.h"
#include "host/room.h"

enum { ATTR_MAX = 4096 };

/* ---- what a row of the table does */

static uint32_t u32_at(const void *bytes, uint32_t at)
{
	uint32_t value;

	memcpy(&value, (const char *)bytes + at, sizeof(value));
	return value;
}

static uint64_t u64_at(const void *bytes, uint32_t at)
{
	uint64_t value;

	memcpy(&value, (const char *)bytes + at, sizeof(value));
	return value;
}

static void set_ptr(void *bytes, uint32_t at, const void *ptr)
{
	uint64_t value = (uint64_t)(uintptr_t)ptr;

	memcpy((char *)bytes + at, &value, sizeof(value));
}

int host_bpf_fd(struct wbpf_guest *g, wbpf_handle h)
{
	int fd;

	switch (wbpf_handle_type_of(&g->handles, h)) {
	case WBPF_H_MAP:
		fd = kern_map_fd(host_map(g, h));
		break;
	case WBPF_H_PROGRAM:
		fd = kern_program_fd(host_program(g, h));
		break;
	case WBPF_H_LINK:
		fd = kern_link_fd(host_link(g, h));
		break;
	default:
		return wbpf_arg_fd(g, h);
	}
	return fd >= 0 ? fd : wbpf_arg_fail(g, fd, "handle %d: the kernel does not hold it", h);
}

void *host_bpf_alloc(struct host_bpf_call *c, size_t size)
{
	void *mem = c->own_cnt < HOST_BPF_OWN_MAX ? calloc(1, size ? size : 1) : NULL;

	if (!mem)
		wbpf_fail_errno(&c->g->last_error, WBPF_STAGE_INTERNAL, -ENOMEM, "bpf %s",
				c->row->name);
	else
		c->own[c->own_cnt++] = mem;
	return mem;
}

static int handle_field(struct host_bpf_call *c, const struct host_bpf_field *row, void *bytes)
{
	wbpf_handle h = (wbpf_handle)u32_at(bytes, row->at);
	int fd;

	if (!h && row->kind == HOST_BPF_OPT_HANDLE)
		return 0;
	fd = host_bpf_fd(c->g, h);
	if (fd < 0)
		return wbpf_wrap(&c->g->last_error, "bpf %s: %s", c->row->name, row->name);
	memcpy((char *)bytes + row->at, &fd, sizeof(fd));
	return 0;
}

static int string_field(struct host_bpf_call *c, const struct host_bpf_field *row, void *bytes,
			uint32_t addr)
{
	char *text = NULL;
	int ret = addr ? wbpf_arg_cstr(c->g, WBPF_GADDR(addr), row->name, &text) : 0;

	if (!ret && c->own_cnt == HOST_BPF_OWN_MAX) {
		free(text);
		return wbpf_arg_fail(c->g, -EINVAL, "bpf %s: too many strings", c->row->name);
	}
	if (!ret) {
		set_ptr(bytes, row->at, text);
		c->own[c->own_cnt++] = text;
	}
	return ret;
}

static int buffer_field(struct host_bpf_call *c, const struct host_bpf_field *row, void *bytes,
			uint32_t addr)
{
	uint32_t each = row->each ? row->each : u32_at(bytes, row->each_at);
	uint32_t cnt = u32_at(bytes, row->cnt_at);
	const void *in = NULL;
	void *out = NULL;
	int ret = 0;

	/* The kernel is given no place where there is no length. */
	if (addr && cnt && each && row->kind == HOST_BPF_OUT)
		ret = wbpf_arg_array(c->g, WBPF_GADDR(addr), cnt, each, row->name, &out);
	else if (addr && cnt && each)
		ret = wbpf_arg_peek_array(c->g, WBPF_GADDR(addr), cnt, each, row->name, &in);
	if (!ret)
		set_ptr(bytes, row->at, row->kind == HOST_BPF_OUT ? out : in);
	return ret;
}

int host_bpf_translate(struct host_bpf_call *c, const struct host_bpf_field *row, void *bytes)
{
	uint64_t addr;

	if (row->kind == HOST_BPF_PLAIN)
		return 0;
	if (row->kind == HOST_BPF_HANDLE || row->kind == HOST_BPF_OPT_HANDLE)
		return handle_field(c, row, bytes);
	addr = u64_at(bytes, row->at);
	if (addr > UINT32_MAX)
		return wbpf_arg_fail(c->g, -EFAULT, "bpf %s: %s: 0x%llx is no guest address",
				     c->row->name, row->name, (unsigned long long)addr);
	if (row->kind == HOST_BPF_STR)
		return string_field(c, row, bytes, (uint32_t)addr);
	return buffer_field(c, row, bytes, (uint32_t)addr);
}

static uint32_t field_len(const struct host_bpf_field *row)
{
	switch (row->kind) {
	case HOST_BPF_PLAIN:
		return row->len;
	case HOST_BPF_HANDLE:
	case HOST_BPF_OPT_HANDLE:
		return sizeof(uint32_t);
	default:
		return sizeof(uint64_t);
	}
}

static int translate_all(struct host_bpf_call *c, const struct host_bpf_fields *fields)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < fields->cnt; i++) {
		const struct host_bpf_field *row = &fields->rows[i];

		memset(c->known + row->at, 1, field_len(row));
		ret = host_bpf_translate(c, row, &c->attr);
	}
	return ret;
}

/* Everything that the kernel wrote, but none of the host's addresses and fds. */
static void restore_all(struct host_bpf_call *c)
{
	for (int part = 0; part < 2; part++) {
		for (uint32_t i = 0; i < c->used[part].cnt; i++) {
			const struct host_bpf_field *row = &c->used[part].rows[i];

			if (row->kind != HOST_BPF_PLAIN)
				memcpy((char *)&c->attr + row->at, (char *)&c->given + row->at,
				       field_len(row));
		}
	}
}

static int check_unknown(struct host_bpf_call *c)
{
	const uint8_t *bytes = (const uint8_t *)&c->given;

	for (uint32_t i = 0; i < sizeof(c->given); i++) {
		if (bytes[i] && !c->known[i])
			return wbpf_arg_fail(c->g, -EINVAL,
					     "bpf %s: what is at offset %u is not passed on",
					     c->row->name, i);
	}
	return 0;
}

/* ---- one call */

int host_bpf_kernel(struct host_bpf_call *c)
{
	return kern_bpf(c->row->cmd, c->row->name, &c->attr, sizeof(c->attr), &c->g->last_error);
}

static int read_attr(struct host_bpf_call *c, wbpf_gaddr addr, uint32_t size, void **view)
{
	const uint8_t *bytes;
	int ret;

	if (size > ATTR_MAX)
		return wbpf_arg_fail(c->g, -E2BIG, "bpf %s: attr of %u bytes", c->row->name, size);
	ret = wbpf_arg_view(c->g, addr, size, "attr", view);
	if (ret)
		return ret;
	bytes = *view;
	for (uint32_t i = sizeof(c->given); i < size; i++) {
		if (bytes[i])
			return wbpf_arg_fail(c->g, -E2BIG, "bpf %s: the host's attr has %zu bytes",
					     c->row->name, sizeof(c->given));
	}
	if (size)
		memcpy(&c->given, bytes, size < sizeof(c->given) ? size : sizeof(c->given));
	c->attr = c->given;
	return 0;
}

static int run(struct host_bpf_call *c)
{
	int ret;

	c->used[0] = c->row->fields;
	ret = c->row->more ? c->row->more(c, &c->used[1]) : 0;
	for (int part = 0; !ret && part < 2; part++)
		ret = translate_all(c, &c->used[part]);
	if (!ret)
		ret = check_unknown(c);
	if (ret)
		return ret;
	return c->row->run ? c->row->run(c) : host_bpf_kernel(c);
}

/* 0 to 2 look like "none" or like a stream of the process. */
static int lift(struct wbpf_guest *g, int fd)
{
	int higher;

	if (fd > 2)
		return fd;
	higher = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (higher < 0)
		higher = wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, -errno, "bpf");
	close(fd);
	return higher;
}

static int32_t result_handle(struct wbpf_guest *g, enum host_bpf_result kind, int fd)
{
	struct kern_map *map;
	int ret;

	fd = lift(g, fd);
	if (fd < 0)
		return fd;
	if (kind == HOST_BPF_FD || (kind == HOST_BPF_ANY && kern_fd_kind(fd) != KERN_FD_MAP))
		return wbpf_arg_put_fd(g, fd);
	ret = kern_map_adopt(fd, &map, &g->last_error);
	return ret ? ret : host_put_own_map(g, map);
}

int32_t wbpf2_bpf(struct wbpf_guest *g, uint32_t cmd, wbpf_gaddr addr, uint32_t size)
{
	struct host_bpf_call c = { .g = g, .row = host_bpf_find(cmd) };
	void *view;
	int ret;

	if (!c.row)
		return wbpf_arg_fail(g, -EOPNOTSUPP, "bpf command %u is not passed on", cmd);
	ret = read_attr(&c, addr, size, &view);
	if (ret)
		return ret;
	ret = run(&c);
	restore_all(&c);
	if (size)
		memcpy(view, &c.attr, size < sizeof(c.attr) ? size : sizeof(c.attr));
	while (c.own_cnt)
		free(c.own[--c.own_cnt]);
	return ret < 0 || c.row->result == HOST_BPF_NUMBER ? ret :
							     result_handle(g, c.row->result, ret);
}

int32_t wbpf2_grant_open(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len)
{
	WBPF_FREE char *text = NULL;
	int fd, ret = wbpf_arg_str(g, path, path_len, "path", &text);

	if (ret)
		return ret;
	fd = host_dir_open_path(g, text);
	if (fd == HOST_DIR_NONE)
		return wbpf_arg_fail(g, -EACCES, "'%s' is in no granted directory", text);
	return fd < 0 ? fd : wbpf_arg_put_fd(g, fd);
}

int32_t wbpf2_kernel_btf_find(struct wbpf_guest *g, wbpf_gaddr module, uint32_t module_len,
			      wbpf_gaddr name, uint32_t name_len, uint32_t kind)
{
	WBPF_FREE char *module_text = NULL, *text = NULL;
	int ret = wbpf_arg_opt_str(g, module.v, module_len, "module", &module_text);

	if (!ret)
		ret = wbpf_arg_str(g, name, name_len, "type name", &text);
	if (!ret && module_text && strchr(module_text, '/'))
		ret = wbpf_arg_fail(g, -EINVAL, "module '%s': a name, no path", module_text);
	return ret ? ret : kern_btf_find(module_text, text, kind, &g->last_error);
}
