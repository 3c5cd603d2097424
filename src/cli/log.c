/* SPDX-License-Identifier: MIT */
/* The runtime's log: whole lines on standard error or in a file, never in the guest's output. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "cli/cli.h"
#include "cli/term.h"

static const char *const level_names[] = {
	[WBPF_LOG_ERROR] = "error",
	[WBPF_LOG_WARN] = "warning",
	[WBPF_LOG_INFO] = "info",
	[WBPF_LOG_DEBUG] = "debug",
};
static const char *const level_colors[] = {
	[WBPF_LOG_ERROR] = "\033[1;31m",
	[WBPF_LOG_WARN] = "\033[33m",
	[WBPF_LOG_INFO] = "\033[32m",
	[WBPF_LOG_DEBUG] = "\033[2m",
};

static void put_line(struct wbpf_buf *out, enum wbpf_log_level level, const char *component,
		     const char *line, size_t len, bool color)
{
	wbpf_buf_printf(out, "wasm-bpf: %s%s%s: %s: ", color ? level_colors[level] : "",
			level_names[level], color ? "\033[0m" : "", component);
	cli_put_shown(out, line, len);
	wbpf_buf_append(out, "\n", 1);
}

/* One write for all lines of a message: threads and the guest write to the same place. */
static void write_log(int fd, enum wbpf_log_level level, const char *component, const char *text)
{
	struct wbpf_buf out = WBPF_BUF_INIT;
	bool color = cli_color(fd);

	do {
		size_t len = strcspn(text, "\n");

		put_line(&out, level, component, text, len, color);
		text += len + (text[len] == '\n');
	} while (*text);
	cli_write(fd, out.data, out.len);
	wbpf_buf_free(&out);
}

static bool is_for_stderr(const struct cli_log *log, enum wbpf_log_level level,
			  const char *component)
{
	/* What libbpf warns of comes in the error that the guest gets, and once is enough. */
	if (!log->verbose && strcmp(component, "libbpf") == 0)
		return false;
	/* A file does not hide that events were lost. */
	return log->fd < 0 || (level <= WBPF_LOG_WARN && !log->quiet);
}

static void log_line(void *ctx, enum wbpf_log_level level, const char *component, const char *line)
{
	const struct cli_log *log = ctx;

	if (level < WBPF_LOG_ERROR || level > WBPF_LOG_DEBUG)
		level = WBPF_LOG_DEBUG;
	if (is_for_stderr(log, level, component))
		write_log(STDERR_FILENO, level, component, line);
	if (log->fd >= 0)
		write_log(log->fd, level, component, line);
}

static enum wbpf_log_level wanted_level(const struct cli_log *log)
{
	if (log->verbose > 1)
		return WBPF_LOG_DEBUG;
	if (log->verbose || log->path)
		return WBPF_LOG_INFO;
	return log->quiet ? WBPF_LOG_ERROR : WBPF_LOG_WARN;
}

int cli_log_start(struct cli_log *log, struct wbpf_log *out, struct wbpf_error *err)
{
	log->fd = -1;
	if (log->path) {
		log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
		if (log->fd < 0)
			return wbpf_fail_errno(err, WBPF_STAGE_START, -errno,
					       "cannot open log file '%s'", log->path);
	}
	*out = (struct wbpf_log){ .fn = log_line, .ctx = log, .level = wanted_level(log) };
	return 0;
}

void cli_log_end(struct cli_log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}
