/* SPDX-License-Identifier: MIT */
/* The usage line: all options by name, or just [OPTION...]; then the arguments. */
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

enum { INDENT = 12 };

/* An option as usage sees it: an alias has the argument and the flags of its real one. */
struct shown {
	const struct argp_option *opt;
	const char *arg;
	int flags;
	bool is_short;
};

static void each(struct argp_help *h, void (*put)(struct argp_text *t, const struct shown *s))
{
	for (size_t i = 0; i < h->list.cnt; i++) {
		const struct argp_entry *e = &h->list.entries[i];
		const struct argp_option *real = e->opt;

		for (unsigned k = 0; k < e->cnt; k++) {
			const struct argp_option *o = &e->opt[k];
			struct shown s = { o, o->arg ? o->arg : real->arg, o->flags | real->flags,
					   argp_entry_has_short(&h->list, e, o) };

			if (!(o->flags & OPTION_HIDDEN) && !(s.flags & OPTION_NO_USAGE))
				put(&h->text, &s);
		}
	}
}

static void put_flag(struct argp_text *t, const struct shown *s)
{
	if (s->is_short && !s->arg)
		argp_text_printf(t, "%c", s->opt->key);
}

static void put_short(struct argp_text *t, const struct shown *s)
{
	if (!s->is_short || !s->arg)
		return;
	if (s->flags & OPTION_ARG_OPTIONAL) {
		argp_text_printf(t, " [-%c[%s]]", s->opt->key, s->arg);
		return;
	}
	argp_text_space(t, 6 + strlen(s->arg));
	argp_text_printf(t, "[-%c %s]", s->opt->key, s->arg);
}

static void put_long(struct argp_text *t, const struct shown *s)
{
	if (!s->opt->name)
		return;
	if (!s->arg)
		argp_text_printf(t, " [--%s]", s->opt->name);
	else if (s->flags & OPTION_ARG_OPTIONAL)
		argp_text_printf(t, " [--%s[=%s]]", s->opt->name, s->arg);
	else
		argp_text_printf(t, " [--%s=%s]", s->opt->name, s->arg);
}

static void put_options(struct argp_help *h)
{
	struct argp_text flags = { 0 }, text = h->text;

	/* Collected apart: without any there are no brackets either. */
	h->text = flags;
	each(h, put_flag);
	flags = h->text;
	h->text = text;
	if (flags.len)
		argp_text_printf(&h->text, " [-%.*s]", (int)flags.len, flags.buf);
	free(flags.buf);
	each(h, put_short);
	each(h, put_long);
}

/* The level-th line. *more: there is another one. */
static size_t line_at(const char **doc, unsigned level, bool *more)
{
	while (level-- && strchr(*doc, '\n'))
		*doc = strchr(*doc, '\n') + 1;
	*more = strchr(*doc, '\n') != NULL;
	return strcspn(*doc, "\n");
}

/*
 * One of the combinations of alternatives; `levels` counts like an odometer, one wheel for each argp
 * that has several. Returns whether there is a further combination.
 */
static bool put_args(struct argp_help *h, const struct argp *argp, unsigned char **levels,
		     bool advance)
{
	const char *text = argp_filter(argp->args_doc, ARGP_KEY_HELP_ARGS_DOC, argp, h->state);
	unsigned char *own = *levels;
	bool several = text && strchr(text, '\n'), more = false;
	const char *line = text;
	size_t len;

	if (text) {
		if (several)
			++*levels;
		len = line_at(&line, several ? *own : 0, &more);
		argp_text_space(&h->text, 1 + len);
		argp_text_write(&h->text, line, len);
	}
	argp_filter_free(text, argp->args_doc);
	for (const struct argp_child *c = argp->children; c && c->argp; c++)
		advance = !put_args(h, c->argp, levels, advance);
	if (advance && several) {
		if (more) {
			++*own;
			advance = false;
		} else {
			*own = 0;
		}
	}
	return !advance;
}

static size_t count_levels(const struct argp *argp)
{
	size_t cnt = 1;

	for (const struct argp_child *c = argp->children; c && c->argp; c++)
		cnt += count_levels(c->argp);
	return cnt;
}

void argp_help_usage(struct argp_help *h, const struct argp *argp, unsigned flags, const char *name)
{
	unsigned char *levels = calloc(1, count_levels(argp)), *wheel;
	bool first = true, more = levels != NULL;

	for (; more; first = false) {
		int wrapped = argp_text_set_wrapped(&h->text, INDENT), left;

		argp_text_printf(&h->text, "%s %s", first ? "Usage:" : "  or: ", name);
		left = argp_text_set_left(&h->text, INDENT);
		if (!first || (flags & ARGP_HELP_SHORT_USAGE))
			argp_text_puts(&h->text, h->list.cnt ? " [OPTION...]" : "");
		else
			put_options(h);
		wheel = levels;
		more = put_args(h, argp, &wheel, true);
		argp_text_set_wrapped(&h->text, wrapped);
		argp_text_set_left(&h->text, left);
		argp_text_puts(&h->text, "\n");
	}
	free(levels);
}
