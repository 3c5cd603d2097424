/* SPDX-License-Identifier: MIT */
/* The list of options in --help: names on the left, text from column 29 on. */
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

enum {
	SHORT_COLUMN = 2,
	LONG_COLUMN = 6,
	TEXT_NAME_COLUMN = 2,
	DOC_COLUMN = 29,
	HEADER_COLUMN = 1
};

static bool visible(const struct argp_option *o)
{
	return !(o->flags & OPTION_HIDDEN);
}

static void put_arg(struct argp_text *t, const struct argp_option *real, const char *before,
		    const char *before_optional)
{
	if (!real->arg)
		return;
	if (real->flags & OPTION_ARG_OPTIONAL)
		argp_text_printf(t, "[%s%s]", before_optional, real->arg);
	else
		argp_text_printf(t, "%s%s", before, real->arg);
}

static void put_header(struct argp_help *h, const char *header, const struct argp *argp)
{
	const char *text = argp_filter(header, ARGP_KEY_HELP_HEADER, argp, h->state);

	if (text && *text) {
		if (h->before)
			argp_text_puts(&h->text, "\n");
		argp_text_indent_to(&h->text, HEADER_COLUMN);
		argp_text_set_left(&h->text, HEADER_COLUMN);
		argp_text_set_wrapped(&h->text, HEADER_COLUMN);
		argp_text_puts(&h->text, text);
		argp_text_set_left(&h->text, 0);
		argp_text_puts(&h->text, "\n");
	}
	if (text)
		h->separate_groups = true;
	argp_filter_free(text, header);
}

static bool within(const struct argp_cluster *inner, const struct argp_cluster *outer)
{
	while (inner && inner != outer)
		inner = inner->parent;
	return inner == outer;
}

/* Before the first name: what separates the entry from the one above. */
static void begin_entry(struct argp_help *h, const struct argp_entry *e)
{
	const struct argp_cluster *c = e->cluster;
	int wrapped;

	if (h->separate_groups && h->before && e->group != h->before->group)
		argp_text_puts(&h->text, "\n");
	if (!c || !c->header || !*c->header || (h->before && within(h->before->cluster, c)))
		return;
	wrapped = argp_text_set_wrapped(&h->text, 0);
	put_header(h, c->header, c->argp);
	argp_text_set_wrapped(&h->text, wrapped);
}

static void before_name(struct argp_help *h, const struct argp_entry *e, bool *first, int column)
{
	if (*first)
		begin_entry(h, e);
	else
		argp_text_puts(&h->text, ", ");
	*first = false;
	argp_text_indent_to(&h->text, column);
}

static void put_short_names(struct argp_help *h, const struct argp_entry *e, bool *first)
{
	bool has_long = argp_entry_long(e) != NULL;

	argp_text_set_wrapped(&h->text, SHORT_COLUMN);
	for (unsigned i = 0; i < e->cnt; i++) {
		const struct argp_option *o = &e->opt[i];

		if (!visible(o) || !argp_entry_has_short(&h->list, e, o))
			continue;
		before_name(h, e, first, SHORT_COLUMN);
		argp_text_printf(&h->text, "-%c", o->key);
		if (!has_long)
			put_arg(&h->text, e->opt, " ", "");
		else if (e->opt->arg)
			h->args_left_out = true;
	}
}

static void put_long_names(struct argp_help *h, const struct argp_entry *e, bool *first)
{
	bool text = e->opt->flags & OPTION_DOC;
	int column = text ? TEXT_NAME_COLUMN : LONG_COLUMN;

	argp_text_set_wrapped(&h->text, column);
	for (unsigned i = 0; i < e->cnt; i++) {
		const struct argp_option *o = &e->opt[i];

		if (!o->name || !visible(o) || (text && !*o->name))
			continue;
		before_name(h, e, first, column);
		argp_text_printf(&h->text, "%s%s", text ? "" : "--", o->name);
		if (!text)
			put_arg(&h->text, e->opt, "=", "=");
	}
}

static void put_doc(struct argp_help *h, const struct argp_entry *e)
{
	const char *doc = argp_filter(e->opt->doc, e->opt->key, e->argp, h->state);
	int column;

	if (doc && *doc) {
		column = argp_text_column(&h->text);
		argp_text_set_left(&h->text, DOC_COLUMN);
		argp_text_set_wrapped(&h->text, DOC_COLUMN);
		if (column > DOC_COLUMN + 3)
			argp_text_puts(&h->text, "\n");
		else if (column >= DOC_COLUMN)
			argp_text_puts(&h->text, "   ");
		else
			argp_text_indent_to(&h->text, DOC_COLUMN);
		argp_text_puts(&h->text, doc);
	}
	argp_filter_free(doc, e->opt->doc);
	argp_text_set_left(&h->text, 0);
	argp_text_puts(&h->text, "\n");
}

static void put_entry(struct argp_help *h, const struct argp_entry *e)
{
	int left = argp_text_set_left(&h->text, 0);
	int wrapped = argp_text_set_wrapped(&h->text, 0);
	bool first = true;

	put_short_names(h, e, &first);
	put_long_names(h, e, &first);
	argp_text_set_left(&h->text, 0);
	if (!first) {
		put_doc(h, e);
		h->before = e;
	} else if (!argp_option_is_short(e->opt) && !e->opt->name) {
		put_header(h, e->opt->doc, e->argp);
		h->before = e;
	}
	argp_text_set_left(&h->text, left);
	argp_text_set_wrapped(&h->text, wrapped);
}

void argp_help_options(struct argp_help *h)
{
	static const char note[] = "Mandatory or optional arguments to long options are also "
				   "mandatory or optional for "
				   "any corresponding short options.";
	const char *text;

	for (size_t i = 0; i < h->list.cnt; i++)
		put_entry(h, &h->list.entries[i]);
	if (!h->args_left_out)
		return;
	text = argp_filter(note, ARGP_KEY_HELP_DUP_ARGS_NOTE, h->state ? h->state->root_argp : NULL,
			   h->state);
	if (text && *text)
		argp_text_printf(&h->text, "\n%s\n", text);
	argp_filter_free(text, note);
}
