/* SPDX-License-Identifier: MIT */
/*
 * wasi-libc's <sys/socket.h> with the numbers of Linux for AF_*, SOCK_* and SO_*: tools compare them
 * with what BPF programs saw in the kernel. inet_ntop() and inet_pton() take these.
 */
#include_next <sys/socket.h>
#ifndef WBPF_SYS_SOCKET_H
#define WBPF_SYS_SOCKET_H

#undef AF_UNSPEC
#undef AF_UNIX
#undef AF_INET
#undef AF_INET6
#undef SOCK_STREAM
#undef SOCK_DGRAM
#undef SOCK_NONBLOCK
#undef SOCK_CLOEXEC
#undef SOL_SOCKET

#define AF_UNSPEC  0
#define AF_UNIX	   1
#define AF_LOCAL   AF_UNIX
#define AF_FILE	   AF_UNIX
#define AF_INET	   2
#define AF_INET6   10
#define AF_NETLINK 16
#define AF_ROUTE   AF_NETLINK
#define AF_PACKET  17
#define AF_VSOCK   40
#define AF_XDP	   44
#define PF_UNSPEC  AF_UNSPEC
#define PF_UNIX	   AF_UNIX
#define PF_LOCAL   AF_LOCAL
#define PF_INET	   AF_INET
#define PF_INET6   AF_INET6
#define PF_NETLINK AF_NETLINK
#define PF_PACKET  AF_PACKET

#define SOCK_STREAM    1
#define SOCK_DGRAM     2
#define SOCK_RAW       3
#define SOCK_RDM       4
#define SOCK_SEQPACKET 5
#define SOCK_PACKET    10
#define SOCK_NONBLOCK  04000
#define SOCK_CLOEXEC   02000000

#define SOL_SOCKET    1
#define SO_ATTACH_BPF 50
#define SO_DETACH_BPF 27

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Only what attaches a socket filter: an AF_PACKET socket, bound to an interface by a struct
 * sockaddr_ll, SO_ATTACH_BPF. It carries no packets. All else is -1 and ENOSYS.
 */
int socket(int family, int type, int protocol);
int bind(int fd, const struct sockaddr *address, socklen_t size);
int setsockopt(int fd, int level, int option, const void *value, socklen_t size);
int connect(int fd, const struct sockaddr *address, socklen_t size);

#ifdef __cplusplus
}
#endif

#endif
