/* SPDX-License-Identifier: MIT */
/* Standard output into a pipe while a guest runs. */
#ifndef WBPF_TESTS_RUNTIME_CAPTURE_H
#define WBPF_TESTS_RUNTIME_CAPTURE_H

#include <fcntl.h>
#include <unistd.h>

#include "run.h"

struct capture {
	int saved, reader;
};

static inline struct capture capture_begin(void)
{
	struct capture c;
	int fds[2];

	fflush(stdout);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	c.saved = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	c.reader = fds[0];
	assert_int_equal(dup2(fds[1], STDOUT_FILENO), STDOUT_FILENO);
	close(fds[1]);
	return c;
}

/* The terminal (or ctest's pipe) is standard output again; the reader still has what was written. */
static inline void capture_end(struct capture *c)
{
	assert_int_equal(dup2(c->saved, STDOUT_FILENO), STDOUT_FILENO);
	close(c->saved);
}

/* All that was written, at most size bytes; closes the reader. */
static inline size_t capture_read(struct capture *c, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size && (n = read(c->reader, buf + len, size - len)) > 0)
		len += (size_t)n;
	close(c->reader);
	return len;
}

#endif
