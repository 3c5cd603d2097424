/* SPDX-License-Identifier: MIT */
/* wasm-bpf version */
#include <argp.h>
#include <jansson.h>
#include <stdlib.h>

#include <wasm_bpf/runtime.h>

#include "cli/cli.h"
#include "wbpf_build_info.h"

#ifndef WBPF_COMMIT
#define WBPF_COMMIT ""
#endif

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Write JSON instead of lines", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	bool *json = state->input;

	switch (key) {
	case 'j':
		*json = true;
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one argument too many", arg);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Show the versions of wasm-bpf, of libbpf and the engines in it, and of the ABIs "
	       "that a module may import.\v"
	       "Examples:\n"
	       "  wasm-bpf version\n"
	       "  wasm-bpf version --json | jq -r .libbpf",
};

static int print_text(void)
{
	const char *name, *version;

	printf("wasm-bpf %s%s%s%s\n", wbpf_version(), *WBPF_COMMIT ? " (" : "", WBPF_COMMIT,
	       *WBPF_COMMIT ? ")" : "");
	printf("libbpf   %s\n", wbpf_libbpf_version());
	for (size_t i = 0; wbpf_engine_at(i, &name, &version); i++)
		printf("engine   %s %s%s\n", name, version, i ? "" : " (default)");
	for (size_t i = 0; wbpf_abi_at(i, &name, &version); i++)
		printf("abi      %s %s\n", name, version);
	return CLI_OK;
}

static json_t *engines_json(void)
{
	json_t *list = json_array();
	const char *name, *version;

	for (size_t i = 0; wbpf_engine_at(i, &name, &version); i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s}", "name", name, "version", version));
	return list;
}

static json_t *abis_json(void)
{
	json_t *list = json_array();
	const char *module, *version;

	for (size_t i = 0; wbpf_abi_at(i, &module, &version); i++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "module", module, "version",
						      version));
	return list;
}

static int print_json(void)
{
	const char *commit = *WBPF_COMMIT ? WBPF_COMMIT : NULL;
	json_t *root = json_pack("{s:s, s:s?, s:s, s:o, s:o}", "wasm-bpf", wbpf_version(), "commit",
				 commit, "libbpf", wbpf_libbpf_version(), "engines", engines_json(),
				 "abis", abis_json());

	if (!root) {
		cli_error("version: out of memory");
		return CLI_FAILED;
	}
	json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(root);
	return CLI_OK;
}

int cli_version(int argc, char **argv)
{
	bool json = false;

	argp_parse(&argp, argc, argv, 0, NULL, &json);
	return json ? print_json() : print_text();
}
