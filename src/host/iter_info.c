/* SPDX-License-Identifier: MIT */
#include "host/iter_info.h"

#include <errno.h>
#include <string.h>

enum { ITER_INFO_MAX = 256 };

/* Where in the union an fd is, as an index of u32; uapi/linux/bpf.h. */
static const struct {
	const char *target;
	unsigned int word;
} fd_words[] = {
	{ "bpf_map_elem", 0 }, { "bpf_sk_storage_map", 0 }, { "sockmap", 0 },  { "cgroup", 1 },
	{ "task", 2 },	       { "task_file", 2 },	    { "task_vma", 2 },
};

/* What follows "iter/" or "iter.s/"; NULL: another section. */
static const char *section_target(const char *section)
{
	if (strncmp(section, "iter/", 5) == 0)
		return section + 5;
	return strncmp(section, "iter.s/", 7) == 0 ? section + 7 : NULL;
}

/* The index of the fd in the union; -1: the target has none; -2: the section tells no target. */
static int fd_word(const char *section)
{
	const char *target = section_target(section);

	if (!target)
		return -2;
	for (size_t i = 0; i < sizeof(fd_words) / sizeof(fd_words[0]); i++) {
		if (strcmp(target, fd_words[i].target) == 0)
			return (int)fd_words[i].word;
	}
	return -1;
}

bool host_iter_is_fixed(const struct kern_program *prog)
{
	struct kern_program_info info = { 0 };

	return kern_program_info(prog, &info, NULL) == 0 && section_target(info.section);
}

static bool word_is_set(const void *info, uint32_t len, int word)
{
	uint32_t value = 0;
	size_t at = (size_t)word * sizeof(value);

	if (at < len)
		memcpy(&value, (const char *)info + at,
		       len - at < sizeof(value) ? len - at : sizeof(value));
	return value != 0;
}

int host_iter_info(struct wbpf_guest *g, const struct kern_program *prog,
		   const struct wbpf2_attach_opts *o, struct kern_attach_opts *opts)
{
	struct kern_program_info info = { 0 };
	const void *bytes;
	int ret, word;

	if (!o->iter_info || !o->iter_info_len)
		return 0;
	if (o->iter_info_len > ITER_INFO_MAX)
		return wbpf_arg_fail(g, -E2BIG, "iter_info: %u bytes, more than %d",
				     o->iter_info_len, ITER_INFO_MAX);
	ret = wbpf_arg_own(g, WBPF_GADDR(o->iter_info), o->iter_info_len, "iter_info", &bytes);
	if (!ret)
		ret = kern_program_info(prog, &info, &g->last_error);
	if (ret)
		return ret;
	word = fd_word(info.section);
	if (word == -2 || (word >= 0 && word_is_set(bytes, o->iter_info_len, word)))
		return wbpf_arg_fail(g, -EINVAL, "program '%s' (%s): iter_info must hold no fd",
				     info.name, info.section);
	opts->iter_info = bytes;
	opts->iter_info_len = o->iter_info_len;
	return 0;
}
