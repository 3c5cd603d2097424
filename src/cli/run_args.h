/* SPDX-License-Identifier: MIT */
/* The options of `wasm-bpf run`. */
#ifndef WBPF_CLI_RUN_ARGS_H
#define WBPF_CLI_RUN_ARGS_H

#include <stdint.h>

#include "cli/cli.h"
#include "cli/grants.h"

struct cli_run_args {
	struct cli_grants grants;
	struct cli_log log;
	const char *engine, *callback_module, *callback_export;
	uint64_t memory_max_bytes;
	enum wbpf_mapping_mode mapping;
	int64_t grace_ns;
	bool no_cache, timings;
	const char *cache_dir;
	const char *module;
	char **guest_argv; /* borrowed; [0] is for the tool's name */
	int guest_argc;
};

/* Ends the process for --help and for wrong arguments. Strings are borrowed of argv; the grants
 * are the caller's to free. */
void cli_run_args_parse(struct cli_run_args *a, int argc, char **argv);

#endif
