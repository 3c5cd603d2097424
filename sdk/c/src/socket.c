/* SPDX-License-Identifier: MIT */
/*
 * Sockets, as far as a socket filter needs them. The host opens the packet socket at the moment of
 * SO_ATTACH_BPF; until then there is only the interface that bind() named.
 */
#include <linux/if_packet.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "internal.h"

enum { TYPE_MASK = 0xf };

int socket(int family, int type, int protocol)
{
	int fd;

	(void)protocol;
	if (family != AF_PACKET)
		return errno = ENOSYS, -1;
	if ((type & TYPE_MASK) != SOCK_RAW && (type & TYPE_MASK) != SOCK_DGRAM)
		return errno = EINVAL, -1;
	fd = wbpf_fd_new(WBPF_FD_SOCKET, 0, true);
	return fd < 0 ? -1 : fd;
}

static struct wbpf_fd *socket_of(int fd)
{
	struct wbpf_fd *f = wbpf_fd_get(fd, WBPF_FD_SOCKET);

	return f ? f : wbpf_null(wbpf_fd_any(fd) ? ENOTSOCK : EBADF);
}

int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	struct wbpf_fd *f = socket_of(fd);
	struct sockaddr_ll at;

	if (!f)
		return -1;
	if (size < sizeof(at))
		return errno = EINVAL, -1;
	memcpy(&at, address, sizeof(at));
	if (at.sll_family != AF_PACKET || at.sll_ifindex < 0)
		return errno = at.sll_ifindex < 0 ? ENODEV : EINVAL, -1;
	f->ifindex = at.sll_ifindex;
	return 0;
}

static int attach_filter(int fd, int prog_fd)
{
	struct wbpf_attach_opts opts = { .kind = WBPF_ATTACH_KIND_SOCKET_FILTER };
	struct wbpf_fd *f = socket_of(fd);
	int32_t link;

	opts.ifindex = (uint32_t)f->ifindex;
	link = wbpf_attach_fd(prog_fd, &opts);
	if (link < 0)
		return -1;
	/* The program before it goes only when the new one is there. */
	if (f->handle)
		wbpf_abi_close(f->handle);
	f->handle = link;
	return 0;
}

static int detach_filter(int fd)
{
	struct wbpf_fd *f = socket_of(fd);

	if (!f->handle)
		return errno = ENOENT, -1;
	wbpf_abi_close(f->handle);
	f->handle = 0;
	return 0;
}

/* Options that only tune a socket have nothing to tune. */
int setsockopt(int fd, int level, int option, const void *value, socklen_t size)
{
	int prog_fd;

	if (!socket_of(fd))
		return -1;
	if (level != SOL_SOCKET)
		return errno = ENOPROTOOPT, -1;
	if (option == SO_DETACH_BPF)
		return detach_filter(fd);
	if (option != SO_ATTACH_BPF)
		return 0;
	if (!value || size != sizeof(prog_fd))
		return errno = EINVAL, -1;
	memcpy(&prog_fd, value, sizeof(prog_fd));
	return attach_filter(fd, prog_fd);
}

int connect(int fd, const struct sockaddr *address, socklen_t size)
{
	(void)fd, (void)address, (void)size;
	return errno = ENOSYS, -1;
}

int eventfd(unsigned int initial, int flags)
{
	(void)initial, (void)flags;
	return errno = ENOSYS, -1;
}
