/* SPDX-License-Identifier: MIT */
/* Guarded attachments to network devices: clsact filters and, on old kernels, XDP. */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "kern/link.h"
#include "kern/netdev.h"

static void remove_dev(int rtnl_fd, const void *dev)
{
	kern_netdev_remove(rtnl_fd, dev);
}

int kern_netdev_open(const struct kern_netdev *dev, struct kern_netdev_link **out)
{
	struct kern_netdev_link *link = calloc(1, sizeof(*link));
	int ret;

	if (!link)
		return -ENOMEM;
	link->rtnl_fd = kern_rtnl_open();
	link->dev = mmap(NULL, sizeof(*dev), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			 0);
	ret = link->rtnl_fd < 0 ? link->rtnl_fd : 0;
	if (link->dev == MAP_FAILED) {
		link->dev = NULL;
		ret = -ENOMEM;
	}
	if (!ret) {
		*link->dev = *dev;
		ret = kern_guard_start(&link->guard, link->rtnl_fd, remove_dev, link->dev);
	}
	if (ret) {
		kern_netdev_close(link);
		return ret;
	}
	*out = link;
	return 0;
}

void kern_netdev_close(struct kern_netdev_link *link)
{
	kern_guard_end(&link->guard);
	if (link->dev)
		munmap(link->dev, sizeof(*link->dev));
	if (link->rtnl_fd >= 0)
		close(link->rtnl_fd);
	free(link);
}

/* The guard ends last: killed in the midst of this, it does what is left to do. */
static int detach(struct kern_link *link)
{
	struct kern_netdev_link *net = link->netdev;
	int ret;

	if (net->dev->qdisc_ours)
		kern_qdisc_leave(net->dev->ifindex);
	ret = kern_netdev_remove(net->rtnl_fd, net->dev);
	kern_netdev_close(net);
	link->netdev = NULL;
	return ret;
}

static uint32_t prog_id(const struct kern_attaching *a)
{
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info);

	return bpf_prog_get_info_by_fd(bpf_program__fd(a->bpf), &info, &len) ? 0 : info.id;
}

/* ---- clsact ---- */

static enum bpf_tc_attach_point attach_point(const struct kern_attaching *a)
{
	const char *section = bpf_program__section_name(a->bpf);
	size_t len = strlen(section);

	if (a->opts.attach_point)
		return (enum bpf_tc_attach_point)a->opts.attach_point;
	/* "tc/egress", "classifier/egress", "tcx/egress" */
	return len > 7 && !strcmp(section + len - 7, "/egress") ? BPF_TC_EGRESS : BPF_TC_INGRESS;
}

/* 0 or negative; *ours: the qdisc goes with the last filter of this process. */
static int make_qdisc(struct bpf_tc_hook *hook, bool *ours)
{
	int ret = bpf_tc_hook_create(hook);

	*ours = !ret;
	if (!ret)
		kern_qdisc_made((uint32_t)hook->ifindex);
	else if (ret == -EEXIST)
		*ours = kern_qdisc_join((uint32_t)hook->ifindex);
	return ret == -EEXIST ? 0 : ret;
}

static int add_filter(struct kern_attaching *a, const struct bpf_tc_hook *hook,
		      struct kern_netdev *dev)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = bpf_program__fd(a->bpf),
		    .handle = a->opts.tc_handle, .priority = a->opts.priority);
	int ret;

	dev->armed = true;
	ret = bpf_tc_attach(hook, &opts);
	if (ret) {
		dev->armed = false;
		return ret;
	}
	dev->priority = opts.priority;
	dev->handle = opts.handle;
	__atomic_store_n(&dev->exact, true, __ATOMIC_RELEASE);
	return 0;
}

static void undo_qdisc(struct kern_netdev_link *net)
{
	if (!net->dev->qdisc_ours)
		return;
	kern_qdisc_leave(net->dev->ifindex);
	net->dev->exact = true; /* priority 0: there is no filter of ours, only the qdisc */
	net->dev->armed = true;
	kern_netdev_remove(net->rtnl_fd, net->dev);
	net->dev->armed = false;
}

static int attach_guarded(struct kern_attaching *a, struct bpf_tc_hook *hook,
			  struct kern_netdev_link *net)
{
	bool ours = false;
	int ret = make_qdisc(hook, &ours);

	net->dev->qdisc_ours = ours;
	if (!ret)
		ret = add_filter(a, hook, net->dev);
	if (ret)
		undo_qdisc(net);
	return ret;
}

int kern_attach_tc(struct kern_attaching *a)
{
	int ifindex = kern_attach_ifindex(a), ret;
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = attach_point(a));
	struct kern_netdev dev = {
		.ifindex = (uint32_t)ifindex,
		.parent = TC_H_MAKE(TC_H_CLSACT, hook.attach_point == BPF_TC_EGRESS ?
							 TC_H_MIN_EGRESS :
							 TC_H_MIN_INGRESS),
		.prog_id = prog_id(a),
	};
	struct kern_netdev_link *net;

	if (ifindex < 0)
		return ifindex;
	if (hook.attach_point != BPF_TC_INGRESS && hook.attach_point != BPF_TC_EGRESS)
		return kern_attach_refuse(a, -EINVAL,
					  "the attach point must be 1 (ingress) or 2 (egress)");
	ret = kern_netdev_open(&dev, &net);
	if (ret)
		return kern_attach_refuse(a, ret, "cannot start the guard process: %s",
					  wbpf_errno_text(ret));
	ret = attach_guarded(a, &hook, net);
	if (ret) {
		kern_netdev_close(net);
		return ret;
	}
	a->link->netdev = net;
	a->link->undo = detach;
	return 0;
}

/* ---- XDP before Linux 5.9 ---- */

int kern_attach_xdp_netlink(struct kern_attaching *a, int ifindex)
{
	enum { UPDATE_IF_NOEXIST = 1 };
	struct kern_netdev dev = { .xdp = true,
				   .exact = true,
				   .flags = a->opts.flags,
				   .ifindex = (uint32_t)ifindex,
				   .prog_id = prog_id(a) };
	struct kern_netdev_link *net;
	int ret = kern_netdev_open(&dev, &net);

	if (ret)
		return ret;
	net->dev->armed = true;
	ret = bpf_xdp_attach(ifindex, bpf_program__fd(a->bpf), a->opts.flags | UPDATE_IF_NOEXIST,
			     NULL);
	if (ret) {
		net->dev->armed = false;
		kern_netdev_close(net);
		return ret;
	}
	a->link->netdev = net;
	a->link->undo = detach;
	return 0;
}
