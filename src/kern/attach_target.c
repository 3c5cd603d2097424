/* SPDX-License-Identifier: MIT */
/* Targets of probes, taken apart: the section name says of which kind. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "kern/link.h"

/* "path:symbol", "path:symbol+0x10" or "path:0x1234"; the path may hold colons itself. */
static int split_uprobe(struct kern_attaching *a, char *target)
{
	char *symbol = strrchr(target, ':'), *plus, *end;

	if (!symbol || symbol == target || !symbol[1])
		return kern_attach_refuse(a, -EINVAL,
					  "the target must be path:symbol or path:0xoffset");
	*symbol++ = '\0';
	a->opts.target = target;
	if (symbol[0] == '0' && (symbol[1] | 32) == 'x') {
		a->opts.offset = strtoull(symbol, &end, 16);
		return *end ? kern_attach_refuse(a, -EINVAL, "'%s' is no offset", symbol) : 0;
	}
	plus = strrchr(symbol, '+');
	if (plus) {
		a->opts.offset = strtoull(plus + 1, &end, 0);
		if (!*end && end != plus + 1)
			*plus = '\0';
	}
	a->opts.symbol = symbol;
	return 0;
}

static int by_uprobe(struct kern_attaching *a, enum kern_attach_kind kind)
{
	WBPF_FREE char *target = strdup(a->opts.target);
	const char *whole = a->opts.target;
	int ret;

	if (!target)
		return -ENOMEM;
	ret = split_uprobe(a, target);
	if (!ret)
		ret = kern_attach_as(a, kind);
	a->opts.target = whole; /* the error names what the caller gave */
	return ret;
}

/* "path:provider:name" */
static int by_usdt(struct kern_attaching *a)
{
	WBPF_FREE char *target = strdup(a->opts.target);
	const char *whole = a->opts.target;
	char *name = target ? strrchr(target, ':') : NULL, *provider;
	int ret;

	if (!target)
		return -ENOMEM;
	provider = name ? memrchr(target, ':', (size_t)(name - target)) : NULL;
	if (!provider || provider == target)
		return kern_attach_refuse(a, -EINVAL, "the target must be path:provider:name");
	*provider = '\0';
	a->opts.target = target;
	a->opts.symbol = provider + 1;
	ret = kern_attach_as(a, KERN_ATTACH_USDT);
	a->opts.target = whole;
	return ret;
}

static int by_kernel_function(struct kern_attaching *a)
{
	WBPF_FREE char *target = strdup(a->opts.target);
	const char *whole = a->opts.target;
	char *plus = target ? strrchr(target, '+') : NULL, *end;
	int ret;

	if (!target)
		return -ENOMEM;
	if (plus) {
		a->opts.offset = strtoull(plus + 1, &end, 0);
		*plus = '\0';
		if (*end || end == plus + 1)
			return kern_attach_refuse(a, -EINVAL, "'%s' is no offset", plus + 1);
	}
	a->opts.target = target;
	ret = kern_attach_as(a, KERN_ATTACH_KPROBE);
	a->opts.target = whole;
	return ret;
}

static bool is_one_of(const struct bpf_program *bpf, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (kern_section_is(bpf, *prefixes))
			return true;
	return false;
}

int kern_attach_target_probe(struct kern_attaching *a)
{
	static const char *const uprobe[] = { "uprobe", "uprobe.s", "uretprobe", "uretprobe.s",
					      NULL };
	static const char *const uprobe_multi[] = { "uprobe.multi",
						    "uprobe.multi.s",
						    "uretprobe.multi",
						    "uretprobe.multi.s",
						    "uprobe.session",
						    "uprobe.session.s",
						    NULL };
	static const char *const kprobe_multi[] = { "kprobe.multi", "kretprobe.multi",
						    "kprobe.session", NULL };
	static const char *const ksyscall[] = { "ksyscall", "kretsyscall", NULL };
	static const char *const usdt[] = { "usdt", "usdt.s", NULL };

	if (is_one_of(a->bpf, uprobe))
		return by_uprobe(a, KERN_ATTACH_UPROBE);
	if (is_one_of(a->bpf, uprobe_multi))
		return by_uprobe(a, KERN_ATTACH_UPROBE_MULTI);
	if (is_one_of(a->bpf, usdt))
		return by_usdt(a);
	if (is_one_of(a->bpf, kprobe_multi))
		return kern_attach_as(a, KERN_ATTACH_KPROBE_MULTI);
	if (is_one_of(a->bpf, ksyscall))
		return kern_attach_as(a, KERN_ATTACH_KSYSCALL);
	return by_kernel_function(a);
}
