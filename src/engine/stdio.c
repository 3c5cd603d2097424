/* SPDX-License-Identifier: MIT */
#include "engine/stdio.h"

#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "guest/wake.h"

/* More buffers or bytes than these in one call are left to the guest's next call. */
enum { IOVS_MAX = 16, IOV_BYTES_MAX = INT_MAX / IOVS_MAX };

int32_t wbpf_wasi_errno(int code)
{
	switch (-code) {
	case EAGAIN:
		return 6;
	case EBADF:
		return 8;
	case EFAULT:
		return 21;
	case EFBIG:
		return 22;
	case EINTR:
		return 27;
	case EINVAL:
		return 28;
	case EISDIR:
		return 31;
	case ENOMEM:
		return 48;
	case ENOSPC:
		return 51;
	case EPERM:
		return 63;
	case EPIPE:
		return 64;
	default:
		return 29; /* EIO */
	}
}

/*
 * The guest's list of (address, length) as host pointers; how many, or an errno. Only read(2) and
 * write(2) touch them: what is mapped read-only is their own EFAULT.
 */
static int take_iovs(const struct wbpf_guest *g, wbpf_gaddr list, uint32_t cnt, struct iovec *iovs)
{
	uint32_t n = cnt < IOVS_MAX ? cnt : IOVS_MAX;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t pair[2];
		const void *base;
		int ret = list.v > UINT32_MAX - 8 * i ? -EFAULT : 0;

		if (!ret)
			ret = wbpf_guest_read(g, WBPF_GADDR(list.v + 8 * i), pair, sizeof(pair));
		if (!ret)
			ret = wbpf_guest_peek(g, WBPF_GADDR(le32toh(pair[0])), le32toh(pair[1]),
					      &base);
		if (ret)
			return ret;
		iovs[i].iov_base = (void *)base;
		iovs[i].iov_len = le32toh(pair[1]) < IOV_BYTES_MAX ? le32toh(pair[1]) :
								     IOV_BYTES_MAX;
	}
	return (int)n;
}

/* A pipe that poll(2) says is writable takes PIPE_BUF bytes without blocking; a file any number. */
static size_t unblocked_max(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? SSIZE_MAX : PIPE_BUF;
}

static ssize_t write_once(struct wbpf_guest *g, int fd, const struct iovec *iovs, int cnt)
{
	ssize_t n;

	do {
		/* Only a stop ends it: a signal must not tear a line of output. */
		int ret = wbpf_wake_wait_fd(g->wake, fd, POLLOUT);

		if (ret)
			return ret;
		n = writev(fd, iovs, cnt);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n < 0 ? -errno : n;
}

/* All of one buffer, in steps that do not block; what was written when a step fails. */
static ssize_t write_steps(struct wbpf_guest *g, int fd, struct iovec left, size_t max)
{
	ssize_t done = 0, n = 0;

	while (left.iov_len && n >= 0) {
		struct iovec step = { left.iov_base, left.iov_len < max ? left.iov_len : max };

		n = write_once(g, fd, &step, 1);
		if (n > 0) {
			left.iov_base = (char *)left.iov_base + n;
			left.iov_len -= (size_t)n;
			done += n;
		}
	}
	return done ? done : n;
}

/* One system call for what fits in one step, so that lines of two processes do not mix. */
static ssize_t write_iovs(struct wbpf_guest *g, int fd, const struct iovec *iovs, int cnt)
{
	size_t total = 0, max = unblocked_max(fd);
	ssize_t done = 0, n = 0;

	for (int i = 0; i < cnt; i++)
		total += iovs[i].iov_len;
	if (total <= max)
		return write_once(g, fd, iovs, cnt);
	for (int i = 0; i < cnt; i++) {
		n = write_steps(g, fd, iovs[i], max);
		done += n > 0 ? n : 0;
		if (n < (ssize_t)iovs[i].iov_len)
			break;
	}
	return done ? done : n;
}

/* A signal ends the wait, as it ends read(2) of a process that has a handler. */
static int wait_readable(struct wbpf_guest *g, int fd)
{
	struct pollfd pfds[2] = { { .fd = fd, .events = POLLIN },
				  { .fd = g->wake->fd, .events = POLLIN } };
	int ret = 0;

	while (!ret && !pfds[0].revents) {
		ret = wbpf_wake_check(g->wake);
		if (!ret && poll(pfds, 2, -1) < 0 && errno != EINTR)
			ret = -errno;
	}
	return ret;
}

static ssize_t read_iovs(struct wbpf_guest *g, int fd, const struct iovec *iovs, int cnt)
{
	ssize_t n;

	do {
		int ret = wait_readable(g, fd);

		if (ret)
			return ret;
		n = readv(fd, iovs, cnt);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n < 0 ? -errno : n;
}

ssize_t wbpf_stdio_read(struct wbpf_guest *g, int fd, wbpf_gaddr list, uint32_t cnt)
{
	struct iovec iovs[IOVS_MAX];
	int n = take_iovs(g, list, cnt, iovs);

	return n < 0 ? n : read_iovs(g, fd, iovs, n);
}

ssize_t wbpf_stdio_write(struct wbpf_guest *g, int fd, wbpf_gaddr list, uint32_t cnt)
{
	struct iovec iovs[IOVS_MAX];
	int n = take_iovs(g, list, cnt, iovs);

	return n < 0 ? n : write_iovs(g, fd, iovs, n);
}
