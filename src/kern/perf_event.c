/* SPDX-License-Identifier: MIT */
/* perf_event_open(2) with an attr that a guest wrote. */
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kern/features.h"
#include "kern/kern.h"
#include "kern/words.h"

enum { FLAGS_ALLOWED = PERF_FLAG_FD_CLOEXEC };

/* A longer attr than we know is fine as long as the rest is zero, as the kernel has it. */
static int copy_attr(struct perf_event_attr *to, const void *from, uint32_t len)
{
	const uint8_t *bytes = from;

	if (len < PERF_ATTR_SIZE_VER0 || len > 4096)
		return -EINVAL;
	for (uint32_t i = sizeof(*to); i < len; i++)
		if (bytes[i])
			return -E2BIG;
	memset(to, 0, sizeof(*to));
	memcpy(to, from, len < sizeof(*to) ? len : sizeof(*to));
	to->size = len < sizeof(*to) ? len : sizeof(*to);
	return 0;
}

/* Types beyond PERF_TYPE_MAX are PMUs of this machine; those of k- and uprobes take pointers. */
static int check_type(const struct perf_event_attr *attr, struct wbpf_error *err)
{
	if (attr->type >= PERF_TYPE_MAX)
		return kern_refuse(err, -EINVAL, "perf event: type %u is no generic one",
				   attr->type);
	if (attr->type == PERF_TYPE_BREAKPOINT && !attr->exclude_kernel)
		return kern_refuse(err, -EPERM, "perf event: a breakpoint must exclude the kernel");
	/* It would send SIGTRAP to whichever process the guest names. */
	if (attr->sigtrap)
		return kern_refuse(err, -EPERM, "perf event: sigtrap is not allowed");
	return 0;
}

int kern_perf_event_open(const void *attr_bytes, uint32_t attr_len, int32_t pid, int32_t cpu,
			 uint64_t flags, struct wbpf_error *err)
{
	struct kern_words *words = kern_words_here();
	struct perf_event_attr attr;
	int fd, ret = copy_attr(&attr, attr_bytes, attr_len);

	KERN_LISTEN();
	if (ret)
		return kern_refuse(err, ret, "perf event: attr of %u bytes", attr_len);
	if (flags & ~(uint64_t)FLAGS_ALLOWED)
		return kern_refuse(err, -EINVAL, "perf event: flags 0x%llx",
				   (unsigned long long)flags);
	ret = check_type(&attr, err);
	if (ret)
		return ret;
	fd = (int)syscall(SYS_perf_event_open, &attr, pid, cpu, -1, flags | PERF_FLAG_FD_CLOEXEC);
	if (fd >= 0)
		return fd;
	ret = -errno;
	if (ret == -EPERM || ret == -EACCES)
		kern_missing_privilege(words->note, sizeof(words->note));
	return kern_fail(err, ret, "perf event: type %u, config 0x%llx, cpu %d", attr.type,
			 (unsigned long long)attr.config, cpu);
}
