/* SPDX-License-Identifier: MIT */
/*
 * What the files of the command share. One file per subcommand; they use the public API and
 * src/base only. Each subcommand gets argv[0] = "wasm-bpf NAME" (so that argp names itself well),
 * returns the exit status, and leaves flushing standard output to main().
 */
#ifndef WBPF_CLI_CLI_H
#define WBPF_CLI_CLI_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <wasm_bpf/error.h>
#include <wasm_bpf/log.h>

/*
 * Every exit status of our own; documented in wasm-bpf(1). `run` hands on what the guest gave to
 * exit(), so its own failures keep to the range that env(1), timeout(1) and podman-run(1) took
 * for the same purpose.
 */
enum cli_exit {
	CLI_OK = 0,
	CLI_FAILED = 1,	      /* any command but run */
	CLI_USAGE = 2,	      /* any command but run: bad arguments */
	CLI_RUN_FAILED = 125, /* run: bad arguments, a grant that cannot be given, no memory */
	CLI_RUN_NOT_RUNNABLE = 126, /* run: no module, an unknown import, a file we may not read */
	CLI_RUN_NOT_FOUND = 127,    /* run: no such file */
	CLI_SIGNAL_BASE = 128,	    /* run: 128 + number of the signal that ended the guest */
	CLI_RUN_TRAPPED = 134,	    /* run: the guest trapped; 128 + SIGABRT, as an abort */
};

int cli_run(int argc, char **argv);
int cli_gen(int argc, char **argv);
int cli_build(int argc, char **argv);
int cli_new(int argc, char **argv);
int cli_compile(int argc, char **argv);
int cli_cache(int argc, char **argv);
int cli_features(int argc, char **argv);
int cli_version(int argc, char **argv);
int cli_binfmt(int argc, char **argv);

/* ---- report.c ---- */

/* One line on standard error, "wasm-bpf: " before it; control characters are shown, not obeyed. */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Print an error with its detail, free it, and give the exit status for it. */
int cli_report(struct wbpf_error *err);
/* The same for `run`. */
int cli_report_run(struct wbpf_error *err);
/* Colours: only on a terminal, and not when NO_COLOR is set or TERM is dumb. */
bool cli_color(int fd);
/* Flush standard output; a failed write becomes the exit status `failed`. */
int cli_finish(int status, int failed);
/* The same, with the status 1, also at an exit() before that. */
void cli_finish_always(void);

/* ---- log.c ---- */

struct cli_log {
	int verbose; /* times -v was given */
	bool quiet;
	const char *path; /* --log FILE; NULL: all goes to standard error */
	int fd;		  /* of path; -1 */
};

/* Open the file, if any. The result's ctx is `log`. */
int cli_log_start(struct cli_log *log, struct wbpf_log *out, struct wbpf_error *err);
void cli_log_end(struct cli_log *log);

/* ---- signals.c ---- */

/* "SIGINT"; NULL for a number that we do not handle. */
const char *cli_signal_name(int signo);
/* Block what we hand on to the guest in this thread and all that it will start; the set, for
 * signalfd. */
void cli_signals_block(sigset_t *set);
/* End as a process does that has no handler: parents see the signal, shells 128 + signo. */
_Noreturn void cli_die_by_signal(int signo);
/* Fill the descriptors 0, 1 and 2 when we were started without: what is opened next must not
 * become the guest's standard output. */
void cli_stdio_open(void);
/* Can standard output lose its reader? A file has none, a terminal hangs up with SIGHUP. */
bool cli_stdout_is_pipe(void);
/* Has it lost it? */
bool cli_stdout_broken(void);

/* ---- watch.c: a thread that hands signals on to the guest, and stops one that does not end ---- */

struct wbpf_instance;
struct cli_watch;

/* Call before any other thread exists. Until a guest is set, signals end the process. */
int cli_watch_start(struct cli_watch **out, int64_t grace_ns, struct wbpf_error *err);
/* From now on signals go to this guest. */
void cli_watch_guest(struct cli_watch *w, struct wbpf_instance *inst);
/* The guest has ended; signals end the process again. The signal for which the guest was asked to
 * end or stopped, or 0. */
int cli_watch_ended(struct cli_watch *w);
/* Standard output has no reader any more: tell the guest. Does it have a say of its own? */
bool cli_guest_minds_pipe(struct wbpf_instance *inst);
void cli_watch_free(struct cli_watch *w);

/* ---- units.c: values of options; false: not such a value ---- */

/* "512", "64K", "16M", "1GiB" to bytes; at least 1. */
bool cli_parse_size(const char *text, uint64_t *bytes);
/* Decimal seconds, 0 to a day, to nanoseconds. */
bool cli_parse_seconds(const char *text, int64_t *ns);

#endif
