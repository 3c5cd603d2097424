/* SPDX-License-Identifier: MIT */
/* libbpf's print hook: each line goes to the thread's log and, while a call listens, to its words. */
#include <bpf/libbpf.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kern/kern.h"
#include "kern/words.h"

/* A verifier log is at most this long in an error; its end tells the reason, so the end is kept. */
enum { VERIFIER_LOG_MAX = 16 << 20, WARNINGS_MAX = 16 << 10 };

static _Thread_local const struct wbpf_log *thread_log;
static _Thread_local struct kern_words words;

struct kern_words *kern_words_here(void)
{
	return &words;
}

struct kern_words *kern_words_begin(void)
{
	kern_init();
	wbpf_buf_free(&words.warnings);
	wbpf_buf_free(&words.verifier);
	words.noun[0] = words.note[0] = '\0';
	words.struct_ops_cnt = 0;
	words.listening = true;
	return &words;
}

void kern_words_end(struct kern_words **w)
{
	(*w)->listening = false;
	wbpf_buf_free(&(*w)->warnings);
	wbpf_buf_free(&(*w)->verifier);
}

/* "prog 'x': ..." and "map 'x': ..." name the culprit. */
static void note_noun(const char *line)
{
	char name[128];

	if (words.noun[0])
		return;
	if (sscanf(line, "prog '%127[^']'", name) == 1)
		snprintf(words.noun, sizeof(words.noun), "program '%s'", name);
	else if (sscanf(line, "map '%127[^']'", name) == 1)
		snprintf(words.noun, sizeof(words.noun), "map '%s'", name);
}

static void keep_verifier_log(const char *begin)
{
	const char *end = strstr(begin, "-- END PROG LOAD LOG --");
	size_t len = end ? (size_t)(end - begin) : strlen(begin);

	if (len > VERIFIER_LOG_MAX) {
		begin += len - VERIFIER_LOG_MAX;
		len = VERIFIER_LOG_MAX;
	}
	wbpf_buf_free(&words.verifier);
	wbpf_buf_append(&words.verifier, begin, len);
}

static void keep_warning(const char *text)
{
	static const char mark[] = "-- BEGIN PROG LOAD LOG --\n";
	const char *log = strstr(text, mark);

	note_noun(text);
	if (log)
		keep_verifier_log(log + strlen(mark));
	else if (words.warnings.len + strlen(text) < WARNINGS_MAX)
		wbpf_buf_append(&words.warnings, text, strlen(text));
}

static void log_lines(enum wbpf_log_level level, char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		wbpf_logf(thread_log, level, "libbpf", "%s", line);
}

static enum wbpf_log_level level_of(enum libbpf_print_level level)
{
	switch (level) {
	case LIBBPF_WARN:
		return WBPF_LOG_WARN;
	case LIBBPF_INFO:
		return WBPF_LOG_INFO;
	default:
		return WBPF_LOG_DEBUG;
	}
}

/* See kern_object_open: there is no other way to ask. */
static void count_struct_ops(const char *fmt)
{
	if (strstr(fmt, "struct_ops init: struct %s(type_id=%u) %s found"))
		words.struct_ops_cnt++;
}

static int print(enum libbpf_print_level level, const char *fmt, va_list args)
{
	bool keep = level == LIBBPF_WARN && words.listening;
	const char *line;
	char *text;

	if (level == LIBBPF_DEBUG && words.listening)
		count_struct_ops(fmt);
	if (!keep && !wbpf_log_on(thread_log, level_of(level)))
		return 0;
	if (vasprintf(&text, fmt, args) < 0)
		return 0;
	line = strncmp(text, "libbpf: ", 8) ? text : text + 8;
	if (keep)
		keep_warning(line);
	if (wbpf_log_on(thread_log, level_of(level)))
		log_lines(level_of(level), (char *)line);
	free(text);
	return 0;
}

static void set_print(void)
{
	libbpf_set_print(print);
}

void kern_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_print);
}

void kern_set_log(const struct wbpf_log *log)
{
	kern_init();
	thread_log = log;
}
