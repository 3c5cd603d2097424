/* SPDX-License-Identifier: MIT */
/* Static linking of eBPF objects: libbpf's linker, in memory. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "base/cleanup.h"
#include "codegen/codegen.h"
#include "codegen/elf.h"

static int failed(struct wbpf_error *err, int code, const char *what)
{
	if (code == -ENOMEM)
		return wbpf_fail(err, WBPF_STAGE_INTERNAL, code, "out of memory");
	return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "%s: libbpf cannot link it", what);
}

/* The linker trusts more than we do of what is no object at all. */
static int check(const struct cg_input *in, struct wbpf_error *err)
{
	struct cg_elf e;
	bool fine = cg_elf_read(&e, in->elf, in->len) && e.head.e_machine == EM_BPF &&
		    e.head.e_type == ET_REL;

	cg_elf_free(&e);
	return fine ? 0 :
		      wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL,
				"%s: not a little-endian eBPF object", in->name);
}

static int add(struct bpf_linker *linker, const struct cg_input *in, struct wbpf_error *err)
{
	int ret = check(in, err);

	if (ret)
		return ret;
	ret = bpf_linker__add_buf(linker, (void *)in->elf, in->len, NULL);
	return ret ? failed(err, ret, in->name) : 0;
}

static int read_back(int fd, struct wbpf_buf *out, struct wbpf_error *err)
{
	struct stat st;
	size_t len;

	if (fstat(fd, &st) < 0 || !wbpf_buf_reserve(out, len = (size_t)st.st_size))
		return failed(err, -ENOMEM, "");
	if (pread(fd, out->data + out->len, len, 0) != (ssize_t)len)
		return failed(err, -EINVAL, "the result");
	out->len += len;
	return 0;
}

int wbpf_codegen_object(const struct cg_input *objects, size_t cnt, struct wbpf_buf *out,
			struct wbpf_error *err)
{
	WBPF_CLOSE int fd = memfd_create("linked.bpf.o", MFD_CLOEXEC);
	struct bpf_linker *linker = fd < 0 ? NULL : bpf_linker__new_fd(fd, NULL);
	int ret = linker ? 0 : failed(err, -errno, "the result");

	for (size_t i = 0; !ret && i < cnt; i++)
		ret = add(linker, &objects[i], err);
	if (!ret) {
		ret = bpf_linker__finalize(linker);
		ret = ret ? failed(err, ret, "the result") : read_back(fd, out, err);
	}
	bpf_linker__free(linker);
	return ret;
}
