/* SPDX-License-Identifier: MIT */
/* wasm-bpf compile: fill the cache ahead. Code for a file of the user's choice is left out on purpose;
 * docs/RATIONALE.md says why. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>

#include <wasm_bpf/cache.h>
#include <wasm_bpf/runtime.h>

#include "base/error.h"
#include "cli/cli.h"

struct compile_args {
	const char *dir, *engine;
	char **files;
	int file_cnt;
};

static const struct argp_option options[] = {
	{ "cache-dir", 'd', "DIR", 0, "Another folder than the user's own", 0 },
	{ "engine", 'e', "NAME", 0, "WebAssembly engine; 'wasm-bpf version' lists them", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct compile_args *a = state->input;

	switch (key) {
	case 'd':
		a->dir = arg;
		break;
	case 'e':
		a->engine = arg;
		break;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		a->file_cnt = state->argc - state->next;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which module? MODULE is missing");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "MODULE...",
	.doc = "Compile modules into the cache, so that their first start is as fast as any later. "
	       "It runs nothing and needs no privileges; the cache is that of the user who calls "
	       "it.\v"
	       "Examples:\n"
	       "  wasm-bpf compile /usr/share/tools/*.wasm\n"
	       "  sudo wasm-bpf compile execsnoop.wasm && sudo wasm-bpf run execsnoop.wasm",
};

static int compile(struct wbpf_runtime *rt, const char *file, struct wbpf_error *err)
{
	struct wbpf_module *mod = NULL;
	int ret = wbpf_module_new_file(rt, file, &mod, err);

	if (!ret && !wbpf_module_cached(mod))
		ret = wbpf_fail(err, WBPF_STAGE_COMPILE, -EIO,
				"%s: compiled, but the cache did not keep it", file);
	wbpf_module_free(mod);
	return ret;
}

/* All that can be, also behind one that cannot. */
static int compile_all(const struct compile_args *a, struct wbpf_runtime *rt)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	int status = CLI_OK;

	for (int i = 0; i < a->file_cnt; i++)
		if (compile(rt, a->files[i], &err) < 0)
			status = cli_report(&err);
	return status;
}

int cli_compile(int argc, char **argv)
{
	struct compile_args a = { 0 };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_runtime_opts opts = { .sz = sizeof(opts), .cache = true };
	struct wbpf_runtime *rt = NULL;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	opts.engine = a.engine;
	opts.cache_dir = a.dir;
	/* For `run` a cache is a help; here it is the purpose. */
	if (wbpf_cache_list(a.dir, NULL, NULL, &err) < 0 || wbpf_runtime_new(&opts, &rt, &err) < 0)
		return cli_report(&err);
	status = compile_all(&a, rt);
	wbpf_runtime_free(rt);
	return status;
}
