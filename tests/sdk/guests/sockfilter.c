/* SPDX-License-Identifier: MIT */
/* A socket filter attached the way native tools do it; `step` lines tell the test to send packets. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "check.h"
#include "sockfilter.skel.h"

static int open_socket(const char *ifname)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(PF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL));

	at.sll_ifindex = (int)if_nametoindex(ifname);
	YES(fd > 0 && at.sll_ifindex > 0);
	IS(bind(fd, (struct sockaddr *)&at, 4), -1);
	IS(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

/* The test sends when it has read the line, and answers. */
static __u64 counted(int map_fd)
{
	char answer[16];
	__u32 key = 0;
	__u64 bytes = 0;

	printf("step\n");
	fflush(stdout);
	YES(fgets(answer, sizeof(answer), stdin));
	IS(bpf_map_lookup_elem(map_fd, &key, &bytes), 0);
	return bytes;
}

int main(void)
{
	struct sockfilter_bpf *skel = sockfilter_bpf__open_and_load();
	int fd, prog_fd, map_fd;
	__u64 before;

	YES(skel);
	if (!skel)
		return check_end();
	fd = open_socket("lo");
	prog_fd = bpf_program__fd(skel->progs.count);
	map_fd = bpf_map__fd(skel->maps.packets);
	IS(setsockopt(fd, SOL_SOCKET, SO_DETACH_BPF, NULL, 0), -1);
	IS(setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &map_fd, sizeof(map_fd)), -1);
	IS(setsockopt(prog_fd, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd)), -1);
	IS(errno, ENOTSOCK);
	IS(counted(map_fd), 0);
	IS(setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd)), 0);
	before = counted(map_fd);
	YES(before > 0);
	IS(close(fd), 0);
	IS(close(fd), -1);
	IS(counted(map_fd), before);
	sockfilter_bpf__destroy(skel);
	return check_end();
}
