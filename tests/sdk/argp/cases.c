/* SPDX-License-Identifier: MIT */
/*
 * Compiled twice, with the C library's argp and with the SDK's: both must say the same about the
 * command lines on standard input. The variable CASE chooses an interface; every key that a parser
 * gets is told.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int quiet_unknown;

static error_t tell(const char *who, int key, char *arg, struct argp_state *state)
{
	printf("%s: key 0x%x arg %s next %d arg_num %u quoted %d\n", who, (unsigned int)key,
	       arg ? arg : "-", state->next, state->arg_num, state->quoted);
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'd':
	case 'v':
	case 'p':
	case 'c':
	case 'x':
	case 'o':
	case 300:
	case 301:
		return tell("main", key, arg, state);
	case 'b':
		argp_error(state, "'%s' is bad", arg);
		return 0;
	case 'f':
		argp_failure(state, 3, EINVAL, "cannot %s", "do it");
		return 0;
	case 'u':
		argp_usage(state);
		return 0;
	case 's':
		argp_state_help(state, stderr, ARGP_HELP_STD_HELP);
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num >= 3)
			return ARGP_ERR_UNKNOWN;
		return tell("main", key, arg, state);
	case ARGP_KEY_INIT:
		for (int i = 0; state->root_argp->children && i < 1 && state->child_inputs; i++)
			state->child_inputs[i] = state->input;
		/* fall through */
	case ARGP_KEY_NO_ARGS:
	case ARGP_KEY_END:
	case ARGP_KEY_SUCCESS:
	case ARGP_KEY_ERROR:
	case ARGP_KEY_FINI:
		return quiet_unknown ? ARGP_ERR_UNKNOWN : tell("main", key, arg, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_child(int key, char *arg, struct argp_state *state)
{
	if (key == 'k' || key == 'K' || key == 302 || key == 303)
		return tell(state->input ? state->input : "child", key, arg, state);
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option tool_options[] = {
	{ "duration", 'd', "SECONDS", 0, "Stop after this time (default: at Ctrl-C)", 0 },
	{ "verbose", 'v', NULL, 0, "Show libbpf's log on standard error", 0 },
	{ "pid", 'p', "PID", 0,
	  "Trace this process only, and say so in a text that is so long that it has to be broken",
	  0 },
	{ "cgroup", 'c', "/sys/fs/cgroup/unified/CG", 0, "Trace process in cgroup path", 0 },
	{ "extended-with-a-long-name", 'x', "CMD", OPTION_ARG_OPTIONAL, "Extended fields", 0 },
	{ "output", 'o', "FILE", 0, NULL, 0 },
	{ "out", 0, NULL, OPTION_ALIAS, NULL, 0 },
	{ "only-long", 300, NULL, 0, "No letter", 0 },
	{ "hidden", 301, NULL, OPTION_HIDDEN, "Never seen", 0 },
	{ NULL, 'b', "WORD", 0, "Only a letter", 0 },
	{ "fail", 'f', NULL, OPTION_NO_USAGE, "Fails", 0 },
	{ "usage-now", 'u', NULL, 0, "Exactly as many words as are needed to meet colu", 0 },
	{ "state-help", 's', NULL, 0, "Help from the parser", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};
static const char tool_doc[] =
	"Trace something.\n"
	"\n"
	"USAGE: tool [-h] and a line that is longer than the others, so that it goes over the "
	"margin "
	"of the text, and again over it with some more words\n"
	"\n"
	"EXAMPLES:\n"
	"    tool        # everything\n"
	"    tool -p 181 # one process, with words behind that are longer than the line is wide\n";

static const struct argp_option grouped[] = {
	{ NULL, 0, NULL, 0, "First group:", 1 },
	{ "verbose", 'v', NULL, 0, "Verbose", 0 },
	{ "duration", 'd', "N", 0, "Duration", 0 },
	{ NULL, 0, NULL, 0,
	  "Second group, whose header is a text that is longer than one line "
	  "can be wide:",
	  0 },
	{ "pid", 'p', "PID", 0, "Process", 0 },
	{ "X", 'x', NULL, 0, "Upper", 0 },
	{ "text", 0, NULL, OPTION_DOC, "A text among the options", 5 },
	{ "  --like", 0, NULL, OPTION_DOC | OPTION_NO_USAGE, "Like an option", 5 },
	{ "late", 300, NULL, 0, "In a late group", -2 },
	{ "help", 'h', NULL, OPTION_HIDDEN, "Own help", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};
static const struct argp_option child_options[] = {
	{ "kid", 'k', "N", 0, "Of the child", 0 },
	{ "Kin", 'K', NULL, 0, "Of the child, too", 0 },
	{ "verbose", 'v', NULL, 0, "Hidden by the parent's", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};
static const struct argp_option other_options[] = {
	{ "zeta", 302, NULL, 0, "Last", 0 },
	{ "alpha", 303, "A", OPTION_ARG_OPTIONAL, "First", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};
static const struct argp child = {
	child_options, parse_child, "CHILD", "Doc of the child.\vAnd after it.", NULL, NULL, NULL
};
static const struct argp other = { other_options, parse_child, "A\nB", NULL, NULL, NULL, NULL };
static const struct argp_child merged[] = { { &child, 0, NULL, 0 }, { NULL, 0, NULL, 0 } };
static const struct argp_child headed[] = {
	{ &child, 0, "Options of the child:", 3 },
	{ &other, 0, "", 2 },
	{ NULL, 0, NULL, 0 },
};

static char *filter(int key, const char *text, void *input)
{
	char *out;

	(void)input;
	if (key == ARGP_KEY_HELP_EXTRA)
		return strdup("Extra text.");
	if (key == ARGP_KEY_HELP_DUP_ARGS_NOTE || !text)
		return (char *)text;
	if (asprintf(&out, "<%s>", text) < 0)
		return NULL;
	return out;
}

static const struct argp argps[] = {
	{ tool_options, parse, NULL, tool_doc, NULL, NULL, NULL },
	{ tool_options, parse, "ONE [TWO [THREE]]",
	  "Short.\vPost doc, which is also long enough to be "
	  "broken over two lines, as it seems to be here.",
	  NULL, NULL, NULL },
	{ grouped, parse, "A...\nB C\n--list", "Grouped.", NULL, NULL, NULL },
	{ tool_options, parse, "FILE\nDIRECTORY", NULL, merged, NULL, NULL },
	{ grouped, parse, NULL, "Before.\vAnd after.", headed, NULL, NULL },
	{ tool_options, parse, "ARG", "Filtered.\vAfter.", NULL, filter, NULL },
	{ NULL, parse, "ARG", "No options at all.", NULL, NULL, NULL },
	{ child_options, NULL, NULL, NULL, NULL, NULL, NULL },
};

/* The tool itself: 99 for a case that is none. */
static int tool(int argc, char **argv)
{
	unsigned int which = (unsigned int)atoi(getenv("CASE") ? getenv("CASE") : "0");
	unsigned int flags = (unsigned int)strtoul(getenv("FLAGS") ? getenv("FLAGS") : "0", NULL,
						   0);
	int index = -1, use_index = getenv("INDEX") != NULL;
	error_t err;

	if (getenv("PROGRAM_VERSION")) {
		argp_program_version = getenv("PROGRAM_VERSION");
		argp_program_bug_address = "<bugs@example.org>";
	}
	quiet_unknown = getenv("QUIET") != NULL;
	if (which >= sizeof(argps) / sizeof(argps[0]))
		return 99;
	err = argp_parse(&argps[which], argc, argv, flags, use_index ? &index : NULL,
			 (void *)"input");
	printf("result %d index %d\n", err, index);
	for (int i = 0; i < argc; i++)
		printf("argv[%d] %s\n", i, argv[i]);
	return 0;
}

/* "NAME=VALUE ... -- WORD ...": variables of the environment, then the command line. */
static void run_line(char *line)
{
	static char name[] = "./tool";
	char *argv[32] = { name }, *word;
	int argc = 1;

	for (word = strtok(line, " \n"); word && strcmp(word, "--"); word = strtok(NULL, " \n"))
		putenv(word);
	while (argc < 31 && (word = strtok(NULL, " \n")))
		argv[argc++] = word;
	exit(tool(argc, argv));
}

/* All at once: children that exit would move the offset of a shared standard input. */
static size_t read_lines(char lines[][256], size_t room)
{
	size_t cnt = 0;

	while (cnt < room && fgets(lines[cnt], sizeof(lines[0]), stdin))
		cnt++;
	fclose(stdin);
	return cnt;
}

int main(void)
{
	static char lines[8192][256];
	size_t cnt = read_lines(lines, sizeof(lines) / sizeof(lines[0]));
	int status;

	dup2(STDOUT_FILENO, STDERR_FILENO);
	for (size_t i = 0; i < cnt; i++) {
		printf("==== %s", lines[i]);
		fflush(stdout);
		if (fork() == 0)
			run_line(lines[i]);
		wait(&status);
		printf("status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	}
	return 0;
}
