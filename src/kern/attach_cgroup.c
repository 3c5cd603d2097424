/* SPDX-License-Identifier: MIT */
/* Attachments to what is named by an fd: cgroups, network namespaces, socket maps. */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/link.h"

int kern_attach_cgroup(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_cgroup_opts, opts, .flags = a->opts.flags,
		    .relative_fd = a->opts.relative_fd, .relative_id = a->opts.relative_id,
		    .expected_revision = a->opts.expected_revision);
	WBPF_CLOSE int fd = kern_attach_open(a, O_RDONLY | O_DIRECTORY, "cgroup");

	if (fd < 0)
		return fd;
	return kern_attach_take(a, bpf_program__attach_cgroup_opts(a->bpf, fd, &opts));
}

int kern_attach_netns(struct kern_attaching *a)
{
	WBPF_CLOSE int fd = -1;

	if (a->opts.fd <= 0 && (!a->opts.target || !*a->opts.target))
		a->opts.target = "/proc/thread-self/ns/net";
	if (a->opts.fd <= 0 && !kern_file_is_regular(a->opts.target))
		return kern_attach_refuse(a, -EINVAL, "'%s' is no network namespace",
					  a->opts.target);
	fd = kern_attach_open(a, O_RDONLY, "network namespace");
	if (fd < 0)
		return fd;
	return kern_attach_take(a, bpf_program__attach_netns(a->bpf, fd));
}

int kern_attach_netfilter(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_netfilter_opts, opts, .pf = a->opts.pf, .hooknum = a->opts.hooknum,
		    .priority = a->opts.nf_priority, .flags = a->opts.flags);

	return kern_attach_take(a, bpf_program__attach_netfilter(a->bpf, &opts));
}

static int detach_sockmap(struct kern_link *link)
{
	return bpf_prog_detach2(link->prog_fd, link->fd, (enum bpf_attach_type)link->attach_type) ?
		       -errno :
		       0;
}

/* Before Linux 6.10 there is no link for it: the attachment goes with the map, or by us. */
static int attach_sockmap_plain(struct kern_attaching *a, int fd)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(a->bpf);
	struct kern_link *link = a->link;

	link->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	link->prog_fd = fcntl(bpf_program__fd(a->bpf), F_DUPFD_CLOEXEC, 3);
	if (link->fd < 0 || link->prog_fd < 0)
		return -errno;
	if (bpf_prog_attach(link->prog_fd, link->fd, type, a->opts.flags))
		return -errno;
	link->attach_type = type;
	link->undo = detach_sockmap;
	return 0;
}

int kern_attach_sockmap(struct kern_attaching *a)
{
	int fd = a->opts.map ? kern_map_fd(a->opts.map) : a->opts.fd;
	int ret;

	if (fd <= 0)
		return kern_attach_refuse(a, -EINVAL, "a sockmap or sockhash must be given");
	ret = kern_attach_take(a, bpf_program__attach_sockmap(a->bpf, fd));
	return ret == -EINVAL || ret == -EOPNOTSUPP ? attach_sockmap_plain(a, fd) : ret;
}
