/* SPDX-License-Identifier: MIT */
/* What went wrong, in words on standard error and as exit status. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "cli/cli.h"
#include "cli/term.h"

#define RED   "\033[1;31m"
#define PLAIN "\033[0m"

static void put_lines(struct wbpf_buf *out, const char *text)
{
	const char *line = text;

	while (*line) {
		size_t len = strcspn(line, "\n");

		wbpf_buf_append(out, "  ", 2);
		cli_put_shown(out, line, len);
		wbpf_buf_append(out, "\n", 1);
		line += len + (line[len] == '\n');
	}
}

static void say(const char *message, const char *detail)
{
	bool color = cli_color(STDERR_FILENO);
	struct wbpf_buf out = WBPF_BUF_INIT;

	wbpf_buf_printf(&out, "%swasm-bpf:%s ", color ? RED : "", color ? PLAIN : "");
	cli_put_shown(&out, message, strlen(message));
	wbpf_buf_append(&out, "\n", 1);
	if (detail)
		put_lines(&out, detail);
	cli_write(STDERR_FILENO, out.data, out.len);
	wbpf_buf_free(&out);
}

void cli_error(const char *fmt, ...)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	va_list args;

	va_start(args, fmt);
	wbpf_buf_vprintf(&text, fmt, args);
	va_end(args);
	say(text.data ? text.data : "out of memory", NULL);
	wbpf_buf_free(&text);
}

static void report(struct wbpf_error *err)
{
	say(err->message[0] ? err->message : wbpf_errno_text(err->code), err->detail);
	wbpf_error_clear(err);
}

int cli_report(struct wbpf_error *err)
{
	int status = err->stage == WBPF_STAGE_USAGE ? CLI_USAGE : CLI_FAILED;

	report(err);
	return status;
}

static int read_status(int code)
{
	switch (-code) {
	case ENOENT:
	case ENOTDIR:
		return CLI_RUN_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EISDIR:
	case ELOOP:
		return CLI_RUN_NOT_RUNNABLE;
	default:
		return CLI_RUN_FAILED;
	}
}

static int run_status(const struct wbpf_error *err)
{
	switch (err->stage) {
	case WBPF_STAGE_READ:
		return read_status(err->code);
	case WBPF_STAGE_COMPILE:
	case WBPF_STAGE_LINK:
		return CLI_RUN_NOT_RUNNABLE;
	case WBPF_STAGE_TRAP:
		return CLI_RUN_TRAPPED;
	default:
		return CLI_RUN_FAILED;
	}
}

int cli_report_run(struct wbpf_error *err)
{
	int status = run_status(err);

	report(err);
	return status;
}

static bool finished;

int cli_finish(int status, int failed)
{
	bool bad = ferror(stdout);

	finished = true;
	if (fflush(stdout) != 0 || bad) {
		cli_error("cannot write standard output: %s", wbpf_errno_text(errno));
		return failed;
	}
	return status;
}

/* argp prints its help and exits by itself. */
static void finish_at_exit(void)
{
	if (!finished && cli_finish(CLI_OK, CLI_FAILED))
		_exit(CLI_FAILED);
}

void cli_finish_always(void)
{
	atexit(finish_at_exit);
}
