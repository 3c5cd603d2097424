/* SPDX-License-Identifier: MIT */
/*
 * Attachments that the kernel ties to a network device and not to an fd: clsact filters, and XDP
 * before Linux 5.9. They outlive their process, so a guard (a forked child) removes them when
 * the process dies. What the guard runs must be async-signal-safe: everything declared between
 * the two marks. Private to this directory.
 */
#ifndef WBPF_KERN_NETDEV_H
#define WBPF_KERN_NETDEV_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kern/guard.h"

struct nlmsghdr;

/* In memory shared by process and guard. */
struct kern_netdev {
	bool xdp;	 /* else a clsact filter */
	bool armed;	 /* the attachment exists or is being made */
	bool exact;	 /* priority and handle are known */
	bool qdisc_ours; /* remove clsact when no filter is left */
	uint32_t ifindex, parent, priority, handle;
	uint32_t flags;	  /* XDP mode */
	uint32_t prog_id; /* nothing that runs another program is ever removed */
};

/* -- async-signal-safe -- */
int kern_netdev_remove(int rtnl_fd, const struct kern_netdev *dev);
/* Send, then hand each answer to fn until the kernel is done. 0 or negative errno. */
int kern_rtnl_talk(int fd, struct nlmsghdr *req,
		   void (*fn)(void *ctx, const struct nlmsghdr *answer), void *ctx);
/* -- end -- */

int kern_rtnl_open(void);

struct kern_netdev_link {
	struct kern_netdev *dev;
	struct kern_guard guard;
	int rtnl_fd; /* bound to the network namespace of the attach */
};
/* A guarded link that is not yet armed. Freed with kern_netdev_close. */
int kern_netdev_open(const struct kern_netdev *dev, struct kern_netdev_link **out);
void kern_netdev_close(struct kern_netdev_link *link);

/* clsact qdiscs that this process made, so that the last filter out takes it along. */
void kern_qdisc_made(uint32_t ifindex);
bool kern_qdisc_join(uint32_t ifindex); /* false: not ours */
void kern_qdisc_leave(uint32_t ifindex);

#endif
