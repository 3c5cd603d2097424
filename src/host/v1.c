/* SPDX-License-Identifier: MIT */
/* The published v1 calls; docs/ABI-v1.md. Objects, maps and links are handles; what belongs to an
 * object is a child of its handle and goes with it. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "guest/call.h"
#include "host/dir.h"
#include "host/host.h"
#include "host/room.h"
#include "host/v1.h"

enum { DETAIL_LINES_MAX = 40 };

/* The last lines tell why; a verifier log can have a hundred thousand. */
static const char *last_lines(const char *text)
{
	const char *at = text + strlen(text);

	for (int lines = 0; at > text; at--) {
		if (at[-1] == '\n' && at[0] && ++lines == DETAIL_LINES_MAX)
			return at;
	}
	return text;
}

/* v1 has no call that gives the words, so they go to the log. */
static void complain(const struct wbpf_guest *g)
{
	const char *line = g->last_error.detail ? last_lines(g->last_error.detail) : "";

	wbpf_logf(g->log, WBPF_LOG_ERROR, "host", "%s", g->last_error.message);
	while (*line) {
		size_t len = strcspn(line, "\n");

		wbpf_logf(g->log, WBPF_LOG_ERROR, "host", "  %.*s", (int)len, line);
		line += len + (line[len] == '\n');
	}
}

/* Objects travel as i64. */
static wbpf_handle object_handle(int64_t value)
{
	return value > 0 && value <= INT32_MAX ? (wbpf_handle)value : 0;
}

static int64_t load(struct wbpf_guest *g, wbpf_gaddr buf, uint32_t len)
{
	const struct kern_object_opts opts = { 0 };
	struct kern_object *obj;
	wbpf_handle h;
	const void *elf;
	int ret;

	if (len > WBPF_ARG_ELF_MAX)
		return wbpf_arg_fail(g, -E2BIG, "object: %u bytes, more than %d", len,
				     WBPF_ARG_ELF_MAX);
	ret = wbpf_arg_own(g, buf, len, "object", &elf);
	if (!ret)
		ret = kern_object_open(elf, len, &opts, &obj, &g->last_error);
	if (ret)
		return ret;
	h = host_put_object(g, obj);
	if (h < 0)
		return h;
	ret = kern_object_load(obj, &g->last_error);
	if (ret) {
		wbpf_handle_close(&g->handles, h);
		return ret;
	}
	host_note_loaded(g, obj);
	return h;
}

static enum wbpf_call v1_load(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	int64_t ret = load(g, WBPF_GADDR(a[0].u32), a[1].u32);

	if (ret < 0)
		complain(g);
	r->i64 = ret < 0 ? 0 : ret;
	return wbpf_call_end(g, "wasm_load_bpf_object", ret < 0 ? (int32_t)ret : 0);
}

static enum wbpf_call v1_close(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	wbpf_handle h = object_handle(a[0].i64);

	r->i32 = -EBADF;
	if (host_object(g, h)) {
		host_note_closed(g, h);
		r->i32 = wbpf_handle_close(&g->handles, h);
	}
	return wbpf_call_end(g, "wasm_close_bpf_object", r->i32);
}

static int attach(struct wbpf_guest *g, wbpf_handle h, const char *name,
		  const struct kern_attach_opts *opts)
{
	struct kern_object *obj = host_object(g, h);
	struct kern_program *prog = obj ? host_find_program(g, obj, name) : NULL;
	struct kern_link *link;
	int ret;

	if (!prog)
		return obj ? -ENOENT : -EBADF;
	ret = kern_attach(prog, opts, &link, &g->last_error);
	if (ret)
		return ret;
	ret = host_put_link(g, link, h);
	if (ret < 0)
		return ret;
	host_note_attached(g, prog, opts);
	return 0;
}

static int attach_target(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr name, wbpf_gaddr target)
{
	WBPF_FREE char *prog = NULL;
	WBPF_FREE char *where = NULL;
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_AUTO, .fd = -1, .pid = -1 };
	int ret = wbpf_arg_cstr(g, name, "program name", &prog);

	if (!ret && target.v)
		ret = wbpf_arg_cstr(g, target, "attach target", &where);
	if (ret)
		return ret;
	opts.target = where && *where ? where : NULL;
	return attach(g, h, prog, &opts);
}

static enum wbpf_call v1_attach(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	r->i32 = attach_target(g, object_handle(a[0].i64), WBPF_GADDR(a[1].u32),
			       WBPF_GADDR(a[2].u32));
	if (r->i32 < 0)
		complain(g);
	return wbpf_call_end(g, "wasm_attach_bpf_program", r->i32);
}

static int attach_fd(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr name, int guest_fd)
{
	WBPF_FREE char *prog = NULL;
	WBPF_CLOSE int dir = -1;
	struct kern_attach_opts opts = { .kind = KERN_ATTACH_AUTO, .fd = -1, .pid = -1 };
	int ret = wbpf_arg_cstr(g, name, "program name", &prog);

	if (ret)
		return ret;
	if (guest_fd >= 0) {
		dir = host_dir_open_fd(g, guest_fd);
		if (dir < 0)
			return dir;
		opts.kind = KERN_ATTACH_CGROUP;
		opts.fd = dir;
	}
	return attach(g, h, prog, &opts);
}

static enum wbpf_call v1_attach_fd(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	r->i32 = attach_fd(g, object_handle(a[0].i64), WBPF_GADDR(a[1].u32), a[2].i32);
	if (r->i32 < 0)
		complain(g);
	return wbpf_call_end(g, "wasm_attach_bpf_program_fd", r->i32);
}

static int find_map(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr name)
{
	WBPF_FREE char *map = NULL;
	int ret = wbpf_arg_cstr(g, name, "map name", &map);

	return ret ? ret : host_find_map(g, h, map);
}

static enum wbpf_call v1_find_map(struct wbpf_guest *g, const union wbpf_val *a, union wbpf_val *r)
{
	r->i32 = find_map(g, object_handle(a[0].i64), WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "wasm_bpf_map_fd_by_name", r->i32);
}

#define ROWS(module)                                                                 \
	{ module, "wasm_load_bpf_object", "ii:l", v1_load },                         \
		{ module, "wasm_close_bpf_object", "l:i", v1_close },                \
		{ module, "wasm_attach_bpf_program", "lii:i", v1_attach },           \
		{ module, "wasm_attach_bpf_program_fd", "lii:i", v1_attach_fd },     \
		{ module, "wasm_bpf_map_fd_by_name", "li:i", v1_find_map },          \
		{ module, "wasm_bpf_map_operate", "iiiiil:i", host_v1_map_operate }, \
	{                                                                            \
		module, "wasm_bpf_map_operate", "iillll:i", host_v1_map_operate_wide \
	}

const struct wbpf_import wbpf_host_v1_imports[] = { ROWS("wasm_bpf"), ROWS("env") };
const size_t wbpf_host_v1_import_cnt = sizeof(wbpf_host_v1_imports) /
				       sizeof(wbpf_host_v1_imports[0]);
