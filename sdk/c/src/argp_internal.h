/* SPDX-License-Identifier: MIT */
/* What the argp files share. They need nothing but the libc, so that a native test can use them. */
#ifndef WBPF_ARGP_INTERNAL_H
#define WBPF_ARGP_INTERNAL_H

#include <argp.h>
#include <stdbool.h>

/* ---- options (argp_option.c) */

bool argp_option_is_end(const struct argp_option *o);
/* The key is a character to type. */
bool argp_option_is_short(const struct argp_option *o);
bool argp_option_is_header(const struct argp_option *o);

/* ---- the parse (argp_parse.c, argp_scan.c) */

/* One argp of the tree. */
struct argp_group {
	const struct argp *argp;
	struct argp_group *parent;
	unsigned child_index; /* in the parent's children */
	unsigned args_cnt;    /* arguments that its parser took */
	void *input, **child_inputs, *hook;
};

struct argp_parser {
	struct argp_state state;
	struct argp_group *groups;
	size_t group_cnt;
	struct argp root; /* the program's argp and our own options */
	struct argp_child children[4];
	/* The scan: argv[skipped_from..skipped_to) are arguments that options were found behind. */
	int skipped_from, skipped_to;
	const char *cluster; /* rest of "-abc" */
	bool scanning;	     /* options may still come */
};

/* What the scan found: an option of a group, or SCAN_ARG with *arg, or the end, or an error that was
 * told to the user. */
enum argp_found { SCAN_OPTION, SCAN_ARG, SCAN_END, SCAN_ERROR };
struct argp_hit {
	struct argp_group *group;
	int key;
	char *arg;
	const char *long_name; /* as the table has it, when it was found by it */
};
enum argp_found argp_scan(struct argp_parser *p, struct argp_hit *hit);
const struct argp *argp_default_options_of(void);
const struct argp *argp_version_options_of(void);
/* The input of that argp in this parse. */
void *argp_input_of(const struct argp *argp, const struct argp_state *state);

/* ---- text in lines (argp_text.c) */

/* Text between margins: lines break at blanks before column 79; columns count from 0. */
struct argp_text {
	char *buf;
	size_t len, cap, done; /* buf[0..done) is laid out */
	int column;	       /* of buf[done] */
	int left, wrapped;     /* columns of lines that begin by a newline, and by a break */
};
enum { ARGP_RIGHT = 79 };

void argp_text_puts(struct argp_text *t, const char *s);
void argp_text_write(struct argp_text *t, const char *s, size_t len);
__attribute__((format(printf, 2, 3))) void argp_text_printf(struct argp_text *t, const char *format,
							    ...);
/* Both return what it was. */
int argp_text_set_left(struct argp_text *t, int column);
int argp_text_set_wrapped(struct argp_text *t, int column);
int argp_text_column(struct argp_text *t);
void argp_text_indent_to(struct argp_text *t, int column);
/* A blank, or a newline when `needed` more columns do not fit. */
void argp_text_space(struct argp_text *t, size_t needed);
/* Prints and frees. */
void argp_text_finish(struct argp_text *t, FILE *stream);

/* ---- the sorted list of options (argp_list.c) */

struct argp_cluster { /* options of a child with a header */
	const char *header;
	const struct argp *argp;
	int group, index, depth;
	struct argp_cluster *parent, *next;
};

struct argp_entry { /* an option and its aliases */
	const struct argp_option *opt;
	unsigned cnt;
	int group;
	const struct argp_cluster *cluster;
	const struct argp *argp;
	unsigned char short_first, short_cnt; /* in the list's shorts */
	size_t order;
};

struct argp_list {
	struct argp_entry *entries;
	size_t cnt;
	char shorts[256]; /* short names, each once: the first that has it wins */
	unsigned short_cnt;
	struct argp_cluster *clusters;
};

/* -ENOMEM or 0. */
int argp_list_fill(struct argp_list *list, const struct argp *argp);
void argp_list_free(struct argp_list *list);
/* The entry shows this option's short name. */
bool argp_entry_has_short(const struct argp_list *list, const struct argp_entry *e,
			  const struct argp_option *o);
/* The first long name and short name that are to be seen; NULL and 0. */
const char *argp_entry_long(const struct argp_entry *e);
int argp_entry_short(const struct argp_list *list, const struct argp_entry *e);

/* ---- help (argp_help.c, argp_usage.c, argp_entry.c) */

struct argp_help {
	const struct argp_state *state; /* may be NULL */
	struct argp_text text;
	struct argp_list list;
	const struct argp_entry *before; /* the last one shown */
	bool separate_groups, args_left_out;
};

/* The text, or what the help filter makes of it; free it by argp_filter_free(). */
const char *argp_filter(const char *text, int key, const struct argp *argp,
			const struct argp_state *state);
void argp_filter_free(const char *filtered, const char *text);
void argp_help_usage(struct argp_help *h, const struct argp *argp, unsigned flags,
		     const char *name);
void argp_help_options(struct argp_help *h);

#endif
