/* SPDX-License-Identifier: MIT */
/*
 * Unpacking the arguments of host calls: what guest.h checks, with words in g->last_error about what
 * is wrong. Every function returns a negative errno after setting it. Also how the rooms above
 * agree on what a handle of a type points to.
 */
#ifndef WBPF_GUEST_ARG_H
#define WBPF_GUEST_ARG_H

#include "guest/guest.h"

/* Bounds of what is copied out of a guest, in bytes. */
enum {
	WBPF_ARG_STR_MAX = 4096,     /* names and paths */
	WBPF_ARG_TEXT_MAX = 1 << 20, /* a file's worth of text */
	WBPF_ARG_ELF_MAX = 64 << 20, /* one eBPF object */
};

/* The guest's own mistake (stage USAGE). Returns code. */
int wbpf_arg_fail(struct wbpf_guest *g, int code, const char *fmt, ...) WBPF_PRINTF(3, 4);
/* As wbpf_fail (stage KERNEL) for calls that are made millions of times: copies, never formats. */
int wbpf_arg_quick(struct wbpf_guest *g, int code, const char *text);

/* What the handle names; NULL after -EBADF was set. */
void *wbpf_arg_handle(struct wbpf_guest *g, wbpf_handle h, enum wbpf_handle_type type);
/* Store ptr under its handle, or under a new one. When that fails destroy (may be NULL) runs. */
wbpf_handle wbpf_arg_put(struct wbpf_guest *g, enum wbpf_handle_type type, void *ptr,
			 void (*destroy)(void *), wbpf_handle parent);
/* A WBPF_H_FD handle owns an fd. put closes it when it fails; arg_fd lends it. */
wbpf_handle wbpf_arg_put_fd(struct wbpf_guest *g, int fd);
int wbpf_arg_fd(struct wbpf_guest *g, wbpf_handle h);

/* `what` names the argument in the message. view and array: to write there; peek and peek_array: to
 * read, as guest.h says. */
int wbpf_arg_view(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what,
		  void **out);
int wbpf_arg_peek(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what,
		  const void **out);
/* The same for bytes that are looked at more than once: -EFAULT where a map's pages are mapped. */
int wbpf_arg_own(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what,
		 const void **out);
/* Of cnt elements of `each` bytes. */
int wbpf_arg_array(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t cnt, uint32_t each,
		   const char *what, void **out);
int wbpf_arg_peek_array(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t cnt, uint32_t each,
			const char *what, const void **out);
/* A string of the caller's on the heap, at most WBPF_ARG_STR_MAX bytes. */
int wbpf_arg_str(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what, char **out);
/* The same, but NULL when len is 0. */
int wbpf_arg_opt_str(struct wbpf_guest *g, uint32_t addr, uint32_t len, const char *what,
		     char **out);
/* The same with at most WBPF_ARG_TEXT_MAX bytes. */
int wbpf_arg_opt_text(struct wbpf_guest *g, uint32_t addr, uint32_t len, const char *what,
		      char **out);
/* A C string. addr 0: -EINVAL. */
int wbpf_arg_cstr(struct wbpf_guest *g, wbpf_gaddr addr, const char *what, char **out);
int wbpf_arg_opts(struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t host_size);
/* The struct is needed: addr 0 is -EFAULT. */
int wbpf_arg_need_opts(struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t host_size);
int wbpf_arg_opts_out(struct wbpf_guest *g, wbpf_gaddr addr, const void *src, uint32_t host_size);

#endif
