/* SPDX-License-Identifier: MIT */
/* bpf(2) as it is, and what an fd of it is. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kern/features.h"
#include "kern/object.h"
#include "kern/words.h"

int kern_bpf(uint32_t cmd, const char *name, void *attr, uint32_t size, struct wbpf_error *err)
{
	long ret;

	KERN_LISTEN();
	ret = syscall(SYS_bpf, cmd, attr, size);
	if (ret >= 0)
		return (int)ret;
	ret = -errno;
	if (ret == -EPERM)
		kern_missing_privilege(kern_words_here()->note, sizeof(kern_words_here()->note));
	kern_fail(err, (int)ret, "bpf %s", name);
	/* Feature probes tell by the kernel's own number; it is none of user space's. */
	if (err)
		err->code = (int)ret;
	return (int)ret;
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
