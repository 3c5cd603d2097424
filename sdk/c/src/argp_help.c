/* SPDX-License-Identifier: MIT */
/* argp_help() and what tells a user that something was wrong. */
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

const char *argp_filter(const char *text, int key, const struct argp *argp,
			const struct argp_state *state)
{
	if (!argp || !argp->help_filter)
		return text;
	return argp->help_filter(key, text, argp_input_of(argp, state));
}

void argp_filter_free(const char *filtered, const char *text)
{
	if (filtered != text)
		free((char *)filtered);
}

/* The part before or after the \v; *to_free when it had to be copied. */
static const char *part_of(const char *doc, bool after, char **to_free)
{
	const char *tab = doc ? strchr(doc, '\v') : NULL;

	*to_free = NULL;
	if (after)
		return tab ? tab + 1 : NULL;
	if (!tab)
		return doc;
	return *to_free = strndup(doc, (size_t)(tab - doc));
}

static void put_paragraph(struct argp_help *h, const char *text, bool blank_line)
{
	if (blank_line)
		argp_text_puts(&h->text, "\n");
	argp_text_puts(&h->text, text);
	if (argp_text_column(&h->text) > 0)
		argp_text_puts(&h->text, "\n");
}

/* Of an argp itself: the doc, and what the filter adds at the end. True: something was printed. */
static bool put_own_doc(struct argp_help *h, const struct argp *argp, bool after, bool blank_line)
{
	int key = after ? ARGP_KEY_HELP_POST_DOC : ARGP_KEY_HELP_PRE_DOC;
	bool printed = false;
	char *copy;
	const char *doc = part_of(argp->doc, after, &copy),
		   *text = argp_filter(doc, key, argp, h->state);

	if (text) {
		put_paragraph(h, text, blank_line);
		printed = true;
	}
	argp_filter_free(text, doc);
	free(copy);
	if (!after || !argp->help_filter)
		return printed;
	text = argp_filter(NULL, ARGP_KEY_HELP_EXTRA, argp, h->state);
	if (text) {
		put_paragraph(h, text, printed || blank_line);
		printed = true;
	}
	argp_filter_free(text, NULL);
	return printed;
}

/* Before the options only the first doc of the tree, after them all. */
static bool put_doc(struct argp_help *h, const struct argp *argp, bool after, bool blank_line)
{
	bool printed = put_own_doc(h, argp, after, blank_line);

	for (const struct argp_child *c = argp->children; c && c->argp && !(printed && !after); c++)
		printed |= put_doc(h, c->argp, after, printed || blank_line);
	return printed;
}

static void put_all(struct argp_help *h, const struct argp *argp, unsigned flags, const char *name)
{
	bool printed = false;

	if (flags & (ARGP_HELP_USAGE | ARGP_HELP_SHORT_USAGE)) {
		argp_help_usage(h, argp, flags, name);
		printed = true;
	}
	if (flags & ARGP_HELP_PRE_DOC)
		printed |= put_doc(h, argp, false, false);
	if (flags & ARGP_HELP_SEE) {
		argp_text_printf(&h->text,
				 "Try `%s --help' or `%s --usage' for more information.\n", name,
				 name);
		printed = true;
	}
	if ((flags & ARGP_HELP_LONG) && h->list.cnt) {
		argp_text_puts(&h->text, printed ? "\n" : "");
		argp_help_options(h);
		printed = true;
	}
	if (flags & ARGP_HELP_POST_DOC)
		printed |= put_doc(h, argp, true, printed);
	if ((flags & ARGP_HELP_BUG_ADDR) && argp_program_bug_address)
		argp_text_printf(&h->text, "%sReport bugs to %s.\n", printed ? "\n" : "",
				 argp_program_bug_address);
}

static void help(const struct argp *argp, const struct argp_state *state, FILE *stream,
		 unsigned flags, const char *name)
{
	static const struct argp none;
	struct argp_help h = { .state = state };

	if (!stream)
		return;
	if (!argp)
		argp = &none;
	if (!argp_list_fill(&h.list, argp))
		put_all(&h, argp, flags, name ? name : "");
	argp_text_finish(&h.text, stream);
	argp_list_free(&h.list);
}

void argp_help(const struct argp *argp, FILE *stream, unsigned flags, char *name)
{
	help(argp, NULL, stream, flags, name);
}

void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags)
{
	if ((state && (state->flags & ARGP_NO_ERRS)) || !stream)
		return;
	help(state ? state->root_argp : NULL, state, stream, flags, state ? state->name : NULL);
	if (state && (state->flags & ARGP_NO_EXIT))
		return;
	if (flags & ARGP_HELP_EXIT_ERR)
		exit(argp_err_exit_status);
	if (flags & ARGP_HELP_EXIT_OK)
		exit(0);
}

void argp_usage(const struct argp_state *state)
{
	argp_state_help(state, stderr, ARGP_HELP_STD_USAGE);
}

void argp_error(const struct argp_state *state, const char *format, ...)
{
	FILE *stream = state ? state->err_stream : stderr;
	va_list args;

	if ((state && (state->flags & ARGP_NO_ERRS)) || !stream)
		return;
	fprintf(stream, "%s: ", state ? state->name : "");
	va_start(args, format);
	vfprintf(stream, format, args);
	va_end(args);
	fputc('\n', stream);
	argp_state_help(state, stream, ARGP_HELP_STD_ERR);
}

void argp_failure(const struct argp_state *state, int status, int errnum, const char *format, ...)
{
	FILE *stream = state ? state->err_stream : stderr;
	va_list args;

	if ((state && (state->flags & ARGP_NO_ERRS)) || !stream)
		return;
	fprintf(stream, "%s", state ? state->name : "");
	if (format) {
		fputs(": ", stream);
		va_start(args, format);
		vfprintf(stream, format, args);
		va_end(args);
	}
	if (errnum)
		fprintf(stream, ": %s", strerror(errnum));
	fputc('\n', stream);
	if (status && !(state && (state->flags & ARGP_NO_EXIT)))
		exit(status);
}
