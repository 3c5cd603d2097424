/* SPDX-License-Identifier: MIT */
/* libbpf's log callback; by default warnings and notices go to standard error, as libbpf does. */
#include <stdio.h>
#include <strings.h>

#include "internal.h"

static enum libbpf_print_level least_level(void)
{
	const char *name = getenv("LIBBPF_LOG_LEVEL");

	if (name && !strcasecmp(name, "warn"))
		return LIBBPF_WARN;
	return name && !strcasecmp(name, "debug") ? LIBBPF_DEBUG : LIBBPF_INFO;
}

__attribute__((format(printf, 2, 0))) static int print_default(enum libbpf_print_level level,
							       const char *format, va_list args)
{
	return level > least_level() ? 0 : vfprintf(stderr, format, args);
}

static libbpf_print_fn_t print_fn = print_default;

libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
{
	libbpf_print_fn_t old = print_fn;

	print_fn = fn;
	return old;
}

/* Errors outlive the words about them. */
void wbpf_print(enum libbpf_print_level level, const char *format, ...)
{
	int saved = errno;
	va_list args;

	if (!print_fn)
		return;
	va_start(args, format);
	print_fn(level, format, args);
	va_end(args);
	errno = saved;
}

char *wbpf_last_error(void)
{
	int32_t len = wbpf_abi_last_error(NULL, 0);
	char *text;

	if (len <= 0)
		return NULL;
	text = malloc((size_t)len + 1);
	if (!text)
		return NULL;
	len = wbpf_abi_last_error(text, (uint32_t)len + 1);
	if (len >= 0)
		return text;
	free(text);
	return NULL;
}
