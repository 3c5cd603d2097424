/* SPDX-License-Identifier: MIT */
/* For tests of an engine adapter by itself: WAT in, host calls of the test's own. */
#ifndef WBPF_TESTS_RUNTIME_ADAPTER_H
#define WBPF_TESTS_RUNTIME_ADAPTER_H

#include "engine/engine.h"
#include "guest/guest.h"
#include "guest/wake.h"
#include "run.h"

static const struct wbpf_engine_ops *engine_ops;
static void *engine;

#define IMPORT(name, type) "(import \"t\" \"" name "\" (func $" name " " type "))"
#define EXIT "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"
#define MEMORY "(memory (export \"memory\") 1)"
#define START(body) "(func $main (export \"_start\") " body ")"

static inline struct outcome run_with(const char *wat, const struct wbpf_import *imports,
				      size_t import_cnt)
{
	struct outcome o = { .status = -1, .err = WBPF_ERROR_INIT };
	const struct wbpf_instance_config cfg = { .imports = imports, .import_cnt = import_cnt };
	struct wbpf_guest guest = { 0 };
	struct wbpf_wake wake;
	void *module = NULL, *instance = NULL;

	let_traps_through();
	assert_int_equal(wbpf_wake_init(&wake), 0);
	guest.wake = &wake;
	o.ret = engine_ops->module_new(engine, (const uint8_t *)wat, strlen(wat), &module, &o.err);
	if (!o.ret)
		o.ret = engine_ops->instance_new(module, &cfg, &guest, &instance, &o.err);
	if (!o.ret)
		o.ret = engine_ops->instance_run(instance, &o.status, &o.err);
	engine_ops->instance_free(instance);
	engine_ops->module_free(module);
	wbpf_wake_fini(&wake);
	return o;
}

static inline int start_engine(void **state)
{
	const struct wbpf_engine_config cfg = { 0 };
	int ret = engine_ops->engine_new(&cfg, &engine, NULL);

	(void)state;
	keep_trap_handlers();
	return ret;
}

static inline int end_engine(void **state)
{
	(void)state;
	engine_ops->engine_free(engine);
	return 0;
}

/* The same tests for every engine that is built in. */
#define RUN_FOR_EVERY_ENGINE(tests)                                                                \
	({                                                                                         \
		int failed_ = 0;                                                                   \
		for (size_t i_ = 0; wbpf_engines[i_]; i_++) {                                      \
			engine_ops = wbpf_engines[i_];                                             \
			failed_ += cmocka_run_group_tests_name(engine_ops->name, tests,            \
							       start_engine, end_engine);          \
		}                                                                                  \
		failed_;                                                                           \
	})

#endif
