/* SPDX-License-Identifier: MIT */
/*
 * Source text from BPF objects and BTF. Pure: needs no kernel and no privileges (but vmlinux
 * without a path, which reads the running kernel's BTF), and takes hostile bytes: every error is
 * told, the output of a failed call is not to be used.
 *
 * libbpf's warnings go to the process-wide hook that the caller has put in, or has not.
 */
#ifndef WBPF_CODEGEN_CODEGEN_H
#define WBPF_CODEGEN_CODEGEN_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct btf;

/* An object, all borrowed. */
struct cg_input {
	const void *elf;
	size_t len;
	const char *name; /* for messages */
};

/*
 * Append to `out` a C skeleton named `name` of the object in elf[0..len) (borrowed): the names of
 * `bpftool gen skeleton`, the layouts of the BPF side on any guest.
 * 0; -EINVAL (stage USAGE) when the name is no C identifier or has more than 63 bytes;
 * -EINVAL (stage KERNEL) no eBPF object, no BTF, a type that C cannot say; -E2BIG types too
 * many or too deeply nested; -ENOMEM.
 */
int wbpf_codegen_skeleton(const void *elf, size_t len, const char *name, struct wbpf_buf *out,
			  struct wbpf_error *err);

/* The same for a part of an object that another program links in: `bpftool gen subskeleton`. */
int wbpf_codegen_subskeleton(const void *elf, size_t len, const char *name, struct wbpf_buf *out,
			     struct wbpf_error *err);

/*
 * Append vmlinux.h to `out`: all types and, where the BTF marks them, the kfuncs.
 * `btf_path` is raw BTF or an ELF with .BTF; NULL is the running kernel's (4.18+ with
 * CONFIG_DEBUG_INFO_BTF). 0; -ENOENT; -EINVAL no BTF in it; -ENOMEM.
 */
int wbpf_codegen_vmlinux(const char *btf_path, struct wbpf_buf *out, struct wbpf_error *err);

/* libbpf's view of that BTF, to be freed; errors as above. */
int wbpf_codegen_open_btf(const char *path, struct btf **btf, struct wbpf_error *err);

/* Append the part of that BTF that CO-RE relocations of the objects look at, as raw BTF. -EINVAL:
 * no object, no BTF in it. */
int wbpf_codegen_min_btf(const struct cg_input *objects, size_t cnt, const char *btf_path,
			 struct wbpf_buf *out, struct wbpf_error *err);

/* Append one object of several, as `bpftool gen object` links them. -EINVAL. */
int wbpf_codegen_object(const struct cg_input *objects, size_t cnt, struct wbpf_buf *out,
			struct wbpf_error *err);

/* Append the structs of these names, or all of the object (no names), and what they consist of,
 * with the layout of the BPF side. -ENOENT: no such type. */
int wbpf_codegen_structs(const struct cg_input *object, const char *const *names, size_t cnt,
			 struct wbpf_buf *out, struct wbpf_error *err);

#endif
