/* SPDX-License-Identifier: MIT */
/*
 * All options of an argp and its children in the order of the help text: by group (the negative ones
 * last), children with a header as a block, then by letter.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "argp_internal.h"

static bool has_short(const struct argp_list *list, int key)
{
	return memchr(list->shorts, key, list->short_cnt) != NULL;
}

static struct argp_entry *new_entry(struct argp_list *list)
{
	struct argp_entry *grown = realloc(list->entries, (list->cnt + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	list->entries = grown;
	grown += list->cnt;
	*grown = (struct argp_entry){ .order = list->cnt++ };
	return grown;
}

/* One option and the aliases that follow it. */
static const struct argp_option *add_entry(struct argp_list *list, const struct argp *argp,
					   const struct argp_option *o, int group,
					   const struct argp_cluster *cluster)
{
	struct argp_entry *e = new_entry(list);

	if (!e)
		return NULL;
	e->opt = o;
	e->group = group;
	e->cluster = cluster;
	e->argp = argp;
	e->short_first = (unsigned char)list->short_cnt;
	do {
		e->cnt++;
		if (argp_option_is_short(o) && !has_short(list, o->key))
			list->shorts[list->short_cnt++] = (char)o->key;
		o++;
	} while (!argp_option_is_end(o) && (o->flags & OPTION_ALIAS));
	e->short_cnt = (unsigned char)(list->short_cnt - e->short_first);
	return o;
}

static int group_after(const struct argp_option *o, int group)
{
	if (o->group)
		return o->group;
	return argp_option_is_header(o) ? group + 1 : group;
}

static int add_options(struct argp_list *list, const struct argp *argp,
		       const struct argp_cluster *cluster)
{
	const struct argp_option *o = argp->options;
	int group = 0;

	while (o && !argp_option_is_end(o)) {
		group = group_after(o, group);
		o = add_entry(list, argp, o, group, cluster);
		if (!o)
			return -ENOMEM;
	}
	return 0;
}

static struct argp_cluster *add_cluster(struct argp_list *list, const struct argp_child *child,
					int index, struct argp_cluster *parent,
					const struct argp *argp)
{
	struct argp_cluster *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	*c = (struct argp_cluster){
		child->header, argp,	      child->group, index, parent ? parent->depth + 1 : 0,
		parent,	       list->clusters
	};
	list->clusters = c;
	return c;
}

/* A child of a group of its own or with a header is a block; any other joins its parent. */
static int add_tree(struct argp_list *list, const struct argp *argp, struct argp_cluster *cluster)
{
	int ret = add_options(list, argp, cluster), index = 0;

	for (const struct argp_child *c = argp->children; c && c->argp && !ret; c++, index++) {
		struct argp_cluster *own = cluster;

		if (c->group || c->header) {
			own = add_cluster(list, c, index, cluster, argp);
			if (!own)
				return -ENOMEM;
		}
		ret = add_tree(list, c->argp, own);
	}
	return ret;
}

bool argp_entry_has_short(const struct argp_list *list, const struct argp_entry *e,
			  const struct argp_option *o)
{
	return argp_option_is_short(o) &&
	       memchr(list->shorts + e->short_first, o->key, e->short_cnt) != NULL;
}

const char *argp_entry_long(const struct argp_entry *e)
{
	for (unsigned i = 0; i < e->cnt; i++)
		if (e->opt[i].name && !(e->opt[i].flags & OPTION_HIDDEN))
			return e->opt[i].name;
	return NULL;
}

int argp_entry_short(const struct argp_list *list, const struct argp_entry *e)
{
	for (unsigned i = 0; i < e->cnt; i++)
		if (!(e->opt[i].flags & OPTION_HIDDEN) && argp_entry_has_short(list, e, &e->opt[i]))
			return e->opt[i].key;
	return 0;
}

static int compare_groups(int a, int b)
{
	bool both = (a < 0) == (b < 0);

	return both ? a - b : b - a;
}

static const struct argp_cluster *up_to(const struct argp_cluster *c, int depth)
{
	while (c->depth > depth)
		c = c->parent;
	return c;
}

static int compare_clusters(const struct argp_cluster *a, const struct argp_cluster *b)
{
	const struct argp_cluster *x = up_to(a, b->depth), *y = up_to(b, a->depth);
	int ret;

	if (x == y)
		return a->depth - b->depth;
	while (x->parent != y->parent) {
		x = x->parent;
		y = y->parent;
	}
	ret = compare_groups(x->group, y->group);
	return ret ? ret : y->index - x->index;
}

static const struct argp_cluster *base(const struct argp_cluster *c)
{
	return up_to(c, 0);
}

/* Text in the table comes after the options, whatever dash or blank it begins with. */
static bool text_name(const struct argp_entry *e, const char **name)
{
	bool option_like;

	if (!(e->opt->flags & OPTION_DOC))
		return false;
	if (!*name)
		return true;
	while (isspace((unsigned char)**name))
		++*name;
	option_like = **name == '-';
	while (**name && !isalnum((unsigned char)**name))
		++*name;
	return !option_like;
}

static int first_letter(int short_name, const char *long_name)
{
	return short_name ? short_name : long_name ? (unsigned char)*long_name : 0;
}

static const struct argp_list *sorting;

static int compare_names(const struct argp_entry *a, const struct argp_entry *b)
{
	const char *long_a = argp_entry_long(a), *long_b = argp_entry_long(b);
	int short_a = argp_entry_short(sorting, a), short_b = argp_entry_short(sorting, b);
	bool text_a = text_name(a, &long_a), text_b = text_name(b, &long_b);
	int x, y;

	if (text_a != text_b)
		return (int)text_a - (int)text_b;
	x = first_letter(short_a, long_a);
	y = first_letter(short_b, long_b);
	if (tolower(x) != tolower(y))
		return tolower(x) - tolower(y);
	if (x != y)
		return y - x;
	if (!short_a != !short_b)
		return short_a ? 1 : -1;
	return long_a && long_b ? strcasecmp(long_a, long_b) : 0;
}

static int compare(const struct argp_entry *a, const struct argp_entry *b)
{
	if (a->cluster != b->cluster) {
		if (!a->cluster)
			return compare_groups(a->group, base(b->cluster)->group) ?: -1;
		if (!b->cluster)
			return compare_groups(base(a->cluster)->group, b->group) ?: 1;
		return compare_clusters(a->cluster, b->cluster);
	}
	if (a->group != b->group)
		return compare_groups(a->group, b->group);
	return compare_names(a, b);
}

static int compare_stable(const void *x, const void *y)
{
	const struct argp_entry *a = x, *b = y;
	int ret = compare(a, b);

	return ret ? ret : a->order < b->order ? -1 : 1;
}

/* Wherever the program puts its own --help and --version, they come last. */
static void move_to_end(struct argp_list *list, const char *name)
{
	for (size_t i = 0; i < list->cnt; i++)
		for (unsigned k = 0; k < list->entries[i].cnt; k++)
			if (list->entries[i].opt[k].name &&
			    !strcmp(list->entries[i].opt[k].name, name) &&
			    !(list->entries[i].opt[k].flags & OPTION_HIDDEN)) {
				list->entries[i].group = -1;
				return;
			}
}

int argp_list_fill(struct argp_list *list, const struct argp *argp)
{
	int ret = add_tree(list, argp, NULL);

	if (ret)
		return ret;
	move_to_end(list, "help");
	move_to_end(list, "version");
	sorting = list;
	if (list->cnt)
		qsort(list->entries, list->cnt, sizeof(*list->entries), compare_stable);
	return 0;
}

void argp_list_free(struct argp_list *list)
{
	struct argp_cluster *next;

	for (struct argp_cluster *c = list->clusters; c; c = next) {
		next = c->next;
		free(c);
	}
	free(list->entries);
	memset(list, 0, sizeof(*list));
}
