/* SPDX-License-Identifier: MIT */
/*
 * The wasmtime adapter: what a guest writes to standard output and error.
 *
 * The engine's own streams turn a closed pipe into EIO, and block in write(2) where no stop
 * reaches them. These write by themselves: the guest sees EPIPE (when the process ignores
 * SIGPIPE), and a stop ends the wait for a reader that does not read. A terminal is left to the
 * engine, because only its streams say to the guest that they are one.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "engine/wasmtime_impl.h"
#include "guest/wake.h"

/* A pipe that is writable takes PIPE_BUF bytes without blocking. */
static ssize_t write_some(struct wt_instance *inst, int fd, const unsigned char *buf, size_t len)
{
	ssize_t n;
	int ret;

	do {
		ret = wbpf_wake_wait_fd(inst->guest->wake, fd, POLLOUT);
		if (ret)
			return ret;
		n = write(fd, buf, len < PIPE_BUF ? len : PIPE_BUF);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n < 0 ? -errno : n;
}

static ptrdiff_t write_all(void *data, int fd, const unsigned char *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = write_some(data, fd, buf + done, len - done);

		if (n < 0)
			return n;
		done += (size_t)n;
	}
	return (ptrdiff_t)len;
}

static ptrdiff_t write_stdout(void *data, const unsigned char *buf, size_t len)
{
	return write_all(data, STDOUT_FILENO, buf, len);
}

static ptrdiff_t write_stderr(void *data, const unsigned char *buf, size_t len)
{
	return write_all(data, STDERR_FILENO, buf, len);
}

void wt_stdio_setup(wasi_config_t *wasi, struct wt_instance *inst)
{
	wasi_config_inherit_stdin(wasi);
	if (isatty(STDOUT_FILENO))
		wasi_config_inherit_stdout(wasi);
	else
		wasi_config_set_stdout_custom(wasi, write_stdout, inst, NULL);
	if (isatty(STDERR_FILENO))
		wasi_config_inherit_stderr(wasi);
	else
		wasi_config_set_stderr_custom(wasi, write_stderr, inst, NULL);
}
