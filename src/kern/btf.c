/* SPDX-License-Identifier: MIT */
/* Types of the running kernel. */
#include <bpf/btf.h>
#include <errno.h>
#include <pthread.h>

#include "kern/kern.h"
#include "kern/words.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Kept for the life of the process: reading it takes milliseconds, and a kernel has one. */
static struct btf *vmlinux;

static int find_in(const struct btf *btf, const char *name, uint32_t kind)
{
	return kind ? btf__find_by_name_kind(btf, name, kind) : btf__find_by_name(btf, name);
}

static int find_in_module(const char *module, const char *name, uint32_t kind)
{
	struct btf *btf = btf__load_module_btf(module, vmlinux);
	int ret = btf ? find_in(btf, name, kind) : -errno;

	btf__free(btf);
	return ret;
}

static int find_locked(const char *module, const char *name, uint32_t kind)
{
	if (!vmlinux)
		vmlinux = btf__load_vmlinux_btf();
	if (!vmlinux)
		return -errno;
	return module ? find_in_module(module, name, kind) : find_in(vmlinux, name, kind);
}

int kern_btf_find(const char *module, const char *name, uint32_t kind, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	pthread_mutex_lock(&lock);
	ret = find_locked(module, name, kind);
	pthread_mutex_unlock(&lock);
	return ret >= 0 ? ret :
			  kern_fail(err, ret, "type '%s' in the BTF of %s", name,
				    module ? module : "vmlinux");
}
