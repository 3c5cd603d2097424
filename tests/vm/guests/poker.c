/* SPDX-License-Identifier: MIT */
/* Pulls every trigger of kinds.bpf.c, round after round, until it is ended. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kinds.h"

enum { ROUND_US = 5000 };

__attribute__((noinline)) int poker_function_a(int x);
__attribute__((noinline)) int poker_function_b(int x);

int poker_function_a(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + 1;
}

int poker_function_b(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + 2;
}

/* A static probe as <sys/sdt.h> makes it: a nop, and a note that says where and with what. */
__attribute__((noinline)) static void usdt(long x)
{
	__asm__ volatile(
		"990:	nop\n"
		"	.pushsection .note.stapsdt,\"\",\"note\"\n"
		"	.balign 4\n"
		"	.4byte 992f-991f, 994f-993f, 3\n"
		"991:	.asciz \"stapsdt\"\n"
		"992:	.balign 4\n"
		"993:	.8byte 990b\n"
		"	.8byte poker_stapsdt_base\n"
		"	.8byte 0\n"
		"	.asciz \"poker\"\n"
		"	.asciz \"poke\"\n"
		"	.asciz \"-8@%0\"\n"
		"994:	.balign 4\n"
		"	.popsection\n"
		"	.pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"
		"	.weak poker_stapsdt_base\n"
		"poker_stapsdt_base: .space 1\n"
		"	.popsection\n" ::"r"(x));
}

static void open_file(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && read(fd, &byte, 1) >= 0)
		close(fd);
}

static struct sockaddr_in loopback(unsigned short port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void datagram(void)
{
	struct sockaddr_in any = loopback(0), to = loopback(9);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	bind(fd, (struct sockaddr *)&any, sizeof(any));
	sendto(fd, "poke", 4, 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
}

/* A whole connection to ourselves. A congestion control that is not there now is no matter. */
static void stream(const char *congestion_control)
{
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), peer;
	char buf[8];

	bind(listener, (struct sockaddr *)&at, sizeof(at));
	listen(listener, 1);
	getsockname(listener, (struct sockaddr *)&at, &len);
	setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, congestion_control,
		   (socklen_t)strlen(congestion_control));
	connect(fd, (struct sockaddr *)&at, sizeof(at));
	peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	len = sizeof(buf);
	getsockopt(fd, SOL_SOCKET, SO_TYPE, buf, &len);
	if (send(fd, "poke", 4, MSG_NOSIGNAL) == 4)
		recv(peer, buf, sizeof(buf), 0);
	close(peer);
	close(fd);
	close(listener);
}

int main(void)
{
	prctl(PR_SET_NAME, POKER_COMM);
	for (;;) {
		getpgid(getpid()); /* 0 would pass by the security hook */
		getsid(getpid());
		poker_function_a(1);
		poker_function_b(1);
		usdt(POKER_MARK);
		open_file("/dev/null");
		open_file("/proc/sys/net/core/somaxconn");
		datagram();
		stream(POKER_CC_PLAIN);
		stream(POKER_CC_LINKED);
		syscall(SYS_sched_get_priority_max, POKER_MARK);
		usleep(ROUND_US);
	}
}
