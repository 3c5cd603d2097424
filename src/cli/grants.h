/* SPDX-License-Identifier: MIT */
/* What a guest gets from the host by options: environment and directories. */
#ifndef WBPF_CLI_GRANTS_H
#define WBPF_CLI_GRANTS_H

#include <stddef.h>

#include <wasm_bpf/runtime.h>

struct cli_grants {
	char **env; /* owned "NAME=value" strings */
	int env_cnt;
	struct wbpf_dir *dirs; /* strings owned */
	size_t dir_cnt;
};

/* Each gives 0, -EINVAL for a text that is none, or -ENOMEM. */

/* "NAME=value", or "NAME": the value in our own environment, nothing when it is not set there.
 * A later one replaces an earlier one. */
int cli_grant_env(struct cli_grants *g, const char *text);
/* "HOST[::GUEST][:ro]" */
int cli_grant_dir(struct cli_grants *g, const char *text);
void cli_grants_free(struct cli_grants *g);

#endif
