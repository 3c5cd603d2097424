/* SPDX-License-Identifier: MIT */
/*
 * The wasmtime adapter: callbacks through the guest's table.
 *
 * A tiny module of our own shares the guest's table and does a call_indirect. That is one entry
 * into Wasm per event, with the check of index and type that the engine makes anyway, and it is
 * right when the guest changes its table between two events. (The C API's own way to a table's
 * entry, wasmtime_table_get(), ends the process unless the engine is built with garbage collection.)
 */
#include <endian.h>
#include <errno.h>

#include "engine/wasmtime_impl.h"

void wt_caller_text(unsigned int argc, struct wbpf_buf *out)
{
	wbpf_buf_printf(out, "(module $" WT_GLUE_NAME " (import \"\" \"\" (table 0 funcref))"
			     " (type $f (func");
	for (unsigned int i = 0; i < argc; i++)
		wbpf_buf_printf(out, " (param i32)");
	wbpf_buf_printf(out, " (result i32))) (func (export \"call\")");
	for (unsigned int i = 0; i <= argc; i++)
		wbpf_buf_printf(out, " (param i32)");
	wbpf_buf_printf(out, " (result i32)");
	for (unsigned int i = 0; i <= argc; i++)
		wbpf_buf_printf(out, " local.get %u", i);
	wbpf_buf_printf(out, " call_indirect (type $f)))");
}

/* -ENOENT: no table of functions. */
static int make_caller(struct wt_instance *inst, unsigned int argc)
{
	wasmtime_module_t *module = wt_engine_caller(inst->module->engine, argc);
	wasmtime_extern_t item = { .kind = WASMTIME_EXTERN_TABLE, .of.table = inst->table };
	struct wt_failure failure = { 0 };
	wasmtime_instance_t instance;

	if (!module)
		return -ENOMEM;
	failure.error = wasmtime_instance_new(inst->ctx, module, &item, 1, &instance,
					      &failure.trap);
	if (failure.error || failure.trap) {
		wt_failure_clear(&failure);
		return -ENOENT;
	}
	wasmtime_instance_export_get(inst->ctx, &instance, "call", 4, &item);
	inst->callers[argc] = (struct wt_caller){ .func = item.of.func, .known = true };
	return 0;
}

/* Did our own call_indirect trap, and not the callback? */
static bool trapped_before_callback(const wasm_trap_t *trap)
{
	wasm_frame_vec_t frames;
	bool ours;

	wasm_trap_trace(trap, &frames);
	ours = frames.size && wt_is_glue_frame(frames.data[0]);
	wasm_frame_vec_delete(&frames);
	return ours;
}

static int code_of(const struct wt_failure *failure)
{
	wasmtime_trap_code_t code;

	if (!failure->trap || !wasmtime_trap_code(failure->trap, &code))
		return -ECANCELED;
	if (code != WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS &&
	    code != WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL &&
	    code != WASMTIME_TRAP_CODE_BAD_SIGNATURE)
		return -ECANCELED;
	if (!trapped_before_callback(failure->trap))
		return -ECANCELED;
	return code == WASMTIME_TRAP_CODE_BAD_SIGNATURE ? -EINVAL : -ENOENT;
}

static int end_of(struct wt_instance *inst, struct wt_failure *failure)
{
	int ret = code_of(failure);

	if (ret == -ECANCELED)
		return wt_keep_nested(inst, failure);
	wt_failure_clear(failure);
	return ret;
}

int wt_call_table(void *impl, uint32_t index, const int32_t *args, unsigned int argc,
		  int32_t *result)
{
	wasmtime_val_raw_t raw[WBPF_CALL_ARGS_MAX + 1];
	struct wt_instance *inst = impl;
	struct wt_failure failure;
	int ret;

	if (argc > WBPF_CALL_ARGS_MAX)
		return -EINVAL;
	if (!inst->has_table)
		return -ENOENT;
	ret = inst->callers[argc].known ? 0 : make_caller(inst, argc);
	if (ret)
		return ret;
	for (unsigned int i = 0; i < argc; i++)
		raw[i].i32 = (int32_t)htole32((uint32_t)args[i]);
	raw[argc].i32 = (int32_t)htole32(index);
	failure = wt_call(inst, &inst->callers[argc].func, raw, argc + 1);
	if (failure.error || failure.trap)
		return end_of(inst, &failure);
	*result = (int32_t)le32toh((uint32_t)raw[0].i32);
	return 0;
}
