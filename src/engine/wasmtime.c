/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: engine and modules. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wasmtime_impl.h"

static const char *wt_version(void)
{
	return WASMTIME_VERSION;
}

/*
 * Backtraces, function names and address maps are on by default. Proposals that a guest of this
 * host cannot use are off, so that a module gets a clear refusal instead of a memory that no
 * host call can address (64-bit) or that no limit counts (several memories).
 */
static wasm_config_t *make_config(void)
{
	wasm_config_t *config = wasm_config_new();

	if (!config)
		return NULL;
	wasmtime_config_epoch_interruption_set(config, true);
	wasmtime_config_parallel_compilation_set(config, true);
	wasmtime_config_memory_init_cow_set(config, true);
	wasmtime_config_wasm_memory64_set(config, false);
	wasmtime_config_wasm_multi_memory_set(config, false);
	return config;
}

static int wt_engine_new(const struct wbpf_engine_config *cfg, void **out, struct wbpf_error *err)
{
	struct wt_engine *e = calloc(1, sizeof(*e));
	wasm_config_t *config = make_config();

	if (e && config) {
		e->log = cfg->log;
		pthread_mutex_init(&e->lock, NULL);
		e->engine = wasm_engine_new_with_config(config);
		config = NULL;
	}
	if (!e || !e->engine) {
		if (config)
			wasm_config_delete(config);
		free(e);
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "wasmtime");
	}
	*out = e;
	return 0;
}

static void wt_engine_free(void *engine)
{
	struct wt_engine *e = engine;

	if (!e)
		return;
	if (e->wasi)
		wasmtime_linker_delete(e->wasi);
	for (unsigned int i = 0; i <= WBPF_CALL_ARGS_MAX; i++) {
		if (e->callers[i])
			wasmtime_module_delete(e->callers[i]);
	}
	pthread_mutex_destroy(&e->lock);
	wasm_engine_delete(e->engine);
	free(e);
}

int wt_engine_wasi(struct wt_engine *e, struct wbpf_error *err)
{
	wasmtime_error_t *error = NULL;

	pthread_mutex_lock(&e->lock);
	if (!e->wasi) {
		wasmtime_linker_t *linker = wasmtime_linker_new(e->engine);

		error = wasmtime_linker_define_wasi(linker);
		if (error)
			wasmtime_linker_delete(linker);
		else
			e->wasi = linker;
	}
	pthread_mutex_unlock(&e->lock);
	return error ? wt_fail(err, WBPF_STAGE_LINK, -ENOENT, "WASI", error) : 0;
}

static wasmtime_module_t *compile_caller(struct wt_engine *e, unsigned int argc)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	wasmtime_module_t *module = NULL;
	wasmtime_error_t *error = NULL;
	wasm_byte_vec_t binary;

	wt_caller_text(argc, &text);
	if (!text.oom)
		error = wasmtime_wat2wasm(text.data, text.len, &binary);
	if (!text.oom && !error) {
		error = wasmtime_module_new(e->engine, (uint8_t *)binary.data, binary.size, &module);
		wasm_byte_vec_delete(&binary);
	}
	wbpf_buf_free(&text);
	if (error)
		wasmtime_error_delete(error);
	return module;
}

wasmtime_module_t *wt_engine_caller(struct wt_engine *e, unsigned int argc)
{
	wasmtime_module_t *module;

	pthread_mutex_lock(&e->lock);
	if (!e->callers[argc])
		e->callers[argc] = compile_caller(e, argc);
	module = e->callers[argc];
	pthread_mutex_unlock(&e->lock);
	return module;
}

static bool wt_module_imports(void *module, const char *import_module)
{
	const struct wt_module *m = module;
	size_t len = strlen(import_module);

	for (size_t i = 0; i < m->imports.size; i++) {
		const wasm_name_t *name = wasm_importtype_module(m->imports.data[i]);

		if (name->size == len && !memcmp(name->data, import_module, len))
			return true;
	}
	return false;
}

static int compile_binary(struct wt_module *m, const uint8_t *bytes, size_t len,
			  struct wbpf_error *err)
{
	wasmtime_error_t *error = wasmtime_module_new(m->engine->engine, bytes, len, &m->module);

	if (error)
		return wt_fail(err, WBPF_STAGE_COMPILE, -ENOEXEC, NULL, error);
	wasmtime_module_imports(m->module, &m->imports);
	wbpf_scan_module(bytes, len, &m->scan);
	m->wasi = wt_module_imports(m, WT_WASI_MODULE);
	return 0;
}

static int compile_text(struct wt_module *m, const uint8_t *bytes, size_t len,
			struct wbpf_error *err)
{
	wasm_byte_vec_t binary;
	wasmtime_error_t *error = wasmtime_wat2wasm((const char *)bytes, len, &binary);
	int ret;

	if (error)
		return wt_fail(err, WBPF_STAGE_COMPILE, -ENOEXEC, "WAT text", error);
	ret = compile_binary(m, (const uint8_t *)binary.data, binary.size, err);
	wasm_byte_vec_delete(&binary);
	return ret;
}

static int wt_module_new(void *engine, const uint8_t *bytes, size_t len, void **out,
			 struct wbpf_error *err)
{
	enum wbpf_scan_kind kind;
	struct wt_module *m;
	int ret = wbpf_scan_kind(bytes, len, &kind, err);

	if (ret)
		return ret;
	m = calloc(1, sizeof(*m));
	if (!m)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "wasmtime module");
	m->engine = engine;
	ret = kind == WBPF_SCAN_TEXT ? compile_text(m, bytes, len, err) :
				       compile_binary(m, bytes, len, err);
	if (ret) {
		free(m);
		return ret;
	}
	*out = m;
	return 0;
}

static void wt_module_free(void *module)
{
	struct wt_module *m = module;

	if (!m)
		return;
	wasm_importtype_vec_delete(&m->imports);
	wasmtime_module_delete(m->module);
	free(m);
}

extern const struct wbpf_engine_ops wbpf_engine_wasmtime;
const struct wbpf_engine_ops wbpf_engine_wasmtime = {
	.name = "wasmtime",
	.version = wt_version,
	.engine_new = wt_engine_new,
	.engine_free = wt_engine_free,
	.module_new = wt_module_new,
	.module_free = wt_module_free,
	.module_imports = wt_module_imports,
	.instance_new = wt_instance_new,
	.instance_free = wt_instance_free,
	.instance_run = wt_instance_run,
	.instance_stop = wt_instance_stop,
};
