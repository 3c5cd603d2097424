/* SPDX-License-Identifier: MIT */
/* wasm-bpf COMMAND: finds the command, or the module that the kernel or the user wants run. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "cli/direct.h"

static int help(int argc, char **argv);

static const struct command {
	const char *name;
	int (*fn)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "run", cli_run, "run a WebAssembly module that drives eBPF" },
	{ "gen", cli_gen, "write source code from eBPF objects and BTF" },
	{ "build", cli_build, "compile an eBPF tool to a module" },
	{ "new", cli_new, "make a project of an eBPF tool" },
	{ "compile", cli_compile, "compile modules ahead, so that they start fast" },
	{ "cache", cli_cache, "show or empty the cache of compiled modules" },
	{ "features", cli_features, "show what this kernel and these privileges allow" },
	{ "version", cli_version, "show the versions of all parts" },
	{ "binfmt", cli_binfmt, "let the kernel run ./tool.wasm" },
	{ "help", help, "show the help of a command" },
};
enum { COMMAND_CNT = sizeof(commands) / sizeof(commands[0]) };

static const struct command *find(const char *name)
{
	for (int i = 0; i < COMMAND_CNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many letters to change, add or drop to make b of a; b is short. */
static size_t distance(const char *a, const char *b)
{
	size_t row[16], len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0]++;

		for (size_t j = 0; j < len; j++) {
			size_t changed = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			row[j + 1] = min3(changed, row[j] + 1, diagonal + 1);
		}
	}
	return row[len];
}

static const char *nearest(const char *name)
{
	const char *best = NULL;
	size_t least = 3; /* farther is no typing error any more */

	for (int i = 0; i < COMMAND_CNT; i++) {
		size_t d = distance(name, commands[i].name);

		if (d < least && d < strlen(commands[i].name)) {
			least = d;
			best = commands[i].name;
		}
	}
	return best;
}

static int unknown(const char *name)
{
	const char *near = nearest(name);

	if (near)
		cli_error("there is no command '%s'; did you mean '%s'?", name, near);
	else
		cli_error("there is no command '%s'; 'wasm-bpf --help' lists them", name);
	return CLI_USAGE;
}

/* argp calls a command by its argv[0], in its help and before its errors. */
static int call(const struct command *command, int argc, char **argv)
{
	char name[32];

	snprintf(name, sizeof(name), "wasm-bpf %s", command->name);
	argv[0] = name;
	program_invocation_short_name = program_invocation_name = name;
	return command->fn(argc, argv);
}

static int dispatch(int argc, char **argv)
{
	const struct command *command = find(argv[0]);

	return command ? call(command, argc, argv) : unknown(argv[0]);
}

static char *help_filter(int key, const char *text, void *input)
{
	struct wbpf_buf out = WBPF_BUF_INIT;

	(void)input;
	if (key != ARGP_KEY_HELP_PRE_DOC)
		return (char *)text;
	wbpf_buf_printf(&out, "%s\n\nCommands:\n", text);
	for (int i = 0; i < COMMAND_CNT; i++)
		wbpf_buf_printf(&out, "  %-10s %s\n", commands[i].name, commands[i].summary);
	return out.oom ? (char *)text : out.data;
}

static const struct argp_option options[] = {
	{ "version", 'V', NULL, 0, "Show the versions of all parts", -1 },
	{ NULL, 'h', NULL, OPTION_HIDDEN, NULL, -1 },
	{ 0 },
};

struct args {
	int argc; /* the command and what follows it */
	char **argv;
	bool version;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	(void)arg;
	switch (key) {
	case 'V':
		a->version = true;
		break;
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
		break;
	case ARGP_KEY_ARG:
		a->argv = state->argv + state->next - 1;
		a->argc = state->argc - state->next + 1;
		state->next = state->argc;
		break;
	case ARGP_KEY_END:
		if (!a->argc && !a->version)
			argp_error(state, "which command? COMMAND is missing");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "COMMAND [ARGUMENT...]",
	.doc = "Run WebAssembly modules that drive eBPF on the live kernel.\v"
	       "'wasm-bpf help COMMAND' tells more. A module may stand in place of a command:\n"
	       "  wasm-bpf ./execsnoop.wasm --help",
	.help_filter = help_filter,
};

static int help(int argc, char **argv)
{
	char *ask[] = { argv[0], (char *)"--help", NULL };

	if (argc > 2) {
		cli_error("help: one command at a time");
		return CLI_USAGE;
	}
	if (argc == 2 && strcmp(argv[1], "help") != 0) {
		ask[0] = argv[1];
		return dispatch(2, ask);
	}
	program_invocation_short_name = ask[0] = (char *)"wasm-bpf";
	argp_help(&argp, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK, ask[0]);
	return CLI_OK;
}

static int run_main(int argc, char **argv)
{
	struct args a = { 0 };
	char *version[] = { (char *)"version", NULL };

	argp_err_exit_status = CLI_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &a);
	if (a.version)
		return dispatch(1, version);
	if (!find(a.argv[0]) && cli_is_module(a.argv[0]))
		return cli_run_direct(a.argc, a.argv);
	return dispatch(a.argc, a.argv);
}

int main(int argc, char **argv)
{
	int status;

	cli_stdio_open();
	cli_finish_always();
	if (argc > 0)
		argv[0] = program_invocation_name = program_invocation_short_name =
			(char *)"wasm-bpf";
	status = run_main(argc, argv);
	return cli_finish(status, CLI_FAILED);
}
