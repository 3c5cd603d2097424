/* SPDX-License-Identifier: MIT */
/*
 * The argument parser of the GNU C library, for guests: the same interface, behaviour and help
 * texts, so that tools written for it compile and speak alike. The GNU C library's manual, chapter
 * "Parsing Program Options with Argp", is its reference. Not here: ARGP_HELP_FMT and translation.
 */
#ifndef _ARGP_H
#define _ARGP_H

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef __error_t_defined
#define __error_t_defined 1
typedef int error_t;
#endif

/* An option. The table ends with an element of zeroes. name and key 0: a header of a group. */
struct argp_option {
	const char *name; /* long name, or NULL */
	int key;	  /* what the parser gets; a printable character is the short name too */
	const char *arg;  /* name of the argument in help, or NULL: it takes none */
	int flags;
	const char *doc;
	int group; /* 0: that of the option before; negative groups come last */
};

#define OPTION_ARG_OPTIONAL 0x1
#define OPTION_HIDDEN	    0x2
#define OPTION_ALIAS	    0x4 /* another name of the last option that is none */
#define OPTION_DOC	    0x8 /* only text in the list of options */
#define OPTION_NO_USAGE	    0x10

struct argp;
struct argp_state;
struct argp_child;

typedef error_t (*argp_parser_t)(int key, char *arg, struct argp_state *state);

/* What a parser answers to a key that it does not know. */
#define ARGP_ERR_UNKNOWN E2BIG

#define ARGP_KEY_ARG	 0	   /* an argument that is no option */
#define ARGP_KEY_END	 0x1000001 /* all is parsed */
#define ARGP_KEY_NO_ARGS 0x1000002 /* there was no argument */
#define ARGP_KEY_INIT	 0x1000003
#define ARGP_KEY_SUCCESS 0x1000004
#define ARGP_KEY_ERROR	 0x1000005
#define ARGP_KEY_ARGS	 0x1000006 /* all remaining, argv from next on, when ARG is unknown */
#define ARGP_KEY_FINI	 0x1000007

struct argp {
	const struct argp_option *options;
	argp_parser_t parser;
	const char *args_doc; /* arguments in usage; alternatives are separated by newlines */
	const char *doc;      /* text before the options, \v, text after them */
	const struct argp_child *children;
	char *(*help_filter)(int key, const char *text, void *input);
	const char *argp_domain;
};

#define ARGP_KEY_HELP_PRE_DOC	    0x2000001
#define ARGP_KEY_HELP_POST_DOC	    0x2000002
#define ARGP_KEY_HELP_HEADER	    0x2000003
#define ARGP_KEY_HELP_EXTRA	    0x2000004
#define ARGP_KEY_HELP_DUP_ARGS_NOTE 0x2000005
#define ARGP_KEY_HELP_ARGS_DOC	    0x2000006

struct argp_child {
	const struct argp *argp; /* NULL: the end */
	int flags;
	const char *header; /* NULL: its options are merged with the parent's */
	int group;
};

struct argp_state {
	const struct argp *root_argp;
	int argc;
	char **argv;
	int next; /* index of the next argument */
	unsigned flags;
	unsigned arg_num; /* of the current ARGP_KEY_ARG */
	int quoted;	  /* index after "--", or 0 */
	void *input;
	void **child_inputs;
	void *hook;
	char *name;
	FILE *err_stream, *out_stream;
	void *pstate;
};

#define ARGP_PARSE_ARGV0 0x01
#define ARGP_NO_ERRS	 0x02
#define ARGP_NO_ARGS	 0x04
#define ARGP_IN_ORDER	 0x08
#define ARGP_NO_HELP	 0x10
#define ARGP_NO_EXIT	 0x20
#define ARGP_LONG_ONLY	 0x40
#define ARGP_SILENT	 (ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP)

#define ARGP_HELP_USAGE	      0x01
#define ARGP_HELP_SHORT_USAGE 0x02
#define ARGP_HELP_SEE	      0x04
#define ARGP_HELP_LONG	      0x08
#define ARGP_HELP_PRE_DOC     0x10
#define ARGP_HELP_POST_DOC    0x20
#define ARGP_HELP_DOC	      (ARGP_HELP_PRE_DOC | ARGP_HELP_POST_DOC)
#define ARGP_HELP_BUG_ADDR    0x40
#define ARGP_HELP_LONG_ONLY   0x80
#define ARGP_HELP_EXIT_ERR    0x100
#define ARGP_HELP_EXIT_OK     0x200
#define ARGP_HELP_STD_ERR     (ARGP_HELP_SEE | ARGP_HELP_EXIT_ERR)
#define ARGP_HELP_STD_USAGE   (ARGP_HELP_SHORT_USAGE | ARGP_HELP_SEE | ARGP_HELP_EXIT_ERR)
#define ARGP_HELP_STD_HELP                                                            \
	(ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_EXIT_OK | ARGP_HELP_DOC | \
	 ARGP_HELP_BUG_ADDR)

/* A program may define these; the library's own are NULL, and 64. */
extern const char *argp_program_version;
extern void (*argp_program_version_hook)(FILE *stream, struct argp_state *state);
extern const char *argp_program_bug_address;
extern error_t argp_err_exit_status;

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags, int *arg_index,
		   void *input);
void argp_help(const struct argp *argp, FILE *stream, unsigned flags, char *name);
void argp_state_help(const struct argp_state *state, FILE *stream, unsigned flags);
void argp_usage(const struct argp_state *state);
__attribute__((format(printf, 2, 3))) void argp_error(const struct argp_state *state,
						      const char *format, ...);
__attribute__((format(printf, 4, 5))) void argp_failure(const struct argp_state *state, int status,
							int errnum, const char *format, ...);

#ifdef __cplusplus
}
#endif

#endif
