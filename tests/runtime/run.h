/* SPDX-License-Identifier: MIT */
/* Shared by the runtime tests: one runtime per program, WAT in, what happened out. */
#ifndef WBPF_TESTS_RUNTIME_RUN_H
#define WBPF_TESTS_RUNTIME_RUN_H

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <wasm_bpf/runtime.h>

/* A JIT engine's traps are signals, and cmocka puts its own handlers in before each test and
 * fixture: the engine's are kept here and put back where a guest runs. */
static const int trap_signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
static struct sigaction trap_actions[4];

static inline void let_traps_through(void)
{
	for (int i = 0; i < 4; i++)
		sigaction(trap_signals[i], &trap_actions[i], NULL);
}

static inline void keep_trap_handlers(void)
{
	for (int i = 0; i < 4; i++)
		sigaction(trap_signals[i], NULL, &trap_actions[i]);
}

static struct wbpf_runtime *runtime;

static inline int start_runtime(void **state)
{
	int ret = wbpf_runtime_new(NULL, &runtime, NULL);

	(void)state;
	keep_trap_handlers();
	return ret;
}

static inline int end_runtime(void **state)
{
	(void)state;
	wbpf_runtime_free(runtime);
	return 0;
}

/* How one module ended. */
struct outcome {
	int ret;    /* of the first call that failed */
	int status; /* exit status; -1: none */
	struct wbpf_error err;
};

static inline struct outcome run_wat(const char *wat, const struct wbpf_instance_opts *opts)
{
	struct outcome o = { .status = -1, .err = WBPF_ERROR_INIT };
	struct wbpf_module *mod = NULL;
	struct wbpf_instance *inst = NULL;

	let_traps_through();
	o.ret = wbpf_module_new(runtime, "t.wasm", wat, strlen(wat), &mod, &o.err);
	if (!o.ret)
		o.ret = wbpf_instance_new(mod, opts, &inst, &o.err);
	if (!o.ret)
		o.ret = wbpf_instance_run(inst, &o.status, &o.err);
	wbpf_instance_free(inst);
	wbpf_module_free(mod);
	return o;
}

/* The guest ended with that exit status. */
static inline void assert_status(struct outcome o, int status)
{
	if (o.ret)
		print_error("%s\n%s\n", o.err.message, o.err.detail ? o.err.detail : "");
	assert_int_equal(o.ret, 0);
	assert_int_equal(o.status, status);
	wbpf_error_clear(&o.err);
}

/* It failed with exactly this; the detail is left to the caller. */
static inline void assert_failed(struct outcome *o, int code, enum wbpf_stage stage,
				 const char *message)
{
	assert_string_equal(o->err.message, message);
	assert_int_equal(o->ret, code);
	assert_int_equal(o->err.code, code);
	assert_int_equal(o->err.stage, stage);
}

static inline void assert_contains(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("no '%s' in '%s'", part, text ? text : "(null)");
}

#endif
