/* SPDX-License-Identifier: MIT */
#include "cli/direct.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/cli.h"

static bool ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len > end_len && !strcmp(path + len - end_len, end);
}

/* By its name: one that is missing or broken is told by `run`, not as an unknown command. */
static bool names_module(const char *arg)
{
	return ends_in(arg, ".wasm") || ends_in(arg, ".wat");
}

static bool has_magic(const char *path)
{
	char magic[4];
	/* A FIFO must not make us wait for a writer. */
	WBPF_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
	       memcmp(magic, "\0asm", sizeof(magic)) == 0;
}

bool cli_is_module(const char *arg)
{
	return names_module(arg) || has_magic(arg);
}

/* The words of `text`, which is cut for it, into list. */
static size_t split(char *text, char **list)
{
	size_t cnt = 0;
	char *save = NULL;

	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save))
		list[cnt++] = w;
	return cnt;
}

int cli_run_direct(int argc, char **argv)
{
	const char *env = getenv(CLI_RUN_OPTIONS_ENV);
	WBPF_FREE char *text = strdup(env ? env : "");
	/* No more words than every second byte; ours are "wasm-bpf run", "--" and the final NULL. */
	size_t most = text ? strlen(text) / 2 + 1 : 0, cnt;
	WBPF_FREE char **all = calloc(most + (size_t)argc + 3, sizeof(*all));

	if (!text || !all) {
		cli_error("out of memory");
		return CLI_RUN_FAILED;
	}
	all[0] = (char *)"wasm-bpf run";
	cnt = 1 + split(text, all + 1);
	all[cnt++] = (char *)"--"; /* a file may be called -x.wasm */
	memcpy(all + cnt, argv, (size_t)argc * sizeof(*all));
	return cli_run((int)cnt + argc, all);
}
