/* SPDX-License-Identifier: MIT */
#include "cli/run_args.h"

#include <argp.h>
#include <errno.h>
#include <string.h>

#define GRACE_NS 2000000000LL

enum {
	OPT_ENV = 256,
	OPT_DIR,
	OPT_MEMORY_MAX,
	OPT_ENGINE,
	OPT_GRACE,
	OPT_LOG,
	OPT_NO_CACHE,
	OPT_CACHE_DIR,
	OPT_TIMINGS,
	OPT_CB_MODULE,
	OPT_CB_EXPORT,
	OPT_MAPPING
};

static const struct argp_option options[] = {
	{ "env", OPT_ENV, "NAME[=VALUE]", 0,
	  "Give the guest an environment variable; without VALUE that of wasm-bpf's own", 1 },
	{ "dir", OPT_DIR, "HOST[::GUEST][:ro]", 0,
	  "Let the guest use a directory, under the name GUEST, perhaps read-only", 1 },
	{ "memory-max", OPT_MEMORY_MAX, "SIZE", 0,
	  "Bound of the guest's memory, such as 64M (suffixes K, M, G)", 1 },
	{ "grace", OPT_GRACE, "SECONDS", 0,
	  "Time for the guest to end after SIGINT or SIGTERM before it is stopped (default 2)", 1 },
	{ "map-memory", OPT_MAPPING, "MODE", 0,
	  "Pages of maps in the guest's memory: 'auto' (default), 'off' (copies), or, for tests, "
	  "'unordered' (as on a weakly ordered CPU)",
	  2 },
	{ "engine", OPT_ENGINE, "NAME", 0, "WebAssembly engine; 'wasm-bpf version' lists them", 2 },
	{ "verbose", 'v', NULL, 0,
	  "Show what is loaded and attached, and libbpf's words; twice: every host call", 3 },
	{ "quiet", 'q', NULL, 0, "Show no warnings", 3 },
	{ "log", OPT_LOG, "FILE", 0, "Append the log to FILE instead of standard error", 3 },
	{ "no-cache", OPT_NO_CACHE, NULL, 0,
	  "Neither use nor fill the cache of compiled modules and kernel types", 2 },
	{ "cache-dir", OPT_CACHE_DIR, "DIR", 0,
	  "Folder of the cache; 'wasm-bpf cache path' tells it", 2 },
	{ "timings", OPT_TIMINGS, NULL, 0,
	  "At the end, show on standard error how long each step took", 3 },
	{ "callback-module", OPT_CB_MODULE, "NAME", 0,
	  "Version 1 ABI: import module of the poll that calls an export back "
	  "(default callback-wrapper)",
	  4 },
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

static bool parse_mapping(const char *arg, enum wbpf_mapping_mode *mode)
{
	static const char *const names[] = { [WBPF_MAPPING_AUTO] = "auto",
					     [WBPF_MAPPING_OFF] = "off",
					     [WBPF_MAPPING_UNORDERED] = "unordered" };

	for (int i = 0; i < 3; i++) {
		if (!strcmp(arg, names[i])) {
			*mode = (enum wbpf_mapping_mode)i;
			return true;
		}
	}
	return false;
}

static void parse_value(struct argp_state *state, int key, char *arg, struct cli_run_args *a)
{
	switch (key) {
	case OPT_ENV:
		check(state, cli_grant_env(&a->grants, arg), "environment variable (NAME=VALUE)",
		      arg);
		break;
	case OPT_DIR:
		check(state, cli_grant_dir(&a->grants, arg), "directory (HOST[::GUEST][:ro])", arg);
		break;
	case OPT_MEMORY_MAX:
		if (!cli_parse_size(arg, &a->memory_max_bytes))
			argp_error(state, "'%s' is no size (1 or more bytes, suffixes K, M, G)",
				   arg);
		break;
	case OPT_MAPPING:
		if (!parse_mapping(arg, &a->mapping))
			argp_error(state, "'%s' is not auto, off or unordered", arg);
		break;
	case OPT_GRACE:
		if (!cli_parse_seconds(arg, &a->grace_ns))
			argp_error(state, "'%s' is no time (0 to 86400 seconds)", arg);
		break;
	}
}

/* All that follows the module is the guest's, also what looks like an option. */
static void take_module(struct argp_state *state, char *arg, struct cli_run_args *a)
{
	a->module = arg;
	a->guest_argv = state->argv + state->next - 1;
	a->guest_argc = state->argc - state->next + 1;
	state->next = state->argc;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct cli_run_args *a = state->input;

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
	case OPT_NO_CACHE:
		a->no_cache = true;
		break;
	case OPT_CACHE_DIR:
		a->cache_dir = arg;
		break;
	case OPT_TIMINGS:
		a->timings = true;
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
	case OPT_MAPPING:
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

void cli_run_args_parse(struct cli_run_args *a, int argc, char **argv)
{
	*a = (struct cli_run_args){ .grace_ns = GRACE_NS, .log.fd = -1 };
	argp_err_exit_status = CLI_RUN_FAILED;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, a);
}
