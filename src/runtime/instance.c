/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "guest/mapping.h"
#include "kern/kern.h"
#include "runtime/runtime.h"

/* What the guest room and the engine see; all of it lies in the instance. */
static void connect(struct wbpf_instance *inst, size_t import_cnt)
{
	const struct wbpf_options *opts = &inst->opts;

	inst->guest.wake = &inst->wake;
	inst->guest.log = &inst->mod->rt->log;
	inst->guest.dirs = opts->dirs;
	inst->guest.dir_cnt = opts->dir_cnt;
	inst->guest.mappings.off = opts->mapping == WBPF_MAPPING_OFF;
	inst->guest.mappings.unordered = opts->mapping == WBPF_MAPPING_UNORDERED;
	inst->guest.callback_export = opts->callback_export;
	inst->cfg = (struct wbpf_instance_config){
		.argv = (const char *const *)opts->argv,
		.argc = opts->argc,
		.env = (const char *const *)opts->env,
		.env_cnt = opts->env_cnt,
		.dirs = opts->dirs,
		.dir_cnt = opts->dir_cnt,
		.memory_max_bytes = opts->memory_max_bytes,
		.imports = inst->imports,
		.import_cnt = import_cnt,
	};
}

static int prepare(struct wbpf_instance *inst, const struct wbpf_instance_opts *user_opts,
		   struct wbpf_error *err)
{
	struct wbpf_instance_opts opts = { .sz = sizeof(opts) };
	struct wbpf_module *mod = inst->mod;
	size_t import_cnt;
	uint64_t begin;
	int ret = wbpf_wake_init(&inst->wake);

	if (ret)
		return wbpf_fail_errno(err, WBPF_STAGE_START, ret, "eventfd");
	ret = wbpf_opts_take(&opts, sizeof(opts), user_opts, "instance options", err);
	if (!ret)
		ret = wbpf_options_copy(&inst->opts, &opts, mod->name, err);
	if (ret)
		return ret;
	inst->imports = wbpf_imports_join(inst->opts.callback_module, &import_cnt);
	if (!inst->imports)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "imports");
	connect(inst, import_cnt);
	begin = wbpf_trace_now(&mod->rt->trace);
	ret = mod->rt->ops->instance_new(mod->module, &inst->cfg, &inst->guest,
					 &inst->engine_instance, err);
	wbpf_trace_end(&mod->rt->trace, "instantiate", begin);
	return ret;
}

int wbpf_instance_new(struct wbpf_module *mod, const struct wbpf_instance_opts *opts,
		      struct wbpf_instance **out, struct wbpf_error *err)
{
	struct wbpf_instance *inst = calloc(1, sizeof(*inst));
	int ret;

	*out = NULL;
	if (!inst)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "module '%s'", mod->name);
	inst->mod = mod;
	inst->wake.fd = -1;
	atomic_flag_clear(&inst->ran);
	ret = prepare(inst, opts, err);
	if (ret) {
		wbpf_wrap(err, "module '%s'", mod->name);
		wbpf_instance_free(inst);
		return ret;
	}
	*out = inst;
	return 0;
}

/* The engine knows only that it was stopped; here is known by whom. */
static void explain_stop(struct wbpf_instance *inst, struct wbpf_error *err)
{
	int signo = atomic_load(&inst->signo);
	const char *text = sigdescr_np(signo);

	if (!signo || !err || err->stage != WBPF_STAGE_INTERRUPTED)
		return;
	wbpf_fail(err, WBPF_STAGE_INTERRUPTED, -EINTR, "%ssignal %d (%s)",
		  atomic_load(&inst->by_signal) ? "ended by " : "stopped after ", signo,
		  text ? text : "unknown");
}

/* The guest's own store would have been a trap: what a host call or memory.copy did for it is one, too. */
static int explain_mapping(const struct wbpf_instance *inst, int ret, struct wbpf_error *err)
{
	if (!inst->guest.mappings.violated)
		return ret;
	if (ret)
		wbpf_error_clear(err);
	return wbpf_fail(err, WBPF_STAGE_TRAP, -EFAULT,
			 "the guest made the host write to a read-only mapped page");
}

static int run_engine(struct wbpf_instance *inst, int *status, struct wbpf_error *err)
{
	struct wbpf_guest *outer = wbpf_mapping_run(&inst->guest);
	int ret = inst->mod->rt->ops->instance_run(inst->engine_instance, status, err);

	wbpf_mapping_run(outer);
	return explain_mapping(inst, ret, err);
}

int wbpf_instance_run(struct wbpf_instance *inst, int *exit_status, struct wbpf_error *err)
{
	struct wbpf_module *mod = inst->mod;
	int ret, status = 0;

	if (atomic_flag_test_and_set(&inst->ran))
		return wbpf_fail(err, WBPF_STAGE_USAGE, -EALREADY,
				 "module '%s': this instance has run already", mod->name);
	kern_set_log(&mod->rt->log);
	kern_set_store(wbpf_runtime_store(mod->rt), &mod->rt->trace);
	ret = run_engine(inst, &status, err);
	/* Nothing stays attached after the end, however long the embedder keeps the instance. */
	wbpf_handles_free(&inst->guest.handles);
	kern_set_log(NULL);
	kern_set_store(NULL, NULL);
	if (ret) {
		explain_stop(inst, err);
		wbpf_wrap(err, "module '%s'", mod->name);
		return ret;
	}
	if (exit_status)
		*exit_status = status;
	return 0;
}

void wbpf_instance_free(struct wbpf_instance *inst)
{
	if (!inst)
		return;
	wbpf_handles_free(&inst->guest.handles);
	wbpf_error_clear(&inst->guest.last_error);
	inst->mod->rt->ops->instance_free(inst->engine_instance);
	wbpf_wake_fini(&inst->wake);
	wbpf_options_free(&inst->opts);
	free(inst->imports);
	free(inst);
}
