/* SPDX-License-Identifier: MIT */
/* bpf(2) as it is, and what an fd of it is. */
#include <bpf/bpf.h>
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kern/apart.h"
#include "kern/features.h"
#include "kern/object.h"
#include "kern/words.h"

struct call {
	uint32_t cmd, size;
	void *attr;
};

static int make_call(void *ctx)
{
	const struct call *c = ctx;
	long ret = syscall(SYS_bpf, c->cmd, c->attr, c->size);

	return ret < 0 ? -errno : (int)ret;
}

int kern_bpf(uint32_t cmd, const char *name, void *attr, uint32_t size, struct wbpf_error *err)
{
	const union bpf_attr *a = attr;
	struct call call = { cmd, size, attr };
	bool apart = cmd == BPF_PROG_TEST_RUN && kern_must_run_apart((int)a->test.prog_fd);
	int ret;

	KERN_LISTEN();
	ret = apart ? kern_run_apart((int)a->test.prog_fd, make_call, &call) : make_call(&call);
	if (ret >= 0)
		return ret;
	if (ret == -EPERM)
		kern_missing_privilege(kern_words_here()->note, sizeof(kern_words_here()->note));
	kern_fail(err, ret, "bpf %s", name);
	/* Feature probes tell by the kernel's own number; it is none of user space's. */
	if (err)
		err->code = ret;
	return ret;
}

enum kern_fd_kind kern_fd_kind(int fd)
{
	if (kern_fd_is(fd, "map"))
		return KERN_FD_MAP;
	if (kern_fd_is(fd, "prog"))
		return KERN_FD_PROGRAM;
	if (kern_fd_is(fd, "link"))
		return KERN_FD_LINK;
	return kern_fd_is_btf(fd) ? KERN_FD_BTF : KERN_FD_OTHER;
}
