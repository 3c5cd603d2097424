/* SPDX-License-Identifier: MIT */
/* Text for terminals that others may have chosen: names in a module, words of a log. */
#ifndef WBPF_CLI_TERM_H
#define WBPF_CLI_TERM_H

#include <stddef.h>

#include "base/buf.h"

/* Append text with control characters written as \xNN, so that no module drives the terminal.
 * Tabs stay. */
void cli_put_shown(struct wbpf_buf *out, const char *text, size_t len);
/* Write all of it, if that goes: nothing could be done about a broken standard error. */
void cli_write(int fd, const char *data, size_t len);

#endif
