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

#include "base/buf.h"
#include "base/error.h"

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

#endif
