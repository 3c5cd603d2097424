/* SPDX-License-Identifier: MIT */
/* Removing a clsact filter or an XDP program by netlink. Async-signal-safe: the guard runs it. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "kern/netdev.h"

struct tc_request {
	struct nlmsghdr head;
	struct tcmsg tc;
};

struct link_request {
	struct nlmsghdr head;
	struct ifinfomsg info;
	char attrs[64];
};

/* The payload of attribute `type` among `len` bytes of attributes, or NULL. */
static const struct rtattr *attr_find(const struct rtattr *at, int len, unsigned short type)
{
	for (; RTA_OK(at, len); at = RTA_NEXT(at, len))
		if ((at->rta_type & NLA_TYPE_MASK) == type)
			return at;
	return NULL;
}

static const struct rtattr *attr_nested(const struct rtattr *in, unsigned short type)
{
	return in ? attr_find(RTA_DATA(in), (int)RTA_PAYLOAD(in), type) : NULL;
}

static uint32_t attr_u32(const struct rtattr *at)
{
	uint32_t v = 0;

	if (at && RTA_PAYLOAD(at) >= sizeof(v))
		memcpy(&v, RTA_DATA(at), sizeof(v));
	return v;
}

/* ---- clsact ---- */

struct filter_search {
	const struct kern_netdev *want;
	struct kern_netdev found;
	bool any, hit;
};

static void on_filter(void *ctx, const struct nlmsghdr *h)
{
	const struct tcmsg *tc = NLMSG_DATA(h);
	struct filter_search *s = ctx;
	const struct rtattr *options;
	int len = (int)h->nlmsg_len - (int)NLMSG_LENGTH(sizeof(*tc));

	if (h->nlmsg_type != RTM_NEWTFILTER || len < 0)
		return;
	s->any = true;
	options = attr_find((const void *)((const char *)tc + NLMSG_ALIGN(sizeof(*tc))), len,
			    TCA_OPTIONS);
	if (s->hit || attr_u32(attr_nested(options, TCA_BPF_ID)) != s->want->prog_id)
		return;
	s->found.priority = tc->tcm_info >> 16;
	s->found.handle = tc->tcm_handle;
	s->hit = !s->want->exact ||
		 (s->found.priority == s->want->priority && s->found.handle == s->want->handle);
}

static struct tc_request tc_request(uint16_t type, const struct kern_netdev *dev, uint32_t parent)
{
	return (struct tc_request){
		.head = { .nlmsg_len = sizeof(struct tc_request), .nlmsg_type = type },
		.tc = { .tcm_family = AF_UNSPEC,
			.tcm_ifindex = (int)dev->ifindex,
			.tcm_parent = parent },
	};
}

static int dump_filters(int fd, uint32_t parent, struct filter_search *s)
{
	struct tc_request req = tc_request(RTM_GETTFILTER, s->want, parent);

	req.head.nlmsg_flags = NLM_F_DUMP;
	return kern_rtnl_talk(fd, &req.head, on_filter, s);
}

static int remove_filter(int fd, const struct kern_netdev *dev)
{
	struct filter_search s = { .want = dev };
	struct tc_request req = tc_request(RTM_DELTFILTER, dev, dev->parent);
	int ret = dump_filters(fd, dev->parent, &s);

	if (ret || !s.hit)
		return ret;
	req.tc.tcm_info = TC_H_MAKE(s.found.priority << 16, htons(ETH_P_ALL));
	req.tc.tcm_handle = s.found.handle;
	return kern_rtnl_talk(fd, &req.head, NULL, NULL);
}

static int remove_empty_qdisc(int fd, const struct kern_netdev *dev)
{
	struct tc_request req = tc_request(RTM_DELQDISC, dev, TC_H_CLSACT);
	struct filter_search s = { .want = dev };
	int ret = dump_filters(fd, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), &s);

	if (!ret)
		ret = dump_filters(fd, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), &s);
	if (ret || s.any)
		return ret;
	req.tc.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
	return kern_rtnl_talk(fd, &req.head, NULL, NULL);
}

/* ---- XDP ---- */

struct xdp_search {
	uint32_t prog_id;
	bool hit;
};

static void on_link(void *ctx, const struct nlmsghdr *h)
{
	static const unsigned short ids[] = { IFLA_XDP_PROG_ID, IFLA_XDP_DRV_PROG_ID,
					      IFLA_XDP_SKB_PROG_ID, IFLA_XDP_HW_PROG_ID };
	const struct ifinfomsg *info = NLMSG_DATA(h);
	int len = (int)h->nlmsg_len - (int)NLMSG_LENGTH(sizeof(*info));
	struct xdp_search *s = ctx;
	const struct rtattr *xdp;

	if (h->nlmsg_type != RTM_NEWLINK || len < 0)
		return;
	xdp = attr_find((const void *)((const char *)info + NLMSG_ALIGN(sizeof(*info))), len,
			IFLA_XDP);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		s->hit |= attr_u32(attr_nested(xdp, ids[i])) == s->prog_id;
}

static struct link_request link_request(uint16_t type, uint32_t ifindex)
{
	return (struct link_request){
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = type },
		.info = { .ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex },
	};
}

static struct rtattr *attr_add(struct link_request *req, unsigned short type, const void *data,
			       unsigned short len)
{
	struct rtattr *at = (void *)((char *)req + NLMSG_ALIGN(req->head.nlmsg_len));

	at->rta_type = type;
	at->rta_len = (unsigned short)RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(at), data, len);
	req->head.nlmsg_len = NLMSG_ALIGN(req->head.nlmsg_len) + RTA_ALIGN(at->rta_len);
	return at;
}

static int remove_xdp(int fd, const struct kern_netdev *dev)
{
	struct link_request get = link_request(RTM_GETLINK, dev->ifindex);
	struct link_request set = link_request(RTM_SETLINK, dev->ifindex);
	struct xdp_search s = { .prog_id = dev->prog_id };
	int32_t none = -1;
	struct rtattr *nest;
	int ret = kern_rtnl_talk(fd, &get.head, on_link, &s);

	if (ret || !s.hit)
		return ret;
	nest = attr_add(&set, IFLA_XDP | NLA_F_NESTED, NULL, 0);
	attr_add(&set, IFLA_XDP_FD, &none, sizeof(none));
	attr_add(&set, IFLA_XDP_FLAGS, &dev->flags, sizeof(dev->flags));
	nest->rta_len = (unsigned short)((char *)&set + set.head.nlmsg_len - (char *)nest);
	return kern_rtnl_talk(fd, &set.head, NULL, NULL);
}

/* A device that is gone took the attachment along. */
static int gone_is_fine(int ret)
{
	return ret == -ENODEV || ret == -ENOENT ? 0 : ret;
}

int kern_netdev_remove(int rtnl_fd, const struct kern_netdev *dev)
{
	int ret;

	if (!dev->armed)
		return 0;
	if (dev->xdp)
		return gone_is_fine(remove_xdp(rtnl_fd, dev));
	ret = remove_filter(rtnl_fd, dev);
	if (!ret && dev->qdisc_ours)
		ret = remove_empty_qdisc(rtnl_fd, dev);
	return gone_is_fine(ret);
}
