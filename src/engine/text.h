/* SPDX-License-Identifier: MIT */
#ifndef WBPF_ENGINE_TEXT_H
#define WBPF_ENGINE_TEXT_H

#include "base/buf.h"

/* Append words that come out of a module (names, quoted source): a control character, which could
 * break a message in two or command a terminal, becomes '?'. Newlines stay when `lines` is set. */
void wbpf_text_append(struct wbpf_buf *buf, const char *text, size_t len, bool lines);

#endif
