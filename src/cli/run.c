/* SPDX-License-Identifier: MIT */
/* wasm-bpf run */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <wasm_bpf/runtime.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/grants.h"

#define GRACE_NS 2000000000LL

struct run_args {
	struct cli_grants grants;
	struct cli_log log;
	const char *engine, *callback_module, *callback_export;
	uint64_t memory_max_bytes;
	int64_t grace_ns;
	const char *module;
	char **guest_argv; /* borrowed; [0] is for the tool's name */
	int guest_argc;
};

enum { OPT_ENV = 256, OPT_DIR, OPT_MEMORY_MAX, OPT_ENGINE, OPT_GRACE, OPT_LOG, OPT_CB_MODULE,
       OPT_CB_EXPORT };

static const struct argp_option options[] = {
	{ "env", OPT_ENV, "NAME[=VALUE]", 0,
	  "Give the guest an environment variable; without VALUE that of wasm-bpf's own", 1 },
	{ "dir", OPT_DIR, "HOST[::GUEST][:ro]", 0,
	  "Let the guest use a directory, under the name GUEST, perhaps read-only", 1 },
	{ "memory-max", OPT_MEMORY_MAX, "SIZE", 0,
	  "Bound of the guest's memory, such as 64M (suffixes K, M, G)", 1 },
	{ "grace", OPT_GRACE, "SECONDS", 0,
	  "Time for the guest to end after SIGINT or SIGTERM before it is stopped (default 2)", 1 },
	{ "engine", OPT_ENGINE, "NAME", 0, "WebAssembly engine; 'wasm-bpf version' lists them", 2 },
	{ "verbose", 'v', NULL, 0,
	  "Show what is loaded and attached, and libbpf's words; twice: every host call", 3 },
	{ "quiet", 'q', NULL, 0, "Show no warnings", 3 },
	{ "log", OPT_LOG, "FILE", 0, "Append the log to FILE instead of standard error", 3 },
	{ "callback-module", OPT_CB_MODULE, "NAME", 0,
	  "Version 1 ABI: import module of the poll that calls an export back "
	  "(default callback-wrapper)", 4 },
	{ "callback-export", OPT_CB_EXPORT, "NAME", 0,
	  "Version 1 ABI: the export that it calls (default go-callback)", 4 },
	{ 0 },
};

static void check(struct argp_state *state, int ret, const char *what, const char *arg)
{
	if (ret == -EINVAL)
		argp_error(state, "'%s' is no %s", arg, what);
	else if (ret < 0)
		argp_failure(state, CLI_RUN_FAILED, -ret, "%s", what);
}

static void parse_value(struct argp_state *state, int key, char *arg, struct run_args *a)
{
	switch (key) {
	case OPT_ENV:
		check(state, cli_grant_env(&a->grants, arg), "environment variable (NAME=VALUE)", arg);
		break;
	case OPT_DIR:
		check(state, cli_grant_dir(&a->grants, arg), "directory (HOST[::GUEST][:ro])", arg);
		break;
	case OPT_MEMORY_MAX:
		if (!cli_parse_size(arg, &a->memory_max_bytes))
			argp_error(state, "'%s' is no size (1 or more bytes, suffixes K, M, G)", arg);
		break;
	case OPT_GRACE:
		if (!cli_parse_seconds(arg, &a->grace_ns))
			argp_error(state, "'%s' is no time (0 to 86400 seconds)", arg);
		break;
	}
}

/* All that follows the module is the guest's, also what looks like an option. */
static void take_module(struct argp_state *state, char *arg, struct run_args *a)
{
	a->module = arg;
	a->guest_argv = state->argv + state->next - 1;
	a->guest_argc = state->argc - state->next + 1;
	state->next = state->argc;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_args *a = state->input;

	switch (key) {
	case OPT_ENGINE:
		a->engine = arg;
		break;
	case OPT_CB_MODULE:
		a->callback_module = arg;
		break;
	case OPT_CB_EXPORT:
		a->callback_export = arg;
		break;
	case OPT_LOG:
		a->log.path = arg;
		break;
	case 'v':
		a->log.verbose++;
		break;
	case 'q':
		a->log.quiet = true;
		break;
	case ARGP_KEY_ARG:
		take_module(state, arg, a);
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which module? MODULE is missing");
		break;
	case OPT_ENV ... OPT_MEMORY_MAX:
	case OPT_GRACE:
		parse_value(state, key, arg, a);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "MODULE [ARGUMENT...]",
	.doc = "Run a WebAssembly module that drives eBPF: a .wasm or .wat file, or - for "
	       "standard input. Options stand before MODULE; all that follows it is the guest's.\v"
	       "Examples:\n"
	       "  wasm-bpf run execsnoop.wasm --help\n"
	       "  wasm-bpf run --dir /etc::/etc:ro --env TZ tool.wasm -v\n"
	       "  wasm-bpf run -v --log run.log --memory-max 64M tool.wasm\n"
	       "\n"
	       "The exit status is the guest's. Of our own: 125 wasm-bpf failed, 126 the module "
	       "cannot be run, 127 there is no such file, 128+N signal N ended the guest, "
	       "134 it trapped.",
};

static const char *tool_name(const char *module)
{
	const char *slash = strrchr(module, '/');

	if (strcmp(module, "-") == 0)
		return "stdin";
	return slash ? slash + 1 : module;
}

static int instance_new(struct wbpf_module *mod, const struct run_args *a,
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
	return cli_stdout_broken() && !wbpf_instance_signal(inst, SIGPIPE);
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

static int prepare(const struct run_args *a, const struct wbpf_log *log, struct wbpf_runtime **rt,
		   struct wbpf_module **mod, struct wbpf_instance **inst, struct wbpf_error *err)
{
	const struct wbpf_runtime_opts opts = {
		.sz = sizeof(opts),
		.engine = a->engine,
		.log = *log,
	};
	int ret = wbpf_runtime_new(&opts, rt, err);

	if (!ret)
		ret = wbpf_module_new_file(*rt, a->module, mod, err);
	if (!ret)
		ret = instance_new(*mod, a, inst, err);
	return ret;
}

static struct outcome run(const struct run_args *a, const struct wbpf_log *log,
			  struct cli_watch *watch)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_runtime *rt = NULL;
	struct wbpf_module *mod = NULL;
	struct wbpf_instance *inst = NULL;
	struct outcome outcome = { 0 };

	if (prepare(a, log, &rt, &mod, &inst, &err) < 0)
		outcome.status = cli_report_run(&err);
	else
		outcome = run_guest(inst, watch);
	wbpf_instance_free(inst);
	wbpf_module_free(mod);
	wbpf_runtime_free(rt);
	return outcome;
}

static struct outcome run_watched(struct run_args *a)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct outcome outcome = { 0 };
	struct cli_watch *watch = NULL;
	struct wbpf_log log;

	signal(SIGPIPE, SIG_IGN); /* the guest sees EPIPE; watch.c gives it the signal */
	if (cli_log_start(&a->log, &log, &err) < 0 ||
	    cli_watch_start(&watch, a->grace_ns, &err) < 0)
		outcome.status = cli_report_run(&err);
	else
		outcome = run(a, &log, watch);
	cli_watch_free(watch);
	cli_log_end(&a->log);
	return outcome;
}

int cli_run(int argc, char **argv)
{
	struct run_args a = { .grace_ns = GRACE_NS, .log.fd = -1 };
	struct outcome outcome;

	argp_err_exit_status = CLI_RUN_FAILED;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &a);
	outcome = run_watched(&a);
	cli_grants_free(&a.grants);
	if (outcome.signo)
		cli_die_by_signal(outcome.signo);
	return outcome.status;
}
