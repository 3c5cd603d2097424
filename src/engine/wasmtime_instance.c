/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: one store per instance, from instantiation to the end of _start. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wasmtime_impl.h"
#include "guest/mapping.h"

/* Of a table's elements (16 bytes each here) no real program has as many; a hostile one may ask. */
enum { TABLE_ELEMENTS_MAX = 1 << 20, TABLES_MAX = 16 };
/* The guest's and those of our glue: the forwarder, and one caller per number of arguments. */
enum { INSTANCES_MAX = 2 + WBPF_CALL_ARGS_MAX + 1 };

/* The epoch belongs to the engine: it also ticks when another instance is stopped. */
static wasmtime_error_t *on_epoch(wasmtime_context_t *ctx, void *data, uint64_t *delta,
				  wasmtime_update_deadline_kind_t *kind)
{
	struct wt_instance *inst = data;

	(void)ctx;
	*delta = 1;
	*kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
	if (!atomic_load(&inst->stop))
		return NULL;
	inst->stopped = true;
	return wasmtime_error_new("stopped");
}

static int make_store(struct wt_instance *inst, struct wbpf_error *err)
{
	uint64_t max = inst->cfg->memory_max_bytes;

	inst->store = wasmtime_store_new(inst->module->engine->engine, inst, NULL);
	if (!inst->store)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "wasmtime store");
	inst->ctx = wasmtime_store_context(inst->store);
	wasmtime_store_limiter(inst->store, max && max <= INT64_MAX ? (int64_t)max : -1,
			       TABLE_ELEMENTS_MAX, INSTANCES_MAX, TABLES_MAX, 1);
	wasmtime_store_epoch_deadline_callback(inst->store, on_epoch, inst, NULL);
	wasmtime_context_set_epoch_deadline(inst->ctx, 1);
	return 0;
}

static int check_memory(const struct wt_instance *inst, struct wbpf_error *err)
{
	uint64_t max = inst->cfg->memory_max_bytes, min = inst->module->scan.memory_min_bytes;

	if (!max || min <= max)
		return 0;
	return wbpf_fail(
		err, WBPF_STAGE_START, -ENOMEM,
		"memory limit reached: the module starts with %llu bytes, the limit is %llu",
		(unsigned long long)min, (unsigned long long)max);
}

static bool is_start(const wasm_exporttype_t *export)
{
	const wasm_name_t *name = wasm_exporttype_name(export);
	const wasm_functype_t *type;

	if (name->size != strlen("_start") || memcmp(name->data, "_start", name->size))
		return false;
	type = wasm_externtype_as_functype_const(wasm_exporttype_type(export));
	return type && !wasm_functype_params(type)->size && !wasm_functype_results(type)->size;
}

static int check_start(const struct wt_instance *inst, struct wbpf_error *err)
{
	wasm_exporttype_vec_t exports;
	bool found = false;

	wasmtime_module_exports(inst->module->module, &exports);
	for (size_t i = 0; i < exports.size && !found; i++)
		found = is_start(exports.data[i]);
	wasm_exporttype_vec_delete(&exports);
	if (found)
		return 0;
	return wbpf_fail(err, WBPF_STAGE_LINK, -ENOENT,
			 "no exported function '_start' of type () -> (): not a program");
}

static struct wt_failure instantiate(struct wt_instance *inst)
{
	struct wt_failure failure = { 0 };

	failure.error = wasmtime_instance_new(inst->ctx, inst->module->module, inst->externs,
					      inst->module->imports.size, &inst->instance,
					      &failure.trap);
	inst->instantiated = !failure.error && !failure.trap;
	return failure;
}

static int instantiate_now(struct wt_instance *inst, struct wbpf_error *err)
{
	struct wt_failure failure = instantiate(inst);

	if (failure.trap)
		return wt_fail_trap(err, &failure);
	if (failure.error)
		return wt_fail(err, WBPF_STAGE_START, -ENOMEM, NULL, failure.error);
	return 0;
}

static int prepare(struct wt_instance *inst, struct wbpf_error *err)
{
	int ret = check_start(inst, err);

	if (!ret)
		ret = check_memory(inst, err);
	if (!ret)
		ret = make_store(inst, err);
	if (!ret)
		ret = wt_link(inst, err);
	if (!ret && inst->module->wasi)
		ret = wt_wasi_setup(inst, err);
	if (!ret && !inst->module->scan.has_start)
		ret = instantiate_now(inst, err);
	return ret;
}

int wt_instance_new(void *module, const struct wbpf_instance_config *cfg, struct wbpf_guest *guest,
		    void **instance, struct wbpf_error *err)
{
	struct wt_instance *inst = calloc(1, sizeof(*inst));
	int ret;

	if (!inst)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "wasmtime instance");
	inst->module = module;
	inst->cfg = cfg;
	inst->guest = guest;
	guest->ops = &wt_guest_ops;
	guest->impl = inst;
	ret = prepare(inst, err);
	if (ret) {
		wt_instance_free(inst);
		return ret;
	}
	*instance = inst;
	return 0;
}

void wt_instance_free(void *instance)
{
	struct wt_instance *inst = instance;

	if (!inst)
		return;
	wt_failure_clear(&inst->nested);
	if (inst->store)
		wasmtime_store_delete(inst->store);
	free(inst->externs);
	free(inst);
}

/* The engine's words are those of an address outside of memory. */
static int explain_fault(const struct wt_instance *inst, int ret, struct wbpf_error *err)
{
	unsigned int addr;

	if (err && sscanf(err->message, "memory fault at wasm address %x", &addr) == 1 &&
	    wbpf_mapping_refuses(inst->guest, WBPF_GADDR(addr), 1))
		wbpf_wrap(err, "a store to a read-only mapped page");
	return ret;
}

static struct wt_failure call_start(struct wt_instance *inst)
{
	struct wt_failure failure = { 0 };
	wasmtime_extern_t start;

	wasmtime_instance_export_get(inst->ctx, &inst->instance, "_start", strlen("_start"),
				     &start);
	failure.error = wasmtime_func_call(inst->ctx, &start.of.func, NULL, 0, NULL, 0,
					   &failure.trap);
	return failure;
}

/* What ended a callback is the cause; what unwound the frames above it is only its echo. */
static void prefer_nested(struct wt_instance *inst, struct wt_failure *failure)
{
	if (!inst->nested.error && !inst->nested.trap)
		return;
	wt_failure_clear(failure);
	*failure = inst->nested;
	inst->nested = (struct wt_failure){ 0 };
}

int wt_instance_run(void *instance, int *exit_status, struct wbpf_error *err)
{
	struct wt_instance *inst = instance;
	struct wt_failure failure = { 0 };

	if (!inst->instantiated)
		failure = instantiate(inst);
	if (inst->instantiated)
		failure = call_start(inst);
	prefer_nested(inst, &failure);
	*exit_status = inst->exit_status;
	if (!inst->exited && !inst->stopped && (failure.error || failure.trap))
		return explain_fault(inst, wt_fail_trap(err, &failure), err);
	wt_failure_clear(&failure);
	if (inst->stopped && !inst->exited)
		return wbpf_fail(err, WBPF_STAGE_INTERRUPTED, -EINTR, "stopped");
	return 0;
}

void wt_instance_stop(void *instance)
{
	struct wt_instance *inst = instance;

	atomic_store(&inst->stop, true);
	wasmtime_engine_increment_epoch(inst->module->engine->engine);
}
