/* SPDX-License-Identifier: MIT */
/* wasm-bpf binfmt */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/direct.h"

#define DIR   "/proc/sys/fs/binfmt_misc"
#define ENTRY DIR "/wasm-bpf"
/* A core module of the binary format's version 1; a component has another number there. */
#define MAGIC "\\x00asm\\x01\\x00\\x00\\x00"

struct binfmt_args {
	const char *action;
	bool fixed;
};

static const struct argp_option options[] = {
	{ "fix-binary", 'F', NULL, 0,
	  "Open wasm-bpf now, so that modules run in containers and chroots that have none", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct binfmt_args *a = state->input;

	switch (key) {
	case 'F':
		a->fixed = true;
		break;
	case ARGP_KEY_ARG:
		if (a->action)
			argp_error(state, "'%s' is one argument too many", arg);
		a->action = arg;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which action? register, unregister, status or conf");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "register|unregister|status|conf",
	.doc = "Let the kernel run WebAssembly modules as programs: ./tool.wasm is then "
	       "'wasm-bpf run tool.wasm'.\v"
	       "register tells the running kernel, unregister takes it back, status shows it, and "
	       "conf writes the line for /etc/binfmt.d that makes it last. Options of 'run' come "
	       "from the environment variable " CLI_RUN_OPTIONS_ENV ".\n\n"
	       "Examples:\n"
	       "  sudo wasm-bpf binfmt register\n"
	       "  wasm-bpf binfmt conf | sudo tee /etc/binfmt.d/wasm-bpf.conf\n"
	       "  " CLI_RUN_OPTIONS_ENV "='--dir /etc:ro' ./tool.wasm",
};

/* The line that the kernel and systemd-binfmt(8) read. */
static int conf_line(bool fixed, struct wbpf_buf *line, struct wbpf_error *err)
{
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, -errno, "/proc/self/exe");
	self[len] = '\0';
	if (strpbrk(self, ":\n"))
		return wbpf_fail(err, WBPF_STAGE_READ, -EINVAL,
				 "binfmt_misc takes no path with a colon in it: '%s'", self);
	wbpf_buf_printf(line, ":wasm-bpf:M::%s::%s:%s", MAGIC, self, fixed ? "F" : "");
	if (line->oom)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "binfmt");
	return 0;
}

static int cannot_mount(int code, struct wbpf_error *err)
{
	switch (-code) {
	case ENODEV:
		return wbpf_fail(err, WBPF_STAGE_KERNEL, code,
				 "this kernel has no binfmt_misc (CONFIG_BINFMT_MISC)");
	case ENOENT:
		return wbpf_fail(err, WBPF_STAGE_KERNEL, code,
				 "there is no " DIR
				 ": this kernel has no binfmt_misc, or its module is "
				 "not loaded ('modprobe binfmt_misc')");
	case EPERM:
		return wbpf_fail(err, WBPF_STAGE_KERNEL, code,
				 "binfmt_misc is not mounted, and mounting it needs CAP_SYS_ADMIN");
	default:
		return wbpf_fail_errno(err, WBPF_STAGE_KERNEL, code,
				       "cannot mount binfmt_misc at " DIR);
	}
}

static int ensure_mounted(struct wbpf_error *err)
{
	if (access(DIR "/register", F_OK) == 0)
		return 0;
	if (mount("binfmt_misc", DIR, "binfmt_misc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0)
		return 0;
	return cannot_mount(-errno, err);
}

static int tell_kernel(const char *path, const char *text, size_t len, const char *what,
		       struct wbpf_error *err)
{
	WBPF_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 && (errno == EACCES || errno == EPERM))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -errno, "%s: only root may write to '%s'",
				 what, path);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		return wbpf_fail_errno(err, WBPF_STAGE_KERNEL, -errno, "%s: '%s'", what, path);
	return 0;
}

static int unregister(struct wbpf_error *err)
{
	return tell_kernel(ENTRY, "-1", 2, "cannot unregister", err);
}

static int do_register(bool fixed, struct wbpf_error *err)
{
	struct wbpf_buf line = WBPF_BUF_INIT;
	int ret = conf_line(fixed, &line, err);

	if (!ret)
		ret = ensure_mounted(err);
	/* One of an older place of the command gives way. */
	if (!ret && access(ENTRY, F_OK) == 0)
		ret = unregister(err);
	if (!ret)
		ret = tell_kernel(DIR "/register", line.data, line.len, "cannot register", err);
	wbpf_buf_free(&line);
	return ret;
}

static int do_unregister(struct wbpf_error *err)
{
	if (access(ENTRY, F_OK) < 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "wasm-bpf is not registered");
	return unregister(err);
}

static int do_status(struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	int ret = 0;

	if (access(ENTRY, F_OK) < 0) {
		puts("not registered");
		return -ENOENT;
	}
	ret = wbpf_file_read(ENTRY, 65536, &text, err);
	if (!ret)
		fputs(text.data, stdout);
	wbpf_buf_free(&text);
	return ret;
}

static int do_conf(bool fixed, struct wbpf_error *err)
{
	struct wbpf_buf line = WBPF_BUF_INIT;
	int ret = conf_line(fixed, &line, err);

	if (!ret)
		puts(line.data);
	wbpf_buf_free(&line);
	return ret;
}

static int act(const struct binfmt_args *a, struct wbpf_error *err)
{
	if (strcmp(a->action, "register") == 0)
		return do_register(a->fixed, err);
	if (strcmp(a->action, "unregister") == 0)
		return do_unregister(err);
	if (strcmp(a->action, "status") == 0)
		return do_status(err);
	if (strcmp(a->action, "conf") == 0)
		return do_conf(a->fixed, err);
	return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL,
			 "binfmt: there is no action '%s'; register, unregister, status or conf",
			 a->action);
}

int cli_binfmt(int argc, char **argv)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct binfmt_args a = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (act(&a, &err) == 0)
		return CLI_OK;
	return err.stage == WBPF_STAGE_NONE ? CLI_FAILED : cli_report(&err);
}
