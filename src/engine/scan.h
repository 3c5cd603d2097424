/* SPDX-License-Identifier: MIT */
/* A first look at module bytes, for any engine: what they are, and what no engine's API tells. */
#ifndef WBPF_ENGINE_SCAN_H
#define WBPF_ENGINE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum wbpf_scan_kind {
	WBPF_SCAN_BINARY, /* a core module in binary form */
	WBPF_SCAN_TEXT,	  /* perhaps WAT */
};

struct wbpf_scan {
	bool has_start;		   /* a start function: guest code that runs at instantiation */
	uint64_t memory_min_bytes; /* of the memory that the module defines; 0: none */
};

/* Stage COMPILE, -ENOEXEC: neither of both; one sentence that says what it looks like. */
int wbpf_scan_kind(const uint8_t *bytes, size_t len, enum wbpf_scan_kind *kind,
		   struct wbpf_error *err);
/* Of a binary module that an engine has found valid; stops silently at anything odd. */
void wbpf_scan_module(const uint8_t *bytes, size_t len, struct wbpf_scan *scan);

#endif
