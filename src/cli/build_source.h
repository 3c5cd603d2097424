/* SPDX-License-Identifier: MIT */
/* Definitions of structs in the text of a header. */
#ifndef WBPF_CLI_BUILD_SOURCE_H
#define WBPF_CLI_BUILD_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The braces and what is between. */
struct span {
	size_t begin, end;
};

/* The text with blanks for comments and literals: what is at a place stays there. */
bool source_mask(const char *text, size_t len, struct wbpf_buf *masked);
/* Of "struct x", "union x" or a typedef's name; false: it is not defined there, or twice. */
bool source_find(const struct wbpf_buf *masked, const char *name, struct span *body);

#endif
