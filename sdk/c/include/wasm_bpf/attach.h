/* SPDX-License-Identifier: MIT */
/* What the host attaches and libbpf has no function for. */
#ifndef WASM_BPF_ATTACH_H
#define WASM_BPF_ATTACH_H

#include <bpf/libbpf.h>
#include <wasm_bpf/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * See the packets of one interface with a socket filter program. Natively a tool opens an AF_PACKET
 * socket and sets SO_ATTACH_BPF; WASI has no such sockets, so the host does both and the link stands
 * for the socket. `ifname` is borrowed. NULL and errno on failure (ENODEV: no such interface).
 */
struct bpf_link *wbpf_attach_socket_filter(const struct bpf_program *prog, const char *ifname);

/*
 * The host's own attach, with every kind and option of abi.h. `opts` NULL: by the section's name.
 * opts->sz may be 0 and is filled in then. Borrowed. NULL and errno on failure.
 */
struct bpf_link *wbpf_program__attach(const struct bpf_program *prog,
				      struct wbpf_attach_opts *opts);

/* The libc's number for an errno of Linux that a BPF program recorded; both positive. */
int wbpf_errno_from_linux(int linux_errno);

#ifdef __cplusplus
}
#endif

#endif
