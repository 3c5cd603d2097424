/* SPDX-License-Identifier: MIT */
/*
 * The wasmtime adapter: WASI preview 1. Arguments, environment and the granted directories; stdio
 * is in wasmtime_stdio.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/cleanup.h"
#include "engine/wasmtime_impl.h"

/* The engine refuses statuses from 126 on; a process may end with 0..255. */
static enum wbpf_call proc_exit(struct wbpf_guest *g, const union wbpf_val *args,
				union wbpf_val *result)
{
	struct wt_instance *inst = g->impl;

	(void)result;
	inst->exited = true;
	inst->exit_status = (int)(args[0].u32 & 0xff);
	return WBPF_CALL_UNWIND;
}

const struct wbpf_import wt_wasi_imports[] = {
	{ WT_WASI_MODULE, "proc_exit", "i:", proc_exit },
	{ WT_WASI_MODULE, "fd_read", "iiii:i", wt_fd_read },
	{ WT_WASI_MODULE, "fd_write", "iiii:i", wt_fd_write },
	{ WT_WASI_MODULE, "fd_fdstat_get", "ii:i", wt_fd_fdstat_get },
	{ WT_WASI_MODULE, "fd_close", "i:i", wt_fd_close },
	{ WT_WASI_MODULE, "fd_renumber", "ii:i", wt_fd_renumber },
};
const size_t wt_wasi_import_cnt = sizeof(wt_wasi_imports) / sizeof(wt_wasi_imports[0]);

static int set_argv(wasi_config_t *wasi, const struct wbpf_instance_config *cfg,
		    struct wbpf_error *err)
{
	const char *arg;

	for (int i = 0; i < cfg->argc; i++) {
		arg = cfg->argv[i];
		if (!wasi_config_set_argv(wasi, 1, &arg))
			return wbpf_fail(err, WBPF_STAGE_START, -EILSEQ,
					 "argument %d is not valid UTF-8", i);
	}
	return 0;
}

static int set_env(wasi_config_t *wasi, const char *entry, struct wbpf_error *err)
{
	const char *value = strchr(entry, '=');
	WBPF_FREE char *name = NULL;
	const char *names[1];

	if (!value || value == entry)
		return wbpf_fail(err, WBPF_STAGE_START, -EINVAL,
				 "environment '%s' is not of the form NAME=value", entry);
	name = strndup(entry, (size_t)(value - entry));
	if (!name)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "environment");
	value++;
	names[0] = name;
	if (!wasi_config_set_env(wasi, 1, names, &value))
		return wbpf_fail(err, WBPF_STAGE_START, -EILSEQ,
				 "environment '%s' is not valid UTF-8", name);
	return 0;
}

/* The engine tells only that it failed: open it first, for the reason. */
static int set_dir(wasi_config_t *wasi, const struct wbpf_guest_dir *dir, struct wbpf_error *err)
{
	WBPF_CLOSE int fd = open(dir->host_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_START, -errno, "directory '%s'",
				       dir->host_path);
	if (!wasi_config_preopen_dir(wasi, dir->host_path, dir->guest_path, !dir->read_only))
		return wbpf_fail(err, WBPF_STAGE_START, -EILSEQ,
				 "directory '%s' as '%s': cannot be granted", dir->host_path,
				 dir->guest_path);
	return 0;
}

static int fill(wasi_config_t *wasi, const struct wbpf_instance_config *cfg, struct wbpf_error *err)
{
	int ret = set_argv(wasi, cfg, err);

	for (int i = 0; i < cfg->env_cnt && !ret; i++)
		ret = set_env(wasi, cfg->env[i], err);
	for (size_t i = 0; i < cfg->dir_cnt && !ret; i++)
		ret = set_dir(wasi, &cfg->dirs[i], err);
	return ret;
}

int wt_wasi_setup(struct wt_instance *inst, struct wbpf_error *err)
{
	wasi_config_t *wasi = wasi_config_new();
	wasmtime_error_t *error;
	int ret;

	if (!wasi)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "WASI");
	/* For what we do not answer, and for fds that the guest renumbered. */
	wasi_config_inherit_stdin(wasi);
	wasi_config_inherit_stdout(wasi);
	wasi_config_inherit_stderr(wasi);
	memset(inst->stdio, true, sizeof(inst->stdio));
	ret = fill(wasi, inst->cfg, err);
	if (ret) {
		wasi_config_delete(wasi);
		return ret;
	}
	error = wasmtime_context_set_wasi(inst->ctx, wasi);
	return error ? wt_fail(err, WBPF_STAGE_START, -EINVAL, "WASI", error) : 0;
}
