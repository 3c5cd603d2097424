/* SPDX-License-Identifier: MIT */
#include "engine/scan.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { SECTION_MEMORY = 5, SECTION_START = 8, HEADER_BYTES = 8, PAGE_BYTES = 65536 };

static const uint8_t magic[] = { 0, 'a', 's', 'm' };
static const uint8_t core_version[] = { 1, 0, 0, 0 };
static const uint8_t component_version[] = { 0x0d, 0, 1, 0 };

static int refuse(struct wbpf_error *err, const char *why)
{
	return wbpf_fail(err, WBPF_STAGE_COMPILE, -ENOEXEC, "not a WebAssembly module: %s", why);
}

static int check_header(const uint8_t *bytes, size_t len, struct wbpf_error *err)
{
	const uint8_t *version = bytes + sizeof(magic);

	if (len < HEADER_BYTES)
		return refuse(err, "the file ends within its header");
	if (!memcmp(version, component_version, sizeof(component_version)))
		return refuse(err, "it is a WebAssembly component");
	if (memcmp(version, core_version, sizeof(core_version)))
		return refuse(err, "its version is unknown");
	return 0;
}

/* WAT begins with "(" after white space and comments (";;" or "(;"). */
static bool looks_like_wat(const uint8_t *bytes, size_t len)
{
	size_t i = 0;

	while (i < len && isspace(bytes[i]))
		i++;
	return i < len &&
	       (bytes[i] == '(' || (bytes[i] == ';' && i + 1 < len && bytes[i + 1] == ';'));
}

int wbpf_scan_kind(const uint8_t *bytes, size_t len, enum wbpf_scan_kind *kind,
		   struct wbpf_error *err)
{
	if (!len)
		return refuse(err, "it is empty");
	if (len >= sizeof(magic) && !memcmp(bytes, magic, sizeof(magic))) {
		*kind = WBPF_SCAN_BINARY;
		return check_header(bytes, len, err);
	}
	if (looks_like_wat(bytes, len)) {
		*kind = WBPF_SCAN_TEXT;
		return 0;
	}
	if (len >= 4 && !memcmp(bytes, "\177ELF", 4))
		return refuse(err, "it is an ELF file");
	return refuse(err,
		      "it begins neither with the bytes of a binary nor with a '(' of WAT text");
}

struct cursor {
	const uint8_t *pos, *end;
};

static bool get_byte(struct cursor *c, uint8_t *byte)
{
	if (c->pos == c->end)
		return false;
	*byte = *c->pos++;
	return true;
}

static bool get_leb(struct cursor *c, uint64_t *value)
{
	uint8_t byte;

	*value = 0;
	for (unsigned int shift = 0; shift < 64; shift += 7) {
		if (!get_byte(c, &byte))
			return false;
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* count, then limits: flags and the minimum in pages. Only the first memory: adapters refuse more. */
static void scan_memory(struct cursor c, struct wbpf_scan *scan)
{
	uint64_t cnt, pages;
	uint8_t flags;

	if (get_leb(&c, &cnt) && cnt && get_byte(&c, &flags) && get_leb(&c, &pages) &&
	    __builtin_mul_overflow(pages, (uint64_t)PAGE_BYTES, &scan->memory_min_bytes))
		scan->memory_min_bytes = UINT64_MAX;
}

void wbpf_scan_module(const uint8_t *bytes, size_t len, struct wbpf_scan *scan)
{
	struct cursor c = { bytes + HEADER_BYTES, bytes + len };
	uint64_t size;
	uint8_t id;

	memset(scan, 0, sizeof(*scan));
	if (len < HEADER_BYTES)
		return;
	while (get_byte(&c, &id) && get_leb(&c, &size) && size <= (uint64_t)(c.end - c.pos)) {
		if (id == SECTION_MEMORY)
			scan_memory((struct cursor){ c.pos, c.pos + size }, scan);
		if (id == SECTION_START)
			scan->has_start = true;
		c.pos += size;
	}
}
