/* SPDX-License-Identifier: MIT */
#include "guest/guest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "guest/mapping.h"

/* 64-bit sums: neither addr + len nor the size of a full 4 GiB memory fits in 32 bits. */
static int view(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, void **out)
{
	static uint8_t nothing; /* what a pointer to 0 bytes may point to: never NULL */
	size_t size = 0;
	uint8_t *base;

	*out = &nothing;
	if (!len)
		return 0;
	base = g->ops->memory(g->impl, &size);
	if (!base || (uint64_t)addr.v + len > size)
		return -EFAULT;
	*out = base + addr.v;
	return 0;
}

int wbpf_guest_view(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, void **out)
{
	int ret = view(g, addr, len, out);

	return ret || !wbpf_mapping_refuses(g, addr, len) ? ret : -EFAULT;
}

int wbpf_guest_peek(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const void **out)
{
	void *start;
	int ret = view(g, addr, len, &start);

	*out = start;
	return ret;
}

int wbpf_guest_read(const struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t len)
{
	const void *src;
	int ret = wbpf_guest_peek(g, addr, len, &src);

	if (!ret && len)
		memcpy(dst, src, len);
	return ret;
}

int wbpf_guest_write(const struct wbpf_guest *g, wbpf_gaddr addr, const void *src, uint32_t len)
{
	void *dst;
	int ret = wbpf_guest_view(g, addr, len, &dst);

	if (!ret && len)
		memcpy(dst, src, len);
	return ret;
}

static int copy_str(const void *src, size_t len, char **out)
{
	char *text = malloc(len + 1);

	if (!text)
		return -ENOMEM;
	memcpy(text, src, len);
	text[len] = '\0';
	*out = text;
	return 0;
}

int wbpf_guest_str(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, uint32_t max,
		   char **out)
{
	const void *src;
	int ret;

	if (len > max)
		return -ENAMETOOLONG;
	ret = wbpf_guest_peek(g, addr, len, &src);
	if (ret)
		return ret;
	if (len && memchr(src, '\0', len))
		return -EINVAL;
	return copy_str(src, len, out);
}

int wbpf_guest_cstr(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t max, char **out)
{
	size_t size = 0, room;
	uint8_t *base = g->ops->memory(g->impl, &size);
	const uint8_t *src, *end;

	if (!base || addr.v >= size)
		return -EFAULT;
	src = base + addr.v;
	room = size - addr.v;
	/* One byte more than max: a string of exactly max bytes has its NUL there. */
	end = memchr(src, '\0', room > max ? (size_t)max + 1 : room);
	if (!end)
		return room > max ? -ENAMETOOLONG : -EFAULT;
	return copy_str(src, (size_t)(end - src), out);
}

static bool all_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i])
			return false;
	}
	return true;
}

/* The size of the guest's struct at addr, in guest byte order (little-endian). */
static int opts_size(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t *sz)
{
	uint8_t raw[4];
	int ret = wbpf_guest_read(g, addr, raw, sizeof(raw));

	if (ret)
		return ret;
	*sz = raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 | (uint32_t)raw[3] << 24;
	return *sz < sizeof(raw) ? -EINVAL : 0;
}

int wbpf_guest_opts(const struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t host_size)
{
	uint32_t sz, known;
	const void *from;
	int ret;

	memset(dst, 0, host_size);
	if (!addr.v)
		return 0;
	ret = opts_size(g, addr, &sz);
	if (!ret)
		ret = wbpf_guest_peek(g, addr, sz, &from);
	if (ret)
		return ret;
	known = sz < host_size ? sz : host_size;
	if (!all_zero((const uint8_t *)from + known, sz - known))
		return -E2BIG;
	memcpy(dst, from, known);
	return 0;
}

int wbpf_guest_opts_out(const struct wbpf_guest *g, wbpf_gaddr addr, const void *src,
			uint32_t host_size)
{
	uint32_t sz, known;
	void *to;
	int ret;

	if (!addr.v)
		return 0;
	ret = opts_size(g, addr, &sz);
	if (!ret)
		ret = wbpf_guest_view(g, addr, sz, &to);
	if (ret)
		return ret;
	known = sz < host_size ? sz : host_size;
	if (known > sizeof(sz))
		memcpy((uint8_t *)to + sizeof(sz), (const uint8_t *)src + sizeof(sz),
		       known - sizeof(sz));
	return 0;
}
