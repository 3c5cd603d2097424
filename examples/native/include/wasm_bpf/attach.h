/* SPDX-License-Identifier: MIT */
/*
 * The native twin of the guest library's header. A guest has no sockets, so it asks the host to
 * attach a socket filter; here is what the host does for it.
 */
#ifndef WASM_BPF_NATIVE_ATTACH_H
#define WASM_BPF_NATIVE_ATTACH_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <bpf/libbpf.h>

#ifndef SO_ATTACH_BPF
#define SO_ATTACH_BPF 50
#endif

/* The filter is in place before the socket is bound: no packet passes by it. */
static inline int wbpf_open_filtered_socket(int prog_fd, unsigned int ifindex)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_ifindex = (int)ifindex };
	int saved, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	address.sll_protocol = htons(ETH_P_ALL);
	if (!setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd)) &&
	    !bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

/*
 * libbpf makes no link of a socket, but closes whatever descriptor a link has: so take a link
 * on the program's own pin (which is gone at once) and put the socket in its place.
 */
static inline struct bpf_link *wbpf_link_of(int fd, const struct bpf_program *prog)
{
	struct bpf_program *pinned = (struct bpf_program *)prog;
	struct bpf_link *link = NULL;
	char path[64];

	snprintf(path, sizeof(path), "/sys/fs/bpf/wbpf_twin_%d_%d", (int)getpid(), fd);
	if (bpf_program__pin(pinned, path))
		return NULL;
	link = bpf_link__open(path);
	bpf_program__unpin(pinned, path);
	if (link && dup2(fd, bpf_link__fd(link)) < 0) {
		bpf_link__destroy(link);
		link = NULL;
	}
	return link;
}

/* Returns NULL and sets errno when it fails. */
static inline struct bpf_link *wbpf_attach_socket_filter(const struct bpf_program *prog,
							 const char *ifname)
{
	unsigned int ifindex = if_nametoindex(ifname);
	struct bpf_link *link;
	int saved, fd;

	if (!ifindex)
		return NULL;
	fd = wbpf_open_filtered_socket(bpf_program__fd(prog), ifindex);
	if (fd < 0)
		return NULL;
	link = wbpf_link_of(fd, prog);
	saved = errno;
	close(fd);
	errno = saved;
	return link;
}

#endif
