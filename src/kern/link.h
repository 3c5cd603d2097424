/* SPDX-License-Identifier: MIT */
/* What a link is made of, and what one attach call knows; private to this directory. */
#ifndef WBPF_KERN_LINK_H
#define WBPF_KERN_LINK_H

#include <bpf/libbpf.h>

#include "kern/guard.h"
#include "kern/kern.h"
#include "kern/object.h"

struct kern_netdev_link;

struct kern_link {
	struct bpf_link *bpf;		     /* NULL: `undo` detaches */
	int (*undo)(struct kern_link *link); /* releases all of the below; may be called once */
	struct kern_netdev_link *netdev;     /* clsact filter, XDP by netlink */
	struct kern_guard guard;	     /* struct_ops without a kernel link */
	struct kern_object *keep;	     /* USDT: libbpf's link points into the object */
	int fd, prog_fd;		     /* socket, struct_ops map, sockmap; owned or -1 */
	uint32_t attach_type;		     /* sockmap without a kernel link */
	enum kern_attach_kind kind;
	bool attached, pinned;
	bool opened; /* from a pin: libbpf holds nothing but the link's fd */
};

struct kern_attaching {
	const struct bpf_program *bpf;
	struct kern_program *prog;
	struct kern_attach_opts opts; /* a copy that attach by section completes */
	struct kern_link *link;
	char why[256]; /* a reason of our own, or "" */
};

typedef int (*kern_attach_fn)(struct kern_attaching *a);

/* Note the reason; returns the code. */
int kern_attach_refuse(struct kern_attaching *a, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* libbpf's answer: the link takes it, or its errno. */
int kern_attach_take(struct kern_attaching *a, struct bpf_link *bpf);
/* A prefix of the section name up to its first '/', compared. */
bool kern_section_is(const struct bpf_program *bpf, const char *prefix);
/* Interface that the options name: > 0, or a refusal. */
int kern_attach_ifindex(struct kern_attaching *a);
/* An fd of one's own: dup of opts.fd, or opts.target opened. Or a refusal that names `noun`. */
int kern_attach_open(struct kern_attaching *a, int flags, const char *noun);
int kern_attach_by(struct kern_attaching *a); /* by opts.kind */
/* libbpf is about to open this file of the host's: a FIFO or device is refused, since to open one may
 * wait for ever, or do something. `len` bytes of it are the path. */
int kern_attach_check_file(struct kern_attaching *a, const char *path, size_t len);

/* The same with another kind, which an error then names. */
int kern_attach_as(struct kern_attaching *a, enum kern_attach_kind kind);
/* A k- or uprobe with "function+0x10", "path:symbol", "path:provider:name" as target. */
int kern_attach_target_probe(struct kern_attaching *a);

int kern_attach_auto(struct kern_attaching *a);
int kern_attach_tracepoint(struct kern_attaching *a);
int kern_attach_raw_tracepoint(struct kern_attaching *a);
int kern_attach_tracing(struct kern_attaching *a);
int kern_attach_iter(struct kern_attaching *a);
int kern_attach_freplace(struct kern_attaching *a);
int kern_attach_perf_event(struct kern_attaching *a);
int kern_attach_kprobe(struct kern_attaching *a);
int kern_attach_kprobe_multi(struct kern_attaching *a);
int kern_attach_ksyscall(struct kern_attaching *a);
int kern_attach_uprobe(struct kern_attaching *a);
int kern_attach_uprobe_multi(struct kern_attaching *a);
int kern_attach_usdt(struct kern_attaching *a);
int kern_attach_xdp(struct kern_attaching *a);
int kern_attach_xdp_netlink(struct kern_attaching *a, int ifindex);
int kern_attach_tc(struct kern_attaching *a);
int kern_attach_tcx(struct kern_attaching *a);
int kern_attach_netkit(struct kern_attaching *a);
int kern_attach_cgroup(struct kern_attaching *a);
int kern_attach_socket_filter(struct kern_attaching *a);
int kern_attach_netns(struct kern_attaching *a);
int kern_attach_netfilter(struct kern_attaching *a);
int kern_attach_sockmap(struct kern_attaching *a);
int kern_attach_struct_ops(struct kern_attaching *a);
int kern_attach_struct_ops_map(struct kern_map *map, struct kern_link *link);

#endif
