/* SPDX-License-Identifier: MIT */
/* wasm-bpf run */
#include <string.h>

#include <wasm_bpf/runtime.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/run_args.h"
#include "cli/timings.h"

static const char *tool_name(const char *module)
{
	const char *slash = strrchr(module, '/');

	if (strcmp(module, "-") == 0)
		return "stdin";
	return slash ? slash + 1 : module;
}

static int instance_new(struct wbpf_module *mod, const struct cli_run_args *a,
			struct wbpf_instance **inst, struct wbpf_error *err)
{
	const struct wbpf_instance_opts opts = {
		.sz = sizeof(opts),
		.argv = (const char *const *)a->guest_argv,
		.argc = a->guest_argc,
		.env = (const char *const *)a->grants.env,
		.env_cnt = a->grants.env_cnt,
		.dirs = a->grants.dirs,
		.dir_cnt = a->grants.dir_cnt,
		.memory_max_bytes = a->memory_max_bytes,
		.callback_module = a->callback_module,
		.callback_export = a->callback_export,
		.mapping = a->mapping,
	};

	a->guest_argv[0] = (char *)tool_name(a->module);
	return wbpf_instance_new(mod, &opts, inst, err);
}

/* How the run ended. */
struct outcome {
	int status; /* exit status */
	int signo;  /* end by this signal instead; 0 */
};

/* Standard output has no reader any more, and the guest has no handler of its own for that. */
static bool pipe_ended_it(struct wbpf_instance *inst)
{
	return cli_stdout_broken() && !cli_guest_minds_pipe(inst);
}

/* What a guest makes of EPIPE, native tools do not get to: SIGPIPE ends them before. */
static struct outcome failed_itself(struct wbpf_instance *inst, int status, struct wbpf_error *err)
{
	if (!pipe_ended_it(inst))
		return (struct outcome){ err->code ? cli_report_run(err) : status, 0 };
	if (err->code) {
		cli_error("%s", err->message);
		wbpf_error_clear(err);
	}
	return (struct outcome){ 0, SIGPIPE };
}

static struct outcome run_guest(struct wbpf_instance *inst, struct cli_watch *watch)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	int status = 0, ret, signo;

	cli_watch_guest(watch, inst);
	ret = wbpf_instance_run(inst, &status, &err);
	signo = cli_watch_ended(watch);
	if (ret < 0 && err.stage == WBPF_STAGE_INTERRUPTED && signo) {
		wbpf_error_clear(&err);
		return (struct outcome){ 0, signo };
	}
	if (ret < 0 || status)
		return failed_itself(inst, status, &err);
	return (struct outcome){ 0, 0 };
}

static int prepare(const struct cli_run_args *a, const struct wbpf_log *log,
		   struct cli_timings *timings, struct wbpf_runtime **rt, struct wbpf_module **mod,
		   struct wbpf_instance **inst, struct wbpf_error *err)
{
	const struct wbpf_runtime_opts opts = {
		.sz = sizeof(opts),
		.engine = a->engine,
		.log = *log,
		.cache = !a->no_cache,
		.cache_dir = a->cache_dir,
		.step = timings ? cli_timings_step : NULL,
		.step_ctx = timings,
	};
	int ret = wbpf_runtime_new(&opts, rt, err);

	if (!ret)
		ret = wbpf_module_new_file(*rt, a->module, mod, err);
	if (!ret)
		ret = instance_new(*mod, a, inst, err);
	return ret;
}

static struct outcome run(const struct cli_run_args *a, const struct wbpf_log *log,
			  struct cli_timings *timings, struct cli_watch *watch)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_runtime *rt = NULL;
	struct wbpf_module *mod = NULL;
	struct wbpf_instance *inst = NULL;
	struct outcome outcome = { 0 };

	if (prepare(a, log, timings, &rt, &mod, &inst, &err) < 0)
		outcome.status = cli_report_run(&err);
	else
		outcome = run_guest(inst, watch);
	wbpf_instance_free(inst);
	wbpf_module_free(mod);
	wbpf_runtime_free(rt);
	return outcome;
}

static struct outcome run_watched(struct cli_run_args *a)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct outcome outcome = { 0 };
	struct cli_watch *watch = NULL;
	struct cli_timings timings;
	struct wbpf_log log;

	cli_timings_start(&timings);
	signal(SIGPIPE, SIG_IGN); /* the guest sees EPIPE; watch.c gives it the signal */
	if (cli_log_start(&a->log, &log, &err) < 0 ||
	    cli_watch_start(&watch, a->grace_ns, &err) < 0)
		outcome.status = cli_report_run(&err);
	else
		outcome = run(a, &log, a->timings ? &timings : NULL, watch);
	if (a->timings)
		cli_timings_print(&timings);
	cli_watch_free(watch);
	cli_log_end(&a->log);
	return outcome;
}

int cli_run(int argc, char **argv)
{
	struct cli_run_args a;
	struct outcome outcome;

	cli_run_args_parse(&a, argc, argv);
	outcome = run_watched(&a);
	cli_grants_free(&a.grants);
	if (outcome.signo)
		cli_die_by_signal(outcome.signo);
	return outcome.status;
}
