/* SPDX-License-Identifier: MIT */
/* wasm-bpf new: a project that builds, runs and tests at once. */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/new.h"

static const char doc[] =
	"Make a project: an eBPF tool that works, to be changed into another.\v"
	"DIRECTORY is made; its last part names the tool. In it, make builds the module, make run "
	"runs it, make check tests it on this kernel.\n\n"
	"Examples:\n"
	"  wasm-bpf new mytool\n"
	"  wasm-bpf new --lang c src/mytool\n\n"
	"Exit status: 0 done; 1 the directory cannot be made; 2 bad arguments.";

static const struct argp_option options[] = {
	{ "lang", 'l', "LANGUAGE", 0, "what the tool is written in: c (default)", 0 }, { 0 }
};

struct project {
	const char *dir, *name;
	char *ident; /* owned */
};

static bool is_name(const char *name)
{
	size_t len = strspn(name,
			    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return isalpha((unsigned char)*name) && !name[len] && len <= 48;
}

static void take_directory(struct project *p, const char *dir, struct argp_state *state)
{
	const char *slash = strrchr(dir, '/');

	if (p->dir)
		argp_error(state, "too many arguments: '%s'", dir);
	p->dir = dir;
	p->name = slash ? slash + 1 : dir;
	if (!is_name(p->name))
		argp_error(state, "'%s' cannot name a tool: a letter, then letters, digits, - or _",
			   p->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct project *p = state->input;

	switch (key) {
	case 'l':
		if (strcmp(arg, "c") != 0)
			argp_error(state, "no projects in '%s'; c is known", arg);
		return 0;
	case ARGP_KEY_ARG:
		take_directory(p, arg, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "what shall it be called?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void expand(const struct project *p, const char *text, struct wbpf_buf *out)
{
	for (; *text; text++) {
		const char *part = *text == '@' ? p->name : *text == '`' ? p->ident : NULL;

		if (part)
			wbpf_buf_append(out, part, strlen(part));
		else
			wbpf_buf_append(out, text, 1);
	}
}

/* "DIRECTORY/NAME.c"; NULL: out of memory. */
static char *path_of(const struct project *p, const struct new_file *f)
{
	struct wbpf_buf path = WBPF_BUF_INIT;

	wbpf_buf_printf(&path, "%s/", p->dir);
	expand(p, f->name, &path);
	if (!path.oom)
		return path.data;
	wbpf_buf_free(&path);
	return NULL;
}

static int write_one(const struct project *p, const struct new_file *f, struct wbpf_error *err)
{
	WBPF_FREE char *path = path_of(p, f);
	struct wbpf_buf text = WBPF_BUF_INIT;
	int ret;

	expand(p, f->text, &text);
	if (!path || text.oom)
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	else
		ret = wbpf_file_write(path, text.data, text.len, f->mode, err);
	wbpf_buf_free(&text);
	return ret;
}

static void remove_all(const struct project *p, const struct new_file *files)
{
	for (const struct new_file *f = files; f->name; f++) {
		WBPF_FREE char *path = path_of(p, f);

		if (path)
			unlink(path);
	}
	rmdir(p->dir);
}

static int make(const struct project *p, const struct new_file *files, struct wbpf_error *err)
{
	int ret = 0;

	if (mkdir(p->dir, 0777) < 0)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, -errno,
				       "cannot make the directory '%s'", p->dir);
	for (const struct new_file *f = files; !ret && f->name; f++)
		ret = write_one(p, f, err);
	if (ret)
		remove_all(p, files);
	return ret;
}

int cli_new(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "DIRECTORY", doc, NULL, NULL, NULL };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct project p = { 0 };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &p);
	p.ident = strdup(p.name);
	for (char *c = p.ident; c && *c; c++)
		if (*c == '-')
			*c = '_';
	ret = p.ident ? make(&p, new_c_files, &err) :
			wbpf_fail(&err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	free(p.ident);
	if (ret)
		return cli_report(&err);
	printf("%s: now `cd %s && make && sudo make check`\n", p.name, p.dir);
	return CLI_OK;
}
