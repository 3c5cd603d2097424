/* SPDX-License-Identifier: MIT */
/* The one generic attach: options of the guest become options of kern. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/attach_list.h"
#include "host/dir.h"
#include "host/iter_info.h"
#include "host/room.h"

_Static_assert((int)KERN_ATTACH_SOCKMAP == (int)WBPF2_ATTACH_KIND_SOCKMAP, "same numbers");
_Static_assert((int)KERN_ATTACH_KIND_MAX_ == (int)WBPF2_ATTACH_KIND_SOCKMAP + 1, "same kinds");

enum { ATTACH_BY_LINK = 1 << 13 }; /* BPF_F_LINK: relative_fd is a link */

/* What must live as long as the attach call. */
struct attach_args {
	struct kern_attach_opts opts;
	char *target, *symbol;
	struct attach_list list;
	int dir; /* opened for opts.fd, or -1 */
};

static void args_free(struct attach_args *args)
{
	free(args->target);
	free(args->symbol);
	attach_list_free(&args->list);
	wbpf_cleanup_fd_(&args->dir);
}

static void plain_fields(const struct wbpf2_attach_opts *o, struct kern_attach_opts *opts)
{
	*opts = (struct kern_attach_opts){
		.kind = (enum kern_attach_kind)o->kind,
		.fd = -1,
		.cookie = o->cookie,
		.offset = o->offset,
		.pid = o->pid ? o->pid : -1,
		.ref_ctr_offset = o->ref_ctr_offset,
		.retprobe = o->options & WBPF2_ATTACH_FLAG_RETPROBE,
		.session = o->options & WBPF2_ATTACH_FLAG_SESSION,
		.flags = o->flags,
		.ifindex = o->ifindex,
		.attach_point = (int32_t)o->attach_point,
		.priority = o->priority,
		.tc_handle = o->tc_handle,
		.pf = o->pf,
		.hooknum = o->hooknum,
		.nf_priority = o->nf_priority,
		.relative_id = o->relative_id,
		.expected_revision = o->expected_revision,
	};
}

static int strings(struct wbpf_guest *g, const struct wbpf2_attach_opts *o,
		   struct attach_args *args)
{
	int ret = wbpf_arg_opt_str(g, o->target, o->target_len, "attach target", &args->target);

	if (!ret)
		ret = wbpf_arg_opt_str(g, o->symbol, o->symbol_len, "symbol", &args->symbol);
	args->opts.target = args->target;
	args->opts.symbol = args->symbol;
	return ret;
}

/* A directory or namespace: one of the guest's own names when it has been granted, else a path of
 * the host. */
static int directory(struct wbpf_guest *g, const struct wbpf2_attach_opts *o,
		     struct attach_args *args)
{
	if (o->dir_fd && o->kind == WBPF2_ATTACH_KIND_CGROUP)
		args->dir = host_dir_open_fd(g, o->dir_fd);
	else if (args->target)
		args->dir = host_dir_open_path(g, args->target);
	else
		return 0;
	if (args->dir == HOST_DIR_NONE)
		return 0;
	if (args->dir < 0)
		return args->dir;
	args->opts.fd = args->dir;
	args->opts.target = NULL;
	return 0;
}

static int program_fd(struct wbpf_guest *g, wbpf_handle h)
{
	struct kern_program *prog = host_program(g, h);
	int fd = prog ? kern_program_fd(prog) : -EBADF;

	if (prog && fd < 0)
		wbpf_arg_fail(g, fd, "program '%s' is not loaded", kern_program_name(prog));
	return fd;
}

static int named_fd(struct wbpf_guest *g, const struct wbpf2_attach_opts *o,
		    struct attach_args *args)
{
	switch (o->kind) {
	case WBPF2_ATTACH_KIND_CGROUP:
	case WBPF2_ATTACH_KIND_NETNS:
		return directory(g, o, args);
	case WBPF2_ATTACH_KIND_PERF_EVENT:
		args->opts.fd = wbpf_arg_fd(g, o->fd);
		break;
	case WBPF2_ATTACH_KIND_FREPLACE:
		args->opts.fd = o->fd ? program_fd(g, o->fd) : -1;
		return o->fd && args->opts.fd < 0 ? args->opts.fd : 0;
	default:
		return 0;
	}
	return args->opts.fd < 0 ? args->opts.fd : 0;
}

static int link_fd(struct wbpf_guest *g, struct kern_link *link)
{
	int fd = kern_link_fd(link);

	return fd < 0 ? wbpf_arg_fail(g, fd, "relative: no link of the kernel") : fd;
}

static int relative(struct wbpf_guest *g, wbpf_handle h, struct kern_attach_opts *opts)
{
	struct kern_link *link;
	int fd;

	if (!h)
		return 0;
	link = wbpf_handle_get(&g->handles, h, WBPF_H_LINK);
	fd = link ? link_fd(g, link) : program_fd(g, h);
	if (fd < 0)
		return fd;
	opts->relative_fd = (uint32_t)fd;
	if (link)
		opts->flags |= ATTACH_BY_LINK;
	return 0;
}

static int map_field(struct wbpf_guest *g, wbpf_handle h, struct kern_attach_opts *opts)
{
	if (!h)
		return 0;
	opts->map = host_map(g, h);
	return opts->map ? 0 : -EBADF;
}

static int read_args(struct wbpf_guest *g, const struct kern_program *prog,
		     const struct wbpf2_attach_opts *o, struct attach_args *args)
{
	int ret;

	if (o->kind >= KERN_ATTACH_KIND_MAX_)
		return wbpf_arg_fail(g, -EINVAL, "program '%s': there is no attach kind %u",
				     kern_program_name(prog), o->kind);
	plain_fields(o, &args->opts);
	ret = strings(g, o, args);
	if (!ret)
		ret = attach_list_read(g, o, &args->list, &args->opts);
	if (!ret)
		ret = named_fd(g, o, args);
	if (!ret)
		ret = map_field(g, o->map, &args->opts);
	if (!ret)
		ret = relative(g, o->relative, &args->opts);
	if (!ret && o->kind == WBPF2_ATTACH_KIND_ITER)
		ret = host_iter_info(g, prog, o, &args->opts);
	return ret;
}

int32_t wbpf2_program_attach(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr opts)
{
	WBPF_CLEANUP(args_free) struct attach_args args = { .dir = -1 };
	struct kern_program *prog = host_program(g, h);
	struct wbpf2_attach_opts o;
	struct kern_link *link;
	int ret = prog ? wbpf_arg_opts(g, opts, &o, sizeof(o)) : -EBADF;

	if (!ret)
		ret = read_args(g, prog, &o, &args);
	if (!ret)
		ret = kern_attach(prog, &args.opts, &link, &g->last_error);
	if (ret)
		return ret;
	ret = host_put_link(g, link, 0);
	if (ret > 0)
		host_note_attached(g, prog, &args.opts);
	return ret;
}
