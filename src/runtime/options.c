/* SPDX-License-Identifier: MIT */
/* Options of callers: checked once, and copied, so that a caller may free its own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/runtime.h"

int wbpf_opts_take(void *dst, size_t size, const void *src, const char *what,
		   struct wbpf_error *err)
{
	const unsigned char *bytes = src;
	size_t sz;

	if (!src)
		return 0;
	memcpy(&sz, src, sizeof(sz));
	/* Far beyond any struct: an uninitialized sz, whose tail is better not read. */
	if (sz < sizeof(sz) || sz > size + 4096)
		return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL,
				 "%s: sz %zu is wrong, %zu is known", what, sz, size);
	for (size_t i = size; i < sz; i++) {
		if (bytes[i])
			return wbpf_fail(
				err, WBPF_STAGE_USAGE, -EINVAL,
				"%s: an option at byte %zu that this version does not know", what,
				i);
	}
	memcpy(dst, src, sz < size ? sz : size);
	return 0;
}

static int no_memory(struct wbpf_error *err)
{
	return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "options");
}

static int null_string(const char *what, size_t i, struct wbpf_error *err)
{
	return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL, "%s %zu is NULL", what, i);
}

static int copy_strings(char ***dst, int *dst_cnt, const char *const *src, int cnt,
			const char *what, struct wbpf_error *err)
{
	if (cnt < 0 || (cnt && !src))
		return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL, "%s: a wrong count or no array",
				 what);
	*dst = calloc((size_t)cnt + 1, sizeof(**dst));
	if (!*dst)
		return no_memory(err);
	for (int i = 0; i < cnt; i++) {
		if (!src[i])
			return null_string(what, (size_t)i, err);
		(*dst)[i] = strdup(src[i]);
		if (!(*dst)[i])
			return no_memory(err);
		*dst_cnt = i + 1;
	}
	return 0;
}

static int copy_dir(struct wbpf_guest_dir *dst, const struct wbpf_dir *src, size_t i,
		    struct wbpf_error *err)
{
	if (!src->host_path)
		return null_string("host path of directory", i, err);
	dst->guest_fd = 3 + (int)i; /* WASI preview 1 numbers preopens behind stdio, in order */
	dst->read_only = src->read_only;
	dst->host_path = strdup(src->host_path);
	dst->guest_path = strdup(src->guest_path ? src->guest_path : src->host_path);
	return dst->host_path && dst->guest_path ? 0 : no_memory(err);
}

static int copy_dirs(struct wbpf_options *dst, const struct wbpf_dir *src, size_t cnt,
		     struct wbpf_error *err)
{
	int ret = 0;

	if (cnt && !src)
		return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL, "directories: no array");
	dst->dirs = calloc(cnt + 1, sizeof(*dst->dirs));
	if (!dst->dirs)
		return no_memory(err);
	for (size_t i = 0; i < cnt && !ret; i++) {
		dst->dir_cnt = i + 1;
		ret = copy_dir(&dst->dirs[i], &src[i], i, err);
	}
	return ret;
}

int wbpf_options_copy(struct wbpf_options *dst, const struct wbpf_instance_opts *src,
		      const char *name, struct wbpf_error *err)
{
	const char *const *argv = src->argc ? src->argv : &name;
	const char *module = src->callback_module ? src->callback_module : "callback-wrapper";
	const char *export = src->callback_export ? src->callback_export : "go-callback";
	int ret = copy_strings(&dst->argv, &dst->argc, argv, src->argc ? src->argc : 1, "argument",
			       err);

	if (!ret)
		ret = copy_strings(&dst->env, &dst->env_cnt, src->env, src->env_cnt, "environment",
				   err);
	if (!ret)
		ret = copy_dirs(dst, src->dirs, src->dir_cnt, err);
	if (!ret && (src->mapping < WBPF_MAPPING_AUTO || src->mapping > WBPF_MAPPING_UNORDERED))
		ret = wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL, "mapping: there is no choice %d",
				(int)src->mapping);
	if (ret)
		return ret;
	dst->memory_max_bytes = src->memory_max_bytes;
	dst->mapping = src->mapping;
	dst->callback_module = strdup(module);
	dst->callback_export = strdup(export);
	return dst->callback_module && dst->callback_export ? 0 : no_memory(err);
}

static void free_strings(char **strings, int cnt)
{
	for (int i = 0; i < cnt; i++)
		free(strings[i]);
	free(strings);
}

void wbpf_options_free(struct wbpf_options *opts)
{
	free_strings(opts->argv, opts->argc);
	free_strings(opts->env, opts->env_cnt);
	for (size_t i = 0; i < opts->dir_cnt; i++) {
		free((char *)opts->dirs[i].host_path);
		free((char *)opts->dirs[i].guest_path);
	}
	free(opts->dirs);
	free(opts->callback_module);
	free(opts->callback_export);
	memset(opts, 0, sizeof(*opts));
}
