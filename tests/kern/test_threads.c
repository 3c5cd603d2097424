/* SPDX-License-Identifier: MIT */
/* libbpf has one print hook for all: each thread still gets its own words. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

enum { THREADS = 4, ROUNDS = 12 };

struct worker {
	pthread_t thread;
	int index, lines, failed;
	const char *object, *words;
	char last[256];
};

static void on_line(void *ctx, enum wbpf_log_level level, const char *component, const char *line)
{
	struct worker *w = ctx;

	(void)component;
	if (level != WBPF_LOG_WARN)
		return;
	w->lines++;
	snprintf(w->last, sizeof(w->last), "%s", line);
}

static void once(struct worker *w)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_object *obj = test_open(w->object);
	int ret = kern_object_load(obj, &err);

	if (ret >= 0 || !strstr(err.message, w->words)) {
		print_error("%d: %s\n", ret, err.message);
		w->failed = 1;
	}
	kern_object_free(obj);
	wbpf_error_clear(&err);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct wbpf_log log = { .fn = on_line, .ctx = w, .level = WBPF_LOG_WARN };

	kern_set_log(&log);
	for (int i = 0; i < ROUNDS; i++)
		once(w);
	kern_set_log(NULL);
	return NULL;
}

static void words_and_logs_do_not_mix(void **state)
{
	struct worker w[THREADS] = { 0 };

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		w[i].object = i % 2 ? "reject" : "reject_ctx";
		w[i].words = i % 2 ? "program 'bad': load: Permission denied: R" :
				     "program 'beyond': load: Permission denied: invalid "
				     "bpf_context access";
		assert_int_equal(pthread_create(&w[i].thread, NULL, work, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		assert_int_equal(w[i].failed, 0);
		assert_true(w[i].lines >= ROUNDS);
		assert_has(w[i].last, w[i].object);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_logs_do_not_mix),
	};

	test_needs_root();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
