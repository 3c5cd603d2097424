/* SPDX-License-Identifier: MIT */
/*
 * The handle table of one instance: what a guest can name. A handle is a small positive integer
 * (index in the low bits, generation above, so that a stale handle is -EBADF and never another
 * thing). Types are checked on every look-up. Not thread-safe: an instance runs on one thread.
 */
#ifndef WBPF_BASE_HANDLE_H
#define WBPF_BASE_HANDLE_H

#include <stdint.h>

typedef int32_t wbpf_handle; /* > 0; 0 is no handle */

enum wbpf_handle_type {
	WBPF_H_FREE = 0,
	WBPF_H_OBJECT,
	WBPF_H_MAP,
	WBPF_H_PROGRAM,
	WBPF_H_LINK,
	WBPF_H_SOURCE, /* ring or perf buffer being read, user ring being written */
	WBPF_H_FD,     /* iterator, perf event, BTF */
	WBPF_H_MAPPING, /* pages in linear memory */
};

enum { WBPF_HANDLES_MAX = 65536 }; /* per instance; more is -EMFILE */

struct wbpf_handle_entry {
	enum wbpf_handle_type type;
	uint32_t generation;
	wbpf_handle parent;	    /* closed with it; 0 = none */
	void *ptr;
	void (*destroy)(void *ptr); /* NULL: the parent owns ptr */
	uint32_t child_cnt;	    /* live children; most handles have none and close at once */
	uint32_t next_free;
};

struct wbpf_handles {
	struct wbpf_handle_entry *entries;
	uint32_t cnt, cap, first_free;
};

/* Store ptr; the table owns it when destroy is given. Negative errno on failure (-EMFILE,
 * -ENOMEM), and then destroy has NOT been called. */
wbpf_handle wbpf_handle_put(struct wbpf_handles *t, enum wbpf_handle_type type, void *ptr,
			    void (*destroy)(void *), wbpf_handle parent);
/* NULL: no such handle, stale, or of another type. */
void *wbpf_handle_get(const struct wbpf_handles *t, wbpf_handle h, enum wbpf_handle_type type);
/* The handle under which ptr is already stored with that type, or 0: a map asked for twice has
 * one handle. */
wbpf_handle wbpf_handle_find(const struct wbpf_handles *t, enum wbpf_handle_type type,
			     const void *ptr);
/* The type of a live handle, WBPF_H_FREE for any other number. */
enum wbpf_handle_type wbpf_handle_type_of(const struct wbpf_handles *t, wbpf_handle h);
/* Close a handle and its children (children first). 0 or -EBADF. */
int wbpf_handle_close(struct wbpf_handles *t, wbpf_handle h);
/* Close all, newest first, and free the table. */
void wbpf_handles_free(struct wbpf_handles *t);

#endif
