/* SPDX-License-Identifier: MIT */
/* Route netlink, without malloc: it also runs in the guard. */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "kern/netdev.h"

enum { ANSWER_BYTES = 32 << 10, SEQUENCE = 1 };

int kern_rtnl_open(void)
{
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/* 1: go on; 0 or negative errno: the kernel is done. */
static int one_answer(const struct nlmsghdr *h, void (*fn)(void *, const struct nlmsghdr *),
		      void *ctx)
{
	const struct nlmsgerr *e = NLMSG_DATA(h);

	if (h->nlmsg_seq != SEQUENCE)
		return 1;
	if (h->nlmsg_type == NLMSG_DONE)
		return 0;
	if (h->nlmsg_type == NLMSG_ERROR)
		return h->nlmsg_len >= NLMSG_LENGTH(sizeof(*e)) ? e->error : -EBADMSG;
	if (fn)
		fn(ctx, h);
	return 1;
}

int kern_rtnl_talk(int fd, struct nlmsghdr *req, void (*fn)(void *, const struct nlmsghdr *),
		   void *ctx)
{
	_Alignas(struct nlmsghdr) char buf[ANSWER_BYTES];
	int ret = 1;

	req->nlmsg_seq = SEQUENCE;
	req->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (send(fd, req, req->nlmsg_len, 0) < 0)
		return -errno;
	while (ret == 1) {
		ssize_t n = recv(fd, buf, sizeof(buf), MSG_TRUNC);
		size_t left = n < (ssize_t)sizeof(buf) ? (size_t)n : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || !left)
			return n < 0 ? -errno : -EMSGSIZE;
		for (struct nlmsghdr *h = (void *)buf; ret == 1 && NLMSG_OK(h, left);
		     h = NLMSG_NEXT(h, left))
			ret = one_answer(h, fn, ctx);
	}
	return ret;
}
