/* SPDX-License-Identifier: MIT */
/* Attachments to network devices. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "kern/link.h"

int kern_attach_tcx(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_tcx_opts, opts, .flags = a->opts.flags, .relative_fd = a->opts.relative_fd,
		    .relative_id = a->opts.relative_id,
		    .expected_revision = a->opts.expected_revision);
	int ifindex = kern_attach_ifindex(a);

	return ifindex < 0 ? ifindex :
			     kern_attach_take(a, bpf_program__attach_tcx(a->bpf, ifindex, &opts));
}

int kern_attach_netkit(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_netkit_opts, opts, .flags = a->opts.flags,
		    .relative_fd = a->opts.relative_fd, .relative_id = a->opts.relative_id,
		    .expected_revision = a->opts.expected_revision);
	int ifindex = kern_attach_ifindex(a);

	return ifindex < 0 ?
		       ifindex :
		       kern_attach_take(a, bpf_program__attach_netkit(a->bpf, ifindex, &opts));
}

/* libbpf's call for XDP has no way to give the mode; its call for cgroups makes the same link from
 * a target number and flags. */
static int xdp_link(struct kern_attaching *a, int ifindex)
{
	LIBBPF_OPTS(bpf_cgroup_opts, opts, .flags = a->opts.flags);
	int ret;

	if (!a->opts.flags)
		return kern_attach_take(a, bpf_program__attach_xdp(a->bpf, ifindex));
	ret = kern_attach_take(a, bpf_program__attach_cgroup_opts(a->bpf, ifindex, &opts));
	/* Its words would speak of a cgroup. */
	return ret ? kern_attach_refuse(a, ret, "%s", wbpf_errno_text(ret)) : 0;
}

int kern_attach_xdp(struct kern_attaching *a)
{
	int ifindex = kern_attach_ifindex(a);
	int ret;

	if (ifindex < 0)
		return ifindex;
	ret = xdp_link(a, ifindex);
	/* Before Linux 5.9 there is no link for it. A wrong flag is refused both ways. */
	return ret == -EINVAL && !kern_attach_xdp_netlink(a, ifindex) ? 0 : ret;
}

static int open_packet_socket(int ifindex)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = ifindex,
	};
	/* Protocol 0: nothing arrives before bind, so that no other interface's packet is seen. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		int e = errno;

		close(fd);
		errno = e;
		return -1;
	}
	return fd;
}

static int close_socket(struct kern_link *link)
{
	(void)link; /* the socket's fd goes with the link, and the filter with the socket */
	return 0;
}

int kern_attach_socket_filter(struct kern_attaching *a)
{
	int prog_fd = bpf_program__fd(a->bpf);
	int ifindex, fd;

	/* A socket of the caller's own, or one that we open. */
	if (a->opts.fd > 0) {
		fd = kern_attach_open(a, 0, "socket");
	} else {
		ifindex = kern_attach_ifindex(a);
		if (ifindex < 0)
			return ifindex;
		fd = open_packet_socket(ifindex);
	}
	if (fd < 0)
		return a->why[0] ? fd : -errno;
	a->link->fd = fd;
	a->link->undo = close_socket;
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd)) ? -errno : 0;
}
