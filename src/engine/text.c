/* SPDX-License-Identifier: MIT */
#include "engine/text.h"

/* C0, DEL, and C1 in UTF-8 (0xc2 and 0x80 to 0x9f). */
static size_t control_len(const unsigned char *text, size_t len)
{
	if (text[0] < 0x20 || text[0] == 0x7f)
		return 1;
	return len > 1 && text[0] == 0xc2 && text[1] >= 0x80 && text[1] <= 0x9f ? 2 : 0;
}

void wbpf_text_append(struct wbpf_buf *buf, const char *text, size_t len, bool lines)
{
	size_t i = 0;

	while (i < len) {
		size_t control = control_len((const unsigned char *)text + i, len - i);

		if (lines && text[i] == '\n')
			control = 0;
		wbpf_buf_append(buf, control ? "?" : text + i, 1);
		i += control ? control : 1;
	}
}
