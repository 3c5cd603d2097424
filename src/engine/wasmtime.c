/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: the engine, and what its instances share. */
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
 * What changes here changes WT_CONFIG_ID too.
 */
static wasm_config_t *make_config(void)
{
	wasm_config_t *config = wasm_config_new();

	if (!config)
		return NULL;
	wasmtime_config_epoch_interruption_set(config, true);
	wasmtime_config_parallel_compilation_set(config, true);
	wasmtime_config_memory_init_cow_set(config, true);
	if (sizeof(void *) == 8) {
		/* All that 32 bits address is reserved: memory grows in place and can be mapped over. */
		wasmtime_config_memory_reservation_set(config, 4ull << 30);
		wasmtime_config_memory_may_move_set(config, false);
	}
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
		e->trace = cfg->trace;
		e->store = cfg->store;
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
	if (e->forwarder)
		wasmtime_module_delete(e->forwarder);
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

static wasmtime_module_t *compile_glue(struct wt_engine *e, const char *text, size_t len)
{
	wasmtime_module_t *module = NULL;
	bool stored;
	wasmtime_error_t *error = wt_code(e, (const uint8_t *)text, len, &module, &stored);

	if (error)
		wasmtime_error_delete(error);
	return module;
}

wasmtime_module_t *wt_engine_caller(struct wt_engine *e, unsigned int argc)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	wasmtime_module_t *module;

	pthread_mutex_lock(&e->lock);
	if (!e->callers[argc]) {
		wt_caller_text(argc, &text);
		e->callers[argc] = text.oom ? NULL : compile_glue(e, text.data, text.len);
		wbpf_buf_free(&text);
	}
	module = e->callers[argc];
	pthread_mutex_unlock(&e->lock);
	return module;
}

wasmtime_module_t *wt_engine_forwarder(struct wt_engine *e)
{
	wasmtime_module_t *module;

	pthread_mutex_lock(&e->lock);
	if (!e->forwarder)
		e->forwarder = compile_glue(e, wt_forwarder_text, strlen(wt_forwarder_text));
	module = e->forwarder;
	pthread_mutex_unlock(&e->lock);
	return module;
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
	.module_stored = wt_module_stored,
	.instance_new = wt_instance_new,
	.instance_free = wt_instance_free,
	.instance_run = wt_instance_run,
	.instance_stop = wt_instance_stop,
};
