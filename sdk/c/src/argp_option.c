/* SPDX-License-Identifier: MIT */
/* Options: what one is, and those that every program has. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

enum { KEY_USAGE = -3, KEY_PROGRAM_NAME = -2 };

__attribute__((weak)) const char *argp_program_version;
__attribute__((weak)) void (*argp_program_version_hook)(FILE *stream, struct argp_state *state);
__attribute__((weak)) const char *argp_program_bug_address;
__attribute__((weak)) error_t argp_err_exit_status = 64; /* EX_USAGE of BSD */

bool argp_option_is_end(const struct argp_option *o)
{
	return !o->key && !o->name && !o->doc && !o->group;
}

bool argp_option_is_short(const struct argp_option *o)
{
	return !(o->flags & OPTION_DOC) && o->key > 0 && o->key <= 255 && isprint(o->key);
}

bool argp_option_is_header(const struct argp_option *o)
{
	return !o->name && !o->key;
}

static char *base_name(char *path)
{
	char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static error_t parse_default(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case '?':
		argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
		return 0;
	case KEY_USAGE:
		argp_state_help(state, state->out_stream, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
		return 0;
	case KEY_PROGRAM_NAME:
		state->name = base_name(arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_version(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	if (key != 'V')
		return ARGP_ERR_UNKNOWN;
	if (argp_program_version_hook)
		argp_program_version_hook(state->out_stream, state);
	else
		fprintf(state->out_stream, "%s\n", argp_program_version);
	if (!(state->flags & ARGP_NO_EXIT))
		exit(0);
	return 0;
}

const struct argp *argp_default_options_of(void)
{
	static const struct argp_option options[] = {
		{ "help", '?', NULL, 0, "Give this help list", -1 },
		{ "usage", KEY_USAGE, NULL, 0, "Give a short usage message", 0 },
		{ "program-name", KEY_PROGRAM_NAME, "NAME", OPTION_HIDDEN, "Set the program name",
		  0 },
		{ 0 },
	};
	static const struct argp argp = { .options = options, .parser = parse_default };

	return &argp;
}

const struct argp *argp_version_options_of(void)
{
	static const struct argp_option options[] = {
		{ "version", 'V', NULL, 0, "Print program version", -1 },
		{ 0 },
	};
	static const struct argp argp = { .options = options, .parser = parse_version };

	return &argp;
}
