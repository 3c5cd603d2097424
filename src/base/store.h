/* SPDX-License-Identifier: MIT */
/*
 * A place where a room may keep what is costly to make again: compiled code, cut-out kernel types.
 * The runtime puts one in (src/cache); no store is an ordinary state. What comes out is what was put
 * in under that key, whole, or nothing.
 */
#ifndef WBPF_BASE_STORE_H
#define WBPF_BASE_STORE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/digest.h"

enum wbpf_store_kind {
	WBPF_STORE_CODE, /* native code of a module */
	WBPF_STORE_BTF,	 /* the kernel types that an object needs */
	WBPF_STORE_KINDS,
};

struct wbpf_stored {
	int fd;		     /* owned; the file begins with the data and has more behind it */
	const uint8_t *data; /* read-only view, len bytes */
	size_t len;
	size_t map_len;
};

struct wbpf_store {
	void *ctx;
	/* 0; -ENOENT: not there or not to be trusted. */
	int (*get)(void *ctx, enum wbpf_store_kind kind, const struct wbpf_digest *key,
		   struct wbpf_stored *out);
	/* 0 or a negative errno, logged already: callers go on without. */
	int (*put)(void *ctx, enum wbpf_store_kind kind, const struct wbpf_digest *key,
		   const void *data, size_t len);
	/* Remove what turned out to be of no use. */
	void (*drop)(void *ctx, enum wbpf_store_kind kind, const struct wbpf_digest *key);
};

#define WBPF_STORED_INIT { -1, NULL, 0, 0 }

/* Let go of the view and the file; empty afterwards. */
void wbpf_stored_release(struct wbpf_stored *stored);

#endif
