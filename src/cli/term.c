/* SPDX-License-Identifier: MIT */
#include "cli/term.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* U+0080 to U+009F are control characters as well, two bytes in UTF-8. */
static bool is_control(const unsigned char *text, size_t left)
{
	if (text[0] == 0xc2 && left > 1 && text[1] < 0xa0)
		return true;
	return (text[0] < 0x20 && text[0] != '\t') || text[0] == 0x7f;
}

void cli_put_shown(struct wbpf_buf *out, const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;

	for (size_t i = 0; i < len; i++) {
		if (is_control(bytes + i, len - i))
			wbpf_buf_printf(out, "\\x%02x", bytes[i] == 0xc2 ? bytes[++i] : bytes[i]);
		else
			wbpf_buf_append(out, text + i, 1);
	}
}

void cli_write(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
}

bool cli_color(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if ((no_color && *no_color) || (term && strcmp(term, "dumb") == 0))
		return false;
	return isatty(fd);
}
