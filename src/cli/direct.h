/* SPDX-License-Identifier: MIT */
/* A module in the place of a command: how the kernel's binfmt_misc calls us. */
#ifndef WBPF_CLI_DIRECT_H
#define WBPF_CLI_DIRECT_H

#include <stdbool.h>

/* Options of `run` for such modules, separated by spaces. */
#define CLI_RUN_OPTIONS_ENV "WASM_BPF_RUN_OPTIONS"

/* A name in .wasm or .wat, or a file that begins as a WebAssembly module does. */
bool cli_is_module(const char *arg);
/* `wasm-bpf run $WASM_BPF_RUN_OPTIONS -- argv...` */
int cli_run_direct(int argc, char **argv);

#endif
