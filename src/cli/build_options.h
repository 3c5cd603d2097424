/* SPDX-License-Identifier: MIT */
#ifndef WBPF_CLI_BUILD_OPTIONS_H
#define WBPF_CLI_BUILD_OPTIONS_H

#include <argp.h>

#include "cli/build.h"

/* Both end with an error of argp's. */
void build_add_input(struct build *b, const char *path, struct argp_state *state);
void build_check_inputs(const struct build *b, struct argp_state *state);

#endif
