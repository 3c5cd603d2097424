/* SPDX-License-Identifier: MIT */
/*
 * libbpf reads all types of the kernel (5 MB) for the few that an object relocates against. They are
 * cut out once per object and kernel, and kept. Whatever is odd: -1, and libbpf does as ever.
 */
#include "kern/min_btf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/object.h"

#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"
#define CUT_VERSION "btf 1" /* changes with what is cut out */

static _Thread_local const struct wbpf_store *thread_store;
static _Thread_local const struct wbpf_trace *thread_trace;

void kern_set_store(const struct wbpf_store *store, const struct wbpf_trace *trace)
{
	thread_store = store;
	thread_trace = trace;
}

/* Whose types: a file by what stat says, the running kernel also by its release and build id. */
struct origin {
	uint64_t dev, ino, size;
	int64_t mtime_ns, ctime_ns;
	struct utsname uts;
	uint8_t notes[256];
};

static bool read_kernel(struct origin *o)
{
	WBPF_CLOSE int fd = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC);

	/* A file of sysfs has new times and numbers after each boot. */
	o->dev = o->ino = 0;
	o->mtime_ns = o->ctime_ns = 0;
	return fd >= 0 && read(fd, o->notes, sizeof(o->notes)) > 0 && uname(&o->uts) == 0;
}

static bool read_origin(const char *kernel_btf, struct origin *o)
{
	struct stat st;

	memset(o, 0, sizeof(*o));
	if (stat(kernel_btf ? kernel_btf : VMLINUX_BTF, &st) < 0)
		return false;
	*o = (struct origin){
		.dev = st.st_dev,
		.ino = st.st_ino,
		.size = (uint64_t)st.st_size,
		.mtime_ns = st.st_mtim.tv_sec * 1000000000ll + st.st_mtim.tv_nsec,
		.ctime_ns = st.st_ctim.tv_sec * 1000000000ll + st.st_ctim.tv_nsec,
	};
	return kernel_btf || read_kernel(o);
}

static bool make_key(const void *elf, size_t len, const char *kernel_btf, struct wbpf_digest *key)
{
	static const char version[] = CUT_VERSION;
	struct origin o;
	const struct iovec parts[] = {
		{ (void *)version, sizeof(version) },
		{ &o, sizeof(o) },
		{ (void *)elf, len },
	};

	if (!read_origin(kernel_btf, &o))
		return false;
	wbpf_digest_parts(parts, sizeof(parts) / sizeof(parts[0]), key);
	return true;
}

/* A file in memory with these bytes. -1: none. */
static int memory_file(const void *data, size_t len)
{
	WBPF_CLOSE int fd = memfd_create("wasm-bpf", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return -1;
	return WBPF_TAKE_FD(fd);
}

/* False: there is no /proc, and so no path. */
static bool name_of(int fd, char path[32])
{
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return access(path, R_OK) == 0;
}

static struct btf *cut_for(const struct btf *btf, const struct btf_ext *ext, const char *kernel_btf)
{
	struct kern_roots roots = { 0 };
	struct btf *kernel, *part = NULL;

	if (!kern_roots_read(btf, ext, &roots) && !roots.unfit && roots.cnt) {
		kernel = kernel_btf ? btf__parse(kernel_btf, NULL) : btf__load_vmlinux_btf();
		part = kernel ? kern_btf_cut(kernel, &roots) : NULL;
		btf__free(kernel);
	}
	free(roots.roots);
	return part;
}

/* libbpf reads .BTF.ext of files alone. */
static struct btf *cut(const void *elf, size_t len, const char *kernel_btf)
{
	WBPF_CLOSE int fd = memory_file(elf, len);
	struct btf_ext *ext = NULL;
	struct btf *btf, *part = NULL;
	char path[32];

	if (fd < 0 || !name_of(fd, path))
		return NULL;
	btf = btf__parse_elf(path, &ext);
	if (btf && ext)
		part = cut_for(btf, ext, kernel_btf);
	btf_ext__free(ext);
	btf__free(btf);
	return part;
}

/* Cut, keep, and hand out. An object that is better served by all types is kept as an empty entry. */
static int make(const struct wbpf_store *store, const struct wbpf_digest *key, const void *elf,
		size_t len, const char *kernel_btf)
{
	struct btf *part = cut(elf, len, kernel_btf);
	uint32_t size = 0;
	const void *data = part ? btf__raw_data(part, &size) : "";
	int fd = -1;

	if (data) {
		store->put(store->ctx, WBPF_STORE_BTF, key, data, size);
		fd = size ? memory_file(data, size) : -1;
	}
	btf__free(part);
	return fd;
}

static int find_or_make(const struct wbpf_store *store, const void *elf, size_t len,
			const char *kernel_btf)
{
	struct wbpf_stored stored;
	struct wbpf_digest key;
	uint64_t begin = wbpf_trace_now(thread_trace);
	int fd = -1;

	if (!make_key(elf, len, kernel_btf, &key))
		return -1;
	if (store->get(store->ctx, WBPF_STORE_BTF, &key, &stored)) {
		fd = make(store, &key, elf, len, kernel_btf);
		wbpf_trace_end(thread_trace, "kernel types cut out", begin);
		return fd;
	}
	if (stored.len)
		fd = WBPF_TAKE_FD(stored.fd);
	wbpf_stored_release(&stored);
	wbpf_trace_end(thread_trace, "kernel types from cache", begin);
	return fd;
}

int kern_min_btf(const void *elf, size_t len, const char *kernel_btf, char path[32])
{
	int fd = thread_store ? find_or_make(thread_store, elf, len, kernel_btf) : -1;

	if (fd < 0 || name_of(fd, path))
		return fd;
	close(fd);
	return -1;
}
