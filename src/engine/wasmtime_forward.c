/* SPDX-License-Identifier: MIT */
/*
 * The wasmtime adapter: hands WASI calls that we took over back to the engine.
 *
 * The engine's WASI looks for the memory among the exports of whoever calls it. A host function
 * has none: so a glue module shares the guest's memory and makes the call. It is made when a guest
 * first needs it: one that only prints never does.
 */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "engine/wasmtime_impl.h"

#define FORWARD4(name) \
	"(import \"\" \"" name "\" (func $" name " (param i32 i32 i32 i32) (result i32)))"
#define EXPORT4(name)                                                      \
	"(func (export \"" name "\") (param i32 i32 i32 i32) (result i32)" \
	" local.get 0 local.get 1 local.get 2 local.get 3 call $" name ")"

#define FORWARD2(name) "(import \"\" \"" name "\" (func $" name " (param i32 i32) (result i32)))"
#define EXPORT2(name)                                              \
	"(func (export \"" name "\") (param i32 i32) (result i32)" \
	" local.get 0 local.get 1 call $" name ")"

/* The order of the imports is that of enum wt_forward, behind the memory. */
const char wt_forwarder_text[] =
	"(module $" WT_GLUE_NAME
	" (import \"\" \"memory\" (memory 0)) (export \"memory\" (memory 0))" FORWARD4("fd_read")
		FORWARD4("fd_write") "(import \"\" \"fd_close\" (func $fd_close (param i32) "
				     "(result i32)))" FORWARD2("fd_renumber") FORWARD2(
					     "fd_fdstat_get") EXPORT4("fd_read") EXPORT4("fd_write")
					     EXPORT2("fd_renumber") EXPORT2(
						     "fd_fdstat_get") "(func (export \"fd_close\") "
								      "(param i32) (result i32) "
								      "local.get 0 call "
								      "$fd_close))";

static const struct {
	const char *name;
	unsigned int argc;
} calls[WT_FORWARD_CNT] = {
	[WT_FD_READ] = { "fd_read", 4 },
	[WT_FD_WRITE] = { "fd_write", 4 },
	[WT_FD_CLOSE] = { "fd_close", 1 },
	[WT_FD_RENUMBER] = { "fd_renumber", 2 },
	[WT_FD_FDSTAT_GET] = { "fd_fdstat_get", 2 },
};

static bool find_imports(struct wt_instance *inst, wasmtime_extern_t *imports)
{
	wasmtime_linker_t *wasi = inst->module->engine->wasi;

	imports[0] = (wasmtime_extern_t){ .kind = WASMTIME_EXTERN_MEMORY,
					  .of.memory = inst->memory };
	for (int i = 0; i < WT_FORWARD_CNT; i++) {
		const char *name = calls[i].name;

		if (!wasmtime_linker_get(wasi, inst->ctx, WT_WASI_MODULE, strlen(WT_WASI_MODULE),
					 name, strlen(name), &imports[i + 1]))
			return false;
	}
	return true;
}

static bool make_forwarder(struct wt_instance *inst)
{
	wasmtime_module_t *module = wt_engine_forwarder(inst->module->engine);
	wasmtime_extern_t imports[1 + WT_FORWARD_CNT], item;
	struct wt_failure failure = { 0 };
	wasmtime_instance_t glue;

	if (!module || !inst->has_memory || !find_imports(inst, imports))
		return false;
	failure.error = wasmtime_instance_new(inst->ctx, module, imports, 1 + WT_FORWARD_CNT, &glue,
					      &failure.trap);
	if (failure.error || failure.trap) {
		wt_failure_clear(&failure);
		return false;
	}
	for (int i = 0; i < WT_FORWARD_CNT; i++) {
		wasmtime_instance_export_get(inst->ctx, &glue, calls[i].name, strlen(calls[i].name),
					     &item);
		inst->forward[i] = (struct wt_caller){ .func = item.of.func, .known = true };
	}
	return true;
}

enum wbpf_call wt_forward(struct wt_instance *inst, enum wt_forward which,
			  const union wbpf_val *args, union wbpf_val *result)
{
	wasmtime_val_raw_t raw[4];
	struct wt_failure failure;

	if (!inst->forward[which].known && !make_forwarder(inst)) {
		result->i32 = WT_WASI_ENOTSUP;
		return WBPF_CALL_OK;
	}
	for (unsigned int i = 0; i < calls[which].argc; i++)
		raw[i].i32 = (int32_t)htole32(args[i].u32);
	failure = wt_call(inst, &inst->forward[which].func, raw, 4);
	if (failure.error || failure.trap) {
		wt_keep_nested(inst, &failure);
		return WBPF_CALL_UNWIND;
	}
	result->u32 = le32toh((uint32_t)raw[0].i32);
	return WBPF_CALL_OK;
}
