/* SPDX-License-Identifier: MIT */
/* Probes of kernel and user functions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "kern/link.h"

static bool is_return(const struct kern_attaching *a, const char *section)
{
	return a->opts.retprobe || kern_section_is(a->bpf, section);
}

static int need_target(struct kern_attaching *a, const char *what)
{
	if (a->opts.target && *a->opts.target)
		return 0;
	return kern_attach_refuse(a, -EINVAL, "the target must be %s", what);
}

int kern_attach_check_file(struct kern_attaching *a, const char *path, size_t len)
{
	const char *in_archive = memmem(path, len, "!/", 2);
	WBPF_FREE char *file = strndup(path, in_archive ? (size_t)(in_archive - path) : len);

	if (!file)
		return -ENOMEM;
	/* A mere name is looked for where the system keeps its programs and libraries. */
	if (!strchr(file, '/') || kern_file_is_regular(file))
		return 0;
	return kern_attach_refuse(a, -EINVAL, "'%s' is no regular file", file);
}

static int need_file(struct kern_attaching *a)
{
	int ret = need_target(a, "the path of a binary");

	return ret ? ret : kern_attach_check_file(a, a->opts.target, strlen(a->opts.target));
}

int kern_attach_kprobe(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .bpf_cookie = a->opts.cookie,
		    .offset = (size_t)a->opts.offset, .retprobe = is_return(a, "kretprobe"));
	int ret = need_target(a, "a kernel function");

	return ret ? ret :
		     kern_attach_take(a, bpf_program__attach_kprobe_opts(a->bpf, a->opts.target,
									 &opts));
}

int kern_attach_ksyscall(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, opts, .bpf_cookie = a->opts.cookie,
		    .retprobe = is_return(a, "kretsyscall"));
	int ret = need_target(a, "the name of a system call");

	return ret ? ret :
		     kern_attach_take(a,
				      bpf_program__attach_ksyscall(a->bpf, a->opts.target, &opts));
}

/* libbpf takes longs, which are 32 bits wide on some hosts. NULL: out of memory or none given. */
static unsigned long *longs(const uint64_t *from, uint32_t cnt)
{
	unsigned long *to = from ? calloc((size_t)cnt + 1, sizeof(*to)) : NULL;

	for (uint32_t i = 0; to && i < cnt; i++)
		to[i] = (unsigned long)from[i];
	return to;
}

static const char **names(const struct kern_attaching *a)
{
	return (const char **)(uintptr_t)a->opts.symbols;
}

static bool has_list(const struct kern_attaching *a)
{
	return a->opts.symbol_cnt && (a->opts.symbols || a->opts.addrs);
}

int kern_attach_kprobe_multi(struct kern_attaching *a)
{
	WBPF_FREE unsigned long *addrs = longs(a->opts.addrs, a->opts.symbol_cnt);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = is_return(a, "kretprobe.multi"),
		    .session = a->opts.session || kern_section_is(a->bpf, "kprobe.session"));
	bool list = has_list(a);

	if (a->opts.addrs && !addrs)
		return -ENOMEM;
	if (!list && (!a->opts.target || !*a->opts.target))
		return kern_attach_refuse(a, -EINVAL, "a pattern or a list of functions is needed");
	if (list) {
		opts.syms = names(a);
		opts.addrs = addrs;
		opts.cookies = (const __u64 *)a->opts.cookies;
		opts.cnt = a->opts.symbol_cnt;
	}
	return kern_attach_take(a, bpf_program__attach_kprobe_multi_opts(
					   a->bpf, list ? NULL : a->opts.target, &opts));
}

static bool is_uretprobe(const struct kern_attaching *a)
{
	return is_return(a, "uretprobe") || kern_section_is(a->bpf, "uretprobe.s");
}

int kern_attach_uprobe(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .ref_ctr_offset = a->opts.ref_ctr_offset,
		    .bpf_cookie = a->opts.cookie, .retprobe = is_uretprobe(a),
		    .func_name = a->opts.symbol);
	int ret = need_file(a);

	if (!ret && !a->opts.symbol && !a->opts.offset)
		ret = kern_attach_refuse(a, -EINVAL, "a symbol or an offset is needed");
	return ret ? ret :
		     kern_attach_take(a, bpf_program__attach_uprobe_opts(a->bpf, a->opts.pid,
									 a->opts.target,
									 (size_t)a->opts.offset,
									 &opts));
}

static bool is_uprobe_session(const struct kern_attaching *a)
{
	return a->opts.session || kern_section_is(a->bpf, "uprobe.session") ||
	       kern_section_is(a->bpf, "uprobe.session.s");
}

int kern_attach_uprobe_multi(struct kern_attaching *a)
{
	WBPF_FREE unsigned long *offsets = longs(a->opts.addrs, a->opts.symbol_cnt);
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts,
		    .retprobe = is_return(a, "uretprobe.multi") ||
				kern_section_is(a->bpf, "uretprobe.multi.s"),
		    .session = is_uprobe_session(a));
	int ret = need_file(a);
	bool list = has_list(a);

	if (a->opts.addrs && !offsets)
		return -ENOMEM;
	if (!ret && !list && (!a->opts.symbol || !*a->opts.symbol))
		ret = kern_attach_refuse(a, -EINVAL, "a pattern or a list of symbols is needed");
	if (list) {
		opts.syms = names(a);
		opts.offsets = offsets;
		opts.cookies = (const __u64 *)a->opts.cookies;
		opts.cnt = a->opts.symbol_cnt;
	}
	return ret ? ret :
		     kern_attach_take(a, bpf_program__attach_uprobe_multi(
						 a->bpf, a->opts.pid, a->opts.target,
						 list ? NULL : a->opts.symbol, &opts));
}

int kern_attach_usdt(struct kern_attaching *a)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = a->opts.cookie);
	const char *symbol = a->opts.symbol ? a->opts.symbol : "";
	WBPF_FREE char *provider = strdup(symbol);
	size_t len = strcspn(symbol, ":");
	int ret = need_file(a);

	if (!provider)
		return -ENOMEM;
	if (!ret && (!len || !symbol[len] || !symbol[len + 1]))
		ret = kern_attach_refuse(a, -EINVAL, "the probe must be provider:name");
	if (ret)
		return ret;
	provider[len] = '\0';
	ret = kern_attach_take(a, bpf_program__attach_usdt(a->bpf, a->opts.pid, a->opts.target,
							   provider, symbol + len + 1, &opts));
	if (ret)
		return ret;
	a->link->keep = a->prog->obj;
	kern_object_hold(a->prog->obj);
	return 0;
}
