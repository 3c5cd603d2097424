/* SPDX-License-Identifier: MIT */
/* argp_parse(): the tree of argps as a list of groups, each with its parser and its input. */
#include <stdlib.h>
#include <string.h>

#include "argp_internal.h"

static size_t count_groups(const struct argp *argp)
{
	size_t cnt = argp->options || argp->parser || argp->children ? 1 : 0;

	for (const struct argp_child *c = argp->children; c && c->argp; c++)
		cnt += count_groups(c->argp);
	return cnt;
}

static void add_groups(struct argp_parser *p, const struct argp *argp, struct argp_group *parent,
		       unsigned child_index)
{
	struct argp_group *g = NULL;
	unsigned i = 0;

	if (argp->options || argp->parser || argp->children) {
		g = &p->groups[p->group_cnt++];
		*g = (struct argp_group){ argp, parent, child_index, 0, NULL, NULL, NULL };
	}
	for (const struct argp_child *c = argp->children; c && c->argp; c++)
		add_groups(p, c->argp, g, i++);
}

static int add_child_inputs(struct argp_group *g)
{
	size_t cnt = 0;

	for (const struct argp_child *c = g->argp->children; c && c->argp; c++)
		cnt++;
	g->child_inputs = cnt ? calloc(cnt, sizeof(*g->child_inputs)) : NULL;
	return cnt && !g->child_inputs ? ENOMEM : 0;
}

static error_t ask(struct argp_parser *p, struct argp_group *g, int key, char *arg)
{
	error_t err;

	if (!g->argp->parser)
		return ARGP_ERR_UNKNOWN;
	p->state.hook = g->hook;
	p->state.input = g->input;
	p->state.child_inputs = g->child_inputs;
	p->state.arg_num = g->args_cnt;
	err = g->argp->parser(key, arg, &p->state);
	g->hook = p->state.hook;
	return err;
}

/* Children get what their parents' parsers left for them; the program's own argp gets the input. */
static error_t init_groups(struct argp_parser *p, const struct argp *argp, void *input)
{
	error_t err = 0;

	for (size_t i = 0; i < p->group_cnt && !err; i++) {
		struct argp_group *g = &p->groups[i];

		err = add_child_inputs(g);
		if (err)
			break;
		if (g->argp == argp || i == 0)
			g->input = input;
		else if (g->parent && g->parent->child_inputs)
			g->input = g->parent->child_inputs[g->child_index];
		/* The program's parser is the child of ours, with which it shares the input. */
		if (i == 0 && g->argp == &p->root && g->child_inputs)
			g->child_inputs[0] = input;
		err = ask(p, g, ARGP_KEY_INIT, NULL);
		if (err == ARGP_ERR_UNKNOWN)
			err = 0;
		/* A group without a parser hands its input on to its first child. */
		if (!g->argp->parser && g->argp->children && g->child_inputs)
			g->child_inputs[0] = g->input;
	}
	return err;
}

static error_t to_all(struct argp_parser *p, int key)
{
	error_t err = 0;

	for (size_t i = p->group_cnt; i-- > 0 && (!err || err == ARGP_ERR_UNKNOWN);)
		err = ask(p, &p->groups[i], key, NULL);
	return err == ARGP_ERR_UNKNOWN ? 0 : err;
}

/* One argument to the first group that takes it, alone or with all that follow. */
static error_t parse_arg(struct argp_parser *p, char *arg)
{
	int at = --p->state.next;
	error_t err = ARGP_ERR_UNKNOWN;
	int key = ARGP_KEY_ARG;
	size_t i;

	for (i = 0; i < p->group_cnt && err == ARGP_ERR_UNKNOWN; i++) {
		p->state.next = at + 1;
		key = ARGP_KEY_ARG;
		err = ask(p, &p->groups[i], key, arg);
		if (err != ARGP_ERR_UNKNOWN)
			continue;
		p->state.next = at;
		key = ARGP_KEY_ARGS;
		err = ask(p, &p->groups[i], key, NULL);
	}
	if (err)
		return err;
	if (key == ARGP_KEY_ARGS && p->state.next == at)
		p->state.next = p->state.argc;
	if (p->state.next > at)
		p->groups[i - 1].args_cnt += (unsigned)(p->state.next - at);
	else
		p->scanning = true; /* the parser went back, perhaps to options */
	return 0;
}

static error_t parse_option(struct argp_parser *p, const struct argp_hit *hit)
{
	static const char text[] = "(PROGRAM ERROR) Option should have been recognized!?";
	error_t err = ask(p, hit->group, hit->key, hit->arg);

	if (err != ARGP_ERR_UNKNOWN)
		return err;
	if (hit->long_name)
		argp_error(&p->state, "--%s: %s", hit->long_name, text);
	else
		argp_error(&p->state, "-%c: %s", hit->key, text);
	return err;
}

/* *done: the words are at their end, or arguments are left that nobody wants. */
static error_t parse_next(struct argp_parser *p, bool *done)
{
	struct argp_hit hit = { 0 };
	error_t err;

	*done = false;
	switch (argp_scan(p, &hit)) {
	case SCAN_OPTION:
		return parse_option(p, &hit);
	case SCAN_ERROR:
		return ARGP_ERR_UNKNOWN;
	case SCAN_END:
		*done = p->state.next >= p->state.argc || (p->state.flags & ARGP_NO_ARGS);
		if (*done)
			return 0;
		hit.arg = p->state.argv[p->state.next++];
		break;
	case SCAN_ARG:
		break;
	}
	err = parse_arg(p, hit.arg);
	*done = err == ARGP_ERR_UNKNOWN;
	return *done ? 0 : err;
}

static error_t all_parsed(struct argp_parser *p)
{
	error_t err = 0;

	for (size_t i = 0; i < p->group_cnt && (!err || err == ARGP_ERR_UNKNOWN); i++)
		if (!p->groups[i].args_cnt)
			err = ask(p, &p->groups[i], ARGP_KEY_NO_ARGS, NULL);
	if (err && err != ARGP_ERR_UNKNOWN)
		return err;
	return to_all(p, ARGP_KEY_END);
}

static error_t end_of_words(struct argp_parser *p, int *arg_index)
{
	if (p->state.next == p->state.argc) {
		error_t err = all_parsed(p);

		if (arg_index)
			*arg_index = p->state.next;
		return err;
	}
	if (arg_index) {
		*arg_index = p->state.next;
		return 0;
	}
	if (!(p->state.flags & ARGP_NO_ERRS) && p->state.err_stream)
		fprintf(p->state.err_stream, "%s: Too many arguments\n", p->state.name);
	return ARGP_ERR_UNKNOWN;
}

static error_t finish(struct argp_parser *p, error_t err)
{
	if (err == ARGP_ERR_UNKNOWN)
		argp_state_help(&p->state, p->state.err_stream, ARGP_HELP_STD_ERR);
	if (err)
		to_all(p, ARGP_KEY_ERROR);
	else
		err = to_all(p, ARGP_KEY_SUCCESS);
	to_all(p, ARGP_KEY_FINI);
	return err == ARGP_ERR_UNKNOWN ? EINVAL : err;
}

static char *name_of(int argc, char **argv)
{
	char *slash = argc > 0 && argv[0] ? strrchr(argv[0], '/') : NULL;

	if (argc <= 0 || !argv[0])
		return (char *)"";
	return slash ? slash + 1 : argv[0];
}

/* The program's argp under ours, which brings --help, --usage and --version. */
static const struct argp *with_defaults(struct argp_parser *p, const struct argp *argp)
{
	struct argp_child *c = p->children;

	if (argp)
		(c++)->argp = argp;
	(c++)->argp = argp_default_options_of();
	if (argp_program_version || argp_program_version_hook)
		c->argp = argp_version_options_of();
	p->root.children = p->children;
	return &p->root;
}

static error_t run(struct argp_parser *p, const struct argp *argp, int *arg_index, void *input)
{
	bool done = false;
	error_t err = init_groups(p, argp, input);

	/* ARGP_PARSE_ARGV0 or not: the scan of the GNU library never takes word 0 for an option. */
	p->state.next = p->state.argc > 0;
	p->skipped_from = p->skipped_to = p->state.next;
	while (!err && !done)
		err = parse_next(p, &done);
	if (!err)
		err = end_of_words(p, arg_index);
	return finish(p, err);
}

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags, int *arg_index,
		   void *input)
{
	static const struct argp none;
	struct argp_parser p = { .scanning = true };
	error_t err = ENOMEM;

	p.state.root_argp = flags & ARGP_NO_HELP ? (argp ? argp : &none) : with_defaults(&p, argp);
	p.state.argc = argc;
	p.state.argv = argv;
	p.state.flags = flags;
	p.state.err_stream = stderr;
	p.state.out_stream = stdout;
	p.state.name = name_of(argc, argv);
	p.state.pstate = &p;
	p.groups = calloc(count_groups(p.state.root_argp) + 1, sizeof(*p.groups));
	if (!p.groups)
		return err;
	add_groups(&p, p.state.root_argp, NULL, 0);
	err = run(&p, argp, arg_index, input);
	for (size_t i = 0; i < p.group_cnt; i++)
		free(p.groups[i].child_inputs);
	free(p.groups);
	return err;
}

void *argp_input_of(const struct argp *argp, const struct argp_state *state)
{
	const struct argp_parser *p = state ? state->pstate : NULL;

	for (size_t i = 0; p && i < p->group_cnt; i++)
		if (p->groups[i].argp == argp)
			return p->groups[i].input;
	return NULL;
}
