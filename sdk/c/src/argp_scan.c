/* SPDX-License-Identifier: MIT */
/*
 * The words of the command line, as getopt_long() takes them: clusters of short options, long names
 * that may be shortened, arguments moved behind the options.
 */
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

/* A table's option with what its aliases inherit. */
struct known {
	struct argp_group *group;
	const struct argp_option *opt, *real;
};

static int key_of(const struct known *k)
{
	return k->opt->key ? k->opt->key : k->real->key;
}

/* Calls `visit` for every option that can be typed, until it answers true. */
static bool each(struct argp_parser *p, bool (*visit)(const struct known *k, void *ctx), void *ctx)
{
	for (size_t g = 0; g < p->group_cnt; g++) {
		const struct argp_option *o = p->groups[g].argp->options;
		struct known k = { .group = &p->groups[g] };

		for (; o && !argp_option_is_end(o); o++) {
			k.opt = o;
			k.real = k.real && (o->flags & OPTION_ALIAS) ? k.real : o;
			if (!(k.real->flags & OPTION_DOC) && visit(&k, ctx))
				return true;
		}
	}
	return false;
}

struct short_query {
	int c;
	struct known found;
};

static bool match_short(const struct known *k, void *ctx)
{
	struct short_query *q = ctx;

	if (!argp_option_is_short(k->opt) || k->opt->key != q->c)
		return false;
	q->found = *k;
	return true;
}

struct long_query {
	struct argp_parser *p;
	const char *name;
	size_t len;
	struct known found;
	bool exact, ambiguous;
};

/* Two names of one option are not ambiguous. */
static bool same_option(const struct known *a, const struct known *b)
{
	return a->group == b->group && key_of(a) == key_of(b);
}

static bool is_namesake(const struct known *k, void *ctx)
{
	struct known *first = ctx;

	if (!k->opt->name || strcmp(k->opt->name, first->opt->name))
		return false;
	*first = *k;
	return true;
}

/* Of several options of one name the first counts. */
static bool matches(const struct long_query *q, const struct known *k)
{
	struct known first = *k;

	if (!k->opt->name || strncmp(k->opt->name, q->name, q->len))
		return false;
	return each(q->p, is_namesake, &first) && first.opt == k->opt;
}

static bool match_long(const struct known *k, void *ctx)
{
	struct long_query *q = ctx;

	if (!matches(q, k))
		return false;
	q->exact = !k->opt->name[q->len];
	if (q->exact || !q->found.opt) {
		q->found = *k;
		return q->exact;
	}
	if (!same_option(&q->found, k))
		q->ambiguous = true;
	return false;
}

__attribute__((format(printf, 2, 3))) static enum argp_found fail(struct argp_parser *p,
								  const char *format, ...)
{
	va_list args;

	if ((p->state.flags & ARGP_NO_ERRS) || !p->state.err_stream)
		return SCAN_ERROR;
	fprintf(p->state.err_stream, "%s: ", p->state.argv[0] ? p->state.argv[0] : p->state.name);
	va_start(args, format);
	vfprintf(p->state.err_stream, format, args);
	va_end(args);
	fputc('\n', p->state.err_stream);
	return SCAN_ERROR;
}

static enum argp_found hit_of(struct argp_hit *hit, const struct known *k, char *arg, bool by_long)
{
	hit->group = k->group;
	hit->key = key_of(k);
	hit->arg = arg;
	hit->long_name = by_long ? k->opt->name : NULL;
	return SCAN_OPTION;
}

/* The word after the option, or NULL. */
static char *take_word(struct argp_parser *p)
{
	return p->state.next < p->state.argc ? p->state.argv[p->state.next++] : NULL;
}

static enum argp_found scan_short(struct argp_parser *p, struct argp_hit *hit)
{
	struct short_query q = { .c = (unsigned char)*p->cluster++ };
	const char *rest = *p->cluster ? p->cluster : NULL;
	char *arg = NULL;

	p->cluster = rest;
	/* The word is done with its last letter. */
	p->state.next += !rest;
	if (q.c == ':' || q.c == ';' || q.c == '-' || !each(p, match_short, &q))
		return fail(p, "invalid option -- '%c'", q.c);
	if (!q.found.real->arg)
		return hit_of(hit, &q.found, NULL, false);
	p->cluster = NULL;
	p->state.next += rest != NULL;
	arg = (char *)rest;
	if (!arg && !(q.found.real->flags & OPTION_ARG_OPTIONAL)) {
		arg = take_word(p);
		if (!arg)
			return fail(p, "option requires an argument -- '%c'", q.c);
	}
	return hit_of(hit, &q.found, arg, false);
}

struct listing {
	const struct long_query *q;
	FILE *to;
};

static bool list_match(const struct known *k, void *ctx)
{
	struct listing *l = ctx;

	if (matches(l->q, k) && (k->opt == l->q->found.opt || !same_option(k, &l->q->found)))
		fprintf(l->to, " '--%s'", k->opt->name);
	return false;
}

static enum argp_found fail_ambiguous(struct argp_parser *p, const char *word,
				      const struct long_query *q)
{
	struct listing l = { q, p->state.err_stream };

	if ((p->state.flags & ARGP_NO_ERRS) || !l.to)
		return SCAN_ERROR;
	fprintf(l.to, "%s: option '%s' is ambiguous; possibilities:", p->state.argv[0], word);
	each(p, list_match, &l);
	fputc('\n', l.to);
	return SCAN_ERROR;
}

static enum argp_found scan_long(struct argp_parser *p, const char *word, const char *name,
				 struct argp_hit *hit)
{
	struct long_query q = { .p = p, .name = name, .len = strcspn(name, "=") };
	char *arg = name[q.len] ? (char *)name + q.len + 1 : NULL;
	int dashes = (int)(name - word);

	each(p, match_long, &q);
	if (q.ambiguous && !q.exact)
		return fail_ambiguous(p, word, &q);
	if (!q.found.opt)
		return fail(p, "unrecognized option '%.*s%s'", dashes, word, name);
	if (arg && !q.found.real->arg)
		return fail(p, "option '%.*s%s' doesn't allow an argument", dashes, word,
			    q.found.opt->name);
	if (!arg && q.found.real->arg && !(q.found.real->flags & OPTION_ARG_OPTIONAL)) {
		arg = take_word(p);
		if (!arg)
			return fail(p, "option '%.*s%s' requires an argument", dashes, word,
				    q.found.opt->name);
	}
	return hit_of(hit, &q.found, arg, true);
}

static void reverse(char **argv, int from, int to)
{
	while (from < --to) {
		char *word = argv[from];

		argv[from++] = argv[to];
		argv[to] = word;
	}
}

/* The arguments that were skipped go behind the options that were taken since. */
static void move_skipped(struct argp_parser *p)
{
	int from = p->skipped_from, mid = p->skipped_to, to = p->state.next;

	if (from == mid || mid == to)
		return;
	reverse(p->state.argv, from, mid);
	reverse(p->state.argv, mid, to);
	reverse(p->state.argv, from, to);
	p->skipped_from += to - mid;
	p->skipped_to = to;
}

static bool is_option_word(const char *word)
{
	return word[0] == '-' && word[1];
}

static bool may_skip(const struct argp_parser *p)
{
	return !(p->state.flags & (ARGP_IN_ORDER | ARGP_NO_ARGS)) && !getenv("POSIXLY_CORRECT");
}

/* To the next option word, over arguments unless they are wanted in order. */
static void skip_arguments(struct argp_parser *p)
{
	move_skipped(p);
	if (p->skipped_from == p->skipped_to)
		p->skipped_from = p->state.next;
	if (may_skip(p))
		while (p->state.next < p->state.argc &&
		       !is_option_word(p->state.argv[p->state.next]))
			p->state.next++;
	p->skipped_to = p->state.next;
}

/* No more options: what was skipped comes first among what is left. */
static enum argp_found end_of_options(struct argp_parser *p)
{
	move_skipped(p);
	if (p->skipped_from != p->skipped_to)
		p->state.next = p->skipped_from;
	p->scanning = false;
	return SCAN_END;
}

/* With ARGP_LONG_ONLY one dash is enough, unless the word can only be short options. */
static bool is_long_only(struct argp_parser *p, const char *word)
{
	struct long_query q = { .p = p, .name = word + 1, .len = strcspn(word + 1, "=") };
	struct short_query s = { .c = (unsigned char)word[1] };

	if (!each(p, match_short, &s))
		return true;
	return word[2] && (each(p, match_long, &q), q.found.opt);
}

static enum argp_found scan_word(struct argp_parser *p, struct argp_hit *hit)
{
	char *word = p->state.argv[p->state.next++];

	if (!strcmp(word, "--")) {
		enum argp_found end = end_of_options(p);

		p->state.quoted = p->state.next;
		return end;
	}
	if (word[1] == '-')
		return scan_long(p, word, word + 2, hit);
	if ((p->state.flags & ARGP_LONG_ONLY) && is_long_only(p, word))
		return scan_long(p, word, word + 1, hit);
	p->cluster = word + 1;
	p->state.next--;
	return scan_short(p, hit);
}

enum argp_found argp_scan(struct argp_parser *p, struct argp_hit *hit)
{
	if (!p->scanning)
		return SCAN_END;
	if (p->cluster)
		return scan_short(p, hit);
	skip_arguments(p);
	if (p->state.next >= p->state.argc)
		return end_of_options(p);
	if (is_option_word(p->state.argv[p->state.next]))
		return scan_word(p, hit);
	if (!(p->state.flags & ARGP_IN_ORDER))
		return end_of_options(p);
	hit->arg = p->state.argv[p->state.next++];
	return SCAN_ARG;
}
