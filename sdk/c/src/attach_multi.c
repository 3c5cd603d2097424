/* SPDX-License-Identifier: MIT */
/* Many functions by one link: lists of names or addresses become what the host reads, 64 bits wide. */
#include <wasm_bpf/attach.h>

#include "internal.h"

struct lists {
	struct wbpf_slice *symbols;
	uint64_t *addrs;
};

static int fill_symbols(struct lists *l, const char *const *syms, size_t cnt)
{
	l->symbols = syms ? calloc(cnt, sizeof(*l->symbols)) : NULL;
	if (syms && !l->symbols)
		return wbpf_err(ENOMEM);
	for (size_t i = 0; syms && i < cnt; i++) {
		l->symbols[i].addr = (uint32_t)(uintptr_t)syms[i];
		l->symbols[i].len = (uint32_t)strlen(syms[i]);
	}
	return 0;
}

static int fill_addrs(struct lists *l, const unsigned long *addrs, size_t cnt)
{
	l->addrs = addrs ? calloc(cnt, sizeof(*l->addrs)) : NULL;
	if (addrs && !l->addrs)
		return wbpf_err(ENOMEM);
	for (size_t i = 0; addrs && i < cnt; i++)
		l->addrs[i] = addrs[i];
	return 0;
}

static struct bpf_link *attach_lists(const struct bpf_program *prog, struct wbpf_attach_opts *to,
				     const char *const *syms, const unsigned long *addrs,
				     const __u64 *cookies, size_t cnt)
{
	struct lists l = { 0 };
	struct bpf_link *link = NULL;

	if (!fill_symbols(&l, syms, cnt) && !fill_addrs(&l, addrs, cnt)) {
		to->symbols = (uint32_t)(uintptr_t)l.symbols;
		to->addrs = (uint32_t)(uintptr_t)l.addrs;
		to->cookies = (uint32_t)(uintptr_t)cookies;
		to->symbol_cnt = (uint32_t)cnt;
		link = wbpf_program__attach(prog, to);
	}
	free(l.symbols);
	free(l.addrs);
	return link;
}

/* Either a pattern alone, or one list and its length. */
static bool well_formed(const char *pattern, const void *syms, const void *addrs,
			const void *cookies, size_t cnt)
{
	if (pattern)
		return !syms && !addrs && !cookies && !cnt;
	return cnt && !syms != !addrs;
}

struct bpf_link *bpf_program__attach_kprobe_multi_opts(const struct bpf_program *prog,
						       const char *pattern,
						       const struct bpf_kprobe_multi_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_KPROBE_MULTI };
	const char *const *syms = (const char *const *)OPT(opts, syms, NULL);
	const unsigned long *addrs = OPT(opts, addrs, NULL);
	const __u64 *cookies = OPT(opts, cookies, NULL);
	size_t cnt = OPT(opts, cnt, 0);
	bool retprobe = OPT(opts, retprobe, false), session = OPT(opts, session, false);

	if (OPTS_BAD(opts) || !well_formed(pattern, syms, addrs, cookies, cnt) ||
	    (retprobe && session))
		return wbpf_null(EINVAL);
	wbpf_opts_target(&to, pattern);
	to.options = (retprobe ? WBPF_ATTACH_FLAG_RETPROBE : 0) |
		     (session ? WBPF_ATTACH_FLAG_SESSION : 0);
	return attach_lists(prog, &to, syms, addrs, cookies, cnt);
}

struct bpf_link *bpf_program__attach_uprobe_multi(const struct bpf_program *prog, pid_t pid,
						  const char *binary_path, const char *func_pattern,
						  const struct bpf_uprobe_multi_opts *opts)
{
	struct wbpf_attach_opts to = { .kind = WBPF_ATTACH_KIND_UPROBE_MULTI };
	const char *const *syms = (const char *const *)OPT(opts, syms, NULL);
	const unsigned long *offsets = OPT(opts, offsets, NULL);
	const __u64 *cookies = OPT(opts, cookies, NULL);
	size_t cnt = OPT(opts, cnt, 0);
	bool retprobe = OPT(opts, retprobe, false), session = OPT(opts, session, false);

	if (OPTS_BAD(opts) || !binary_path || (retprobe && session) ||
	    !well_formed(func_pattern, syms, offsets, cookies, cnt))
		return wbpf_null(EINVAL);
	if (OPT(opts, ref_ctr_offsets, NULL))
		return wbpf_null(EOPNOTSUPP);
	wbpf_opts_target(&to, binary_path);
	wbpf_opts_symbol(&to, func_pattern);
	to.pid = wbpf_probe_pid(pid);
	to.options = (retprobe ? WBPF_ATTACH_FLAG_RETPROBE : 0) |
		     (session ? WBPF_ATTACH_FLAG_SESSION : 0);
	return attach_lists(prog, &to, syms, offsets, cookies, cnt);
}
