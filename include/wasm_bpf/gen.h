/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Source code from eBPF objects and BTF. Needs no kernel and no privileges (but gen_vmlinux, which
 * reads the running kernel's BTF).
 *
 * Each function gives a NUL-terminated text in *out that the caller frees with free().
 */
#ifndef WASM_BPF_GEN_H
#define WASM_BPF_GEN_H

#include <stddef.h>

#include <wasm_bpf/error.h>
#include <wasm_bpf/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A C skeleton with libbpf's names and kernel-side layouts, as `bpftool gen skeleton` would have
 * it for a native program, but right on a 32-bit guest.
 * @param elf the object, `len` bytes; borrowed
 * @param name of the skeleton, a C identifier ("opensnoop_bpf")
 * @return 0; -EINVAL (stage KERNEL) no eBPF object, no BTF; (stage USAGE) a name that is no identifier; -ENOMEM
 */
WBPF_API int wbpf_gen_skeleton(const void *elf, size_t len, const char *name, char **out,
			       size_t *out_len, struct wbpf_error *err);

/**
 * A subskeleton: what a library's part of an object has, to be found in a program's object
 * (`bpftool gen subskeleton`). Parameters and errors as of wbpf_gen_skeleton().
 */
WBPF_API int wbpf_gen_subskeleton(const void *elf, size_t len, const char *name, char **out,
				  size_t *out_len, struct wbpf_error *err);

/**
 * vmlinux.h: the kernel's types for the BPF side.
 * @param btf_path a raw BTF file or an ELF with .BTF; NULL: the running kernel's
 * @return 0; -ENOENT no such file or no kernel BTF; -EINVAL no BTF in it; -ENOMEM
 */
WBPF_API int wbpf_gen_vmlinux(const char *btf_path, char **out, size_t *out_len,
			      struct wbpf_error *err);

/** An eBPF object, all borrowed. */
struct wbpf_gen_input {
	const void *elf;
	size_t len;	  /**< bytes */
	const char *name; /**< for messages: its path */
};

/**
 * Raw BTF with what CO-RE relocations of some objects look at: a few KB to ship for kernels
 * without BTF (`bpftool gen min_core_btf`).
 * @param btf_path the kernel's whole BTF, as of wbpf_gen_vmlinux()
 * @return 0; -ENOENT no such file; -EINVAL no BTF in it, no eBPF object; -ENOMEM
 */
WBPF_API int wbpf_gen_min_btf(const struct wbpf_gen_input *objects, size_t cnt,
			      const char *btf_path, char **out, size_t *out_len,
			      struct wbpf_error *err);

/**
 * One eBPF object of several (`bpftool gen object`).
 * @return 0; -EINVAL no eBPF object, or they do not fit together; -ENOMEM
 */
WBPF_API int wbpf_gen_object(const struct wbpf_gen_input *objects, size_t cnt, char **out,
			     size_t *out_len, struct wbpf_error *err);

/**
 * C definitions with the BPF side's layout of an object's structs, unions and enums.
 * @param names which, with what they consist of; cnt 0: all
 * @return 0; -ENOENT no such type in it; -EINVAL no eBPF object, no BTF; -ENOMEM
 */
WBPF_API int wbpf_gen_structs(const struct wbpf_gen_input *object, const char *const *names,
			      size_t cnt, char **out, size_t *out_len, struct wbpf_error *err);

#ifdef __cplusplus
}
#endif

#endif
