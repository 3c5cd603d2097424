/* SPDX-License-Identifier: MIT */
#include "codegen/ext.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC = 0xeb9f, HEAD_BYTES_MIN = 24, HEAD_BYTES_CORE = 32, CORE_WORDS = 4 };

struct walk {
	char *data;
	size_t len;
	cg_ext_fn fn;
	void *ctx;
};

static uint32_t word(const char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* One program section: its name, how many records, the records. */
static size_t walk_section(const struct walk *w, int kind, char *at, size_t len, uint32_t record)
{
	uint64_t bytes;

	if (len < 8)
		return 0;
	bytes = 8 + (uint64_t)word(at + 4) * record;
	if (bytes > len || !w->fn(w->ctx, -1, (uint32_t *)(void *)at))
		return 0;
	for (char *r = at + 8; r < at + bytes; r += record)
		if (!w->fn(w->ctx, kind, (uint32_t *)(void *)r))
			return 0;
	return (size_t)bytes;
}

static bool walk_table(const struct walk *w, int kind, size_t head, uint32_t offset, uint32_t len)
{
	static const uint32_t least[] = { 8, 16, 4 * CORE_WORDS };
	uint64_t start = head + (uint64_t)offset;
	uint32_t record;
	char *at;

	if (!len)
		return true;
	if (start % 4 || start + len > w->len || len < 4)
		return false;
	at = w->data + start;
	record = word(at);
	if (record < least[kind] || record % 4)
		return false;
	for (size_t pos = 4; pos < len;) {
		size_t used = walk_section(w, kind, at + pos, len - pos, record);

		if (!used)
			return false;
		pos += used;
	}
	return true;
}

bool cg_ext_walk(void *data, size_t len, cg_ext_fn fn, void *ctx)
{
	struct walk w = { data, len, fn, ctx };
	uint32_t head;

	if (len < HEAD_BYTES_MIN || (word(data) & 0xffff) != MAGIC)
		return false;
	head = word(w.data + 4);
	if (head < HEAD_BYTES_MIN || head > len)
		return false;
	for (int kind = 0; kind <= (head >= HEAD_BYTES_CORE ? CG_EXT_CORE : CG_EXT_LINE); kind++)
		if (!walk_table(&w, kind, head, word(w.data + 8 + 8 * kind),
				word(w.data + 12 + 8 * kind)))
			return false;
	return true;
}

int cg_access_parse(const char *text, uint32_t *indexes, int max)
{
	int cnt = 0;

	for (;; text++) {
		char *end;
		unsigned long value = strtoul(text, &end, 10);

		if (end == text || *text == '-' || *text == '+' || value > UINT32_MAX || cnt == max)
			return -1;
		indexes[cnt++] = (uint32_t)value;
		text = end;
		if (*text != ':')
			return *text ? -1 : cnt;
	}
}
