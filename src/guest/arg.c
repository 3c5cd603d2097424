/* SPDX-License-Identifier: MIT */
#include "guest/arg.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/mapping.h"

int wbpf_arg_fail(struct wbpf_guest *g, int code, const char *fmt, ...)
{
	char text[WBPF_ERROR_MESSAGE_BYTES];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return wbpf_fail(&g->last_error, WBPF_STAGE_USAGE, code, "%s", text);
}

int wbpf_arg_quick(struct wbpf_guest *g, int code, const char *text)
{
	struct wbpf_error *err = &g->last_error;

	if (err->detail)
		wbpf_error_clear(err);
	err->code = code;
	err->stage = WBPF_STAGE_KERNEL;
	stpncpy(err->message, text, strnlen(text, sizeof(err->message) - 1) + 1);
	return code;
}

static const char *type_noun(enum wbpf_handle_type type)
{
	static const char *const nouns[] = {
		[WBPF_H_OBJECT] = "an object",	[WBPF_H_MAP] = "a map",
		[WBPF_H_PROGRAM] = "a program", [WBPF_H_LINK] = "a link",
		[WBPF_H_SOURCE] = "a source",	[WBPF_H_FD] = "a descriptor",
		[WBPF_H_MAPPING] = "a mapping",
	};

	return nouns[type];
}

void *wbpf_arg_handle(struct wbpf_guest *g, wbpf_handle h, enum wbpf_handle_type type)
{
	void *ptr = wbpf_handle_get(&g->handles, h, type);
	enum wbpf_handle_type is;

	if (ptr)
		return ptr;
	is = wbpf_handle_type_of(&g->handles, h);
	if (is == WBPF_H_FREE)
		wbpf_arg_fail(g, -EBADF, "%d is no handle of %s", h, type_noun(type));
	else
		wbpf_arg_fail(g, -EBADF, "handle %d is %s and not %s", h, type_noun(is),
			      type_noun(type));
	return NULL;
}

wbpf_handle wbpf_arg_put(struct wbpf_guest *g, enum wbpf_handle_type type, void *ptr,
			 void (*destroy)(void *), wbpf_handle parent)
{
	wbpf_handle h = destroy ? 0 : wbpf_handle_find(&g->handles, type, ptr);

	if (h)
		return h;
	h = wbpf_handle_put(&g->handles, type, ptr, destroy, parent);
	if (h > 0)
		return h;
	if (destroy)
		destroy(ptr);
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_INTERNAL, h, "no handle left for %s",
			       type_noun(type));
}

/* One more than the fd, so that it is never NULL. */
static void close_fd(void *ptr)
{
	close((int)(intptr_t)ptr - 1);
}

wbpf_handle wbpf_arg_put_fd(struct wbpf_guest *g, int fd)
{
	return wbpf_arg_put(g, WBPF_H_FD, (void *)((intptr_t)fd + 1), close_fd, 0);
}

int wbpf_arg_fd(struct wbpf_guest *g, wbpf_handle h)
{
	void *ptr = wbpf_arg_handle(g, h, WBPF_H_FD);

	return ptr ? (int)(intptr_t)ptr - 1 : -EBADF;
}

static int outside(struct wbpf_guest *g, wbpf_gaddr addr, uint64_t len, const char *what)
{
	return wbpf_arg_fail(g, -EFAULT, "%s: %llu bytes at 0x%x are not in the guest's memory",
			     what, (unsigned long long)len, addr.v);
}

int wbpf_arg_peek(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what,
		  const void **out)
{
	int ret = wbpf_guest_peek(g, addr, len, out);

	return ret ? outside(g, addr, len, what) : 0;
}

int wbpf_arg_view(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what, void **out)
{
	const void *in;
	int ret = wbpf_arg_peek(g, addr, len, what, &in);

	if (!ret && wbpf_guest_view(g, addr, len, out))
		ret = wbpf_arg_fail(g, -EFAULT, "%s: %u bytes at 0x%x are mapped read-only", what,
				    len, addr.v);
	return ret;
}

int wbpf_arg_own(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what,
		 const void **out)
{
	int ret = wbpf_arg_peek(g, addr, len, what, out);

	if (!ret && wbpf_mapping_shares(g, addr, len))
		ret = wbpf_arg_fail(g, -EFAULT,
				    "%s: must not lie in mapped memory (0x%x), where it may change",
				    what, addr.v);
	return ret;
}

int wbpf_arg_array(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t cnt, uint32_t each,
		   const char *what, void **out)
{
	uint64_t len = (uint64_t)cnt * each;

	if (len > UINT32_MAX)
		return outside(g, addr, len, what);
	return wbpf_arg_view(g, addr, (uint32_t)len, what, out);
}

int wbpf_arg_peek_array(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t cnt, uint32_t each,
			const char *what, const void **out)
{
	uint64_t len = (uint64_t)cnt * each;

	if (len > UINT32_MAX)
		return outside(g, addr, len, what);
	return wbpf_arg_peek(g, addr, (uint32_t)len, what, out);
}

static int str_result(struct wbpf_guest *g, wbpf_gaddr addr, int ret, const char *what, int max)
{
	switch (ret) {
	case 0:
		return 0;
	case -EFAULT:
		return wbpf_arg_fail(g, ret, "%s: the string at 0x%x is not in the guest's memory",
				     what, addr.v);
	case -ENAMETOOLONG:
		return wbpf_arg_fail(g, ret, "%s: longer than %d bytes", what, max);
	case -EINVAL:
		return wbpf_arg_fail(g, ret, "%s: a NUL within the string", what);
	default:
		return wbpf_fail_errno(&g->last_error, WBPF_STAGE_INTERNAL, ret, "%s", what);
	}
}

int wbpf_arg_str(struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len, const char *what, char **out)
{
	return str_result(g, addr, wbpf_guest_str(g, addr, len, WBPF_ARG_STR_MAX, out), what,
			  WBPF_ARG_STR_MAX);
}

int wbpf_arg_opt_str(struct wbpf_guest *g, uint32_t addr, uint32_t len, const char *what,
		     char **out)
{
	*out = NULL;
	return len ? wbpf_arg_str(g, WBPF_GADDR(addr), len, what, out) : 0;
}

int wbpf_arg_opt_text(struct wbpf_guest *g, uint32_t addr, uint32_t len, const char *what,
		      char **out)
{
	wbpf_gaddr at = WBPF_GADDR(addr);

	*out = NULL;
	if (!len)
		return 0;
	return str_result(g, at, wbpf_guest_str(g, at, len, WBPF_ARG_TEXT_MAX, out), what,
			  WBPF_ARG_TEXT_MAX);
}

int wbpf_arg_cstr(struct wbpf_guest *g, wbpf_gaddr addr, const char *what, char **out)
{
	if (!addr.v)
		return wbpf_arg_fail(g, -EINVAL, "%s: NULL", what);
	return str_result(g, addr, wbpf_guest_cstr(g, addr, WBPF_ARG_STR_MAX, out), what,
			  WBPF_ARG_STR_MAX);
}

static int opts_result(struct wbpf_guest *g, wbpf_gaddr addr, int ret)
{
	switch (ret) {
	case 0:
		return 0;
	case -E2BIG:
		return wbpf_arg_fail(g, ret,
				     "the options at 0x%x ask for what this host does not know",
				     addr.v);
	case -EINVAL:
		return wbpf_arg_fail(g, ret, "the options at 0x%x do not begin with their size",
				     addr.v);
	default:
		return wbpf_arg_fail(g, ret, "the options at 0x%x are not in the guest's memory",
				     addr.v);
	}
}

int wbpf_arg_opts(struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t host_size)
{
	return opts_result(g, addr, wbpf_guest_opts(g, addr, dst, host_size));
}

int wbpf_arg_need_opts(struct wbpf_guest *g, wbpf_gaddr addr, void *dst, uint32_t host_size)
{
	return addr.v ? wbpf_arg_opts(g, addr, dst, host_size) : opts_result(g, addr, -EFAULT);
}

int wbpf_arg_opts_out(struct wbpf_guest *g, wbpf_gaddr addr, const void *src, uint32_t host_size)
{
	int ret = addr.v ? wbpf_guest_opts_out(g, addr, src, host_size) : -EFAULT;

	return opts_result(g, addr, ret);
}
