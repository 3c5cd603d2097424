/* SPDX-License-Identifier: MIT */
#include "cli/direct.h"

#include <argz.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/cli.h"

bool cli_is_module(const char *path)
{
	char magic[4];
	/* A FIFO must not make us wait for a writer. */
	WBPF_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
	       memcmp(magic, "\0asm", sizeof(magic)) == 0;
}

static int run_with(char *options, size_t options_len, int argc, char **argv)
{
	size_t cnt = argz_count(options, options_len);
	WBPF_FREE char **all = calloc(cnt + (size_t)argc + 3, sizeof(*all));

	if (!all)
		return -1;
	all[0] = (char *)"wasm-bpf run";
	argz_extract(options, options_len, all + 1);
	all[cnt + 1] = (char *)"--"; /* a file may be called -x.wasm */
	memcpy(all + cnt + 2, argv, (size_t)argc * sizeof(*all));
	return cli_run((int)cnt + 2 + argc, all);
}

int cli_run_direct(int argc, char **argv)
{
	const char *text = getenv(CLI_RUN_OPTIONS_ENV);
	WBPF_FREE char *options = NULL;
	size_t options_len = 0;
	int status = -1;

	if (argz_create_sep(text ? text : "", ' ', &options, &options_len) == 0)
		status = run_with(options, options_len, argc, argv);
	if (status >= 0)
		return status;
	cli_error("out of memory");
	return CLI_RUN_FAILED;
}
