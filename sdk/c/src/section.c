/* SPDX-License-Identifier: MIT */
/* Sections that say where their program is attached: those a skeleton attaches by itself. */
#include "internal.h"

/* The place was fixed by the section or by bpf_program__set_attach_target() before load. */
static const char *const fixed_before[] = {
	"tp_btf",   "fentry",	  "fentry.s", "fexit", "fexit.s", "fmod_ret", "fmod_ret.s",
	"fsession", "fsession.s", "freplace", "lsm",   "lsm.s",	  "iter",     "iter.s",
};

/* The place stands behind the slash; without one there is none. */
static const char *const named_behind[] = {
	"kprobe",
	"kretprobe",
	"kprobe.multi",
	"kretprobe.multi",
	"kprobe.session",
	"ksyscall",
	"kretsyscall",
	"uprobe",
	"uprobe.s",
	"uretprobe",
	"uretprobe.s",
	"uprobe.multi",
	"uprobe.multi.s",
	"uretprobe.multi",
	"uretprobe.multi.s",
	"uprobe.session",
	"uprobe.session.s",
	"usdt",
	"usdt.s",
	"tp",
	"tracepoint",
	"raw_tp",
	"raw_tracepoint",
	"raw_tp.w",
	"raw_tracepoint.w",
};

static bool among(const char *const *names, size_t cnt, const char *section, size_t len)
{
	for (size_t i = 0; i < cnt; i++)
		if (strlen(names[i]) == len && !memcmp(names[i], section, len))
			return true;
	return false;
}

#define AMONG(names, section, len) among(names, sizeof(names) / sizeof(names[0]), section, len)

bool wbpf_section_attaches(const char *section)
{
	size_t len;

	section += *section == '?';
	len = strcspn(section, "/");
	if (AMONG(fixed_before, section, len))
		return true;
	return section[len] && AMONG(named_behind, section, len);
}
