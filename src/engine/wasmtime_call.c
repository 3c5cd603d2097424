/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: calls from the guest into the host and back. No allocation per call. */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "engine/wasmtime_impl.h"

static void find_exports(struct wt_instance *inst)
{
	static const char table[] = "__indirect_function_table";
	wasmtime_extern_t item;

	/* By the caller and not the instance: a start function runs before there is one. */
	inst->exports_known = true;
	if (wasmtime_caller_export_get(inst->caller, "memory", strlen("memory"), &item)) {
		inst->has_memory = item.kind == WASMTIME_EXTERN_MEMORY;
		inst->memory = item.of.memory;
	}
	if (wasmtime_caller_export_get(inst->caller, table, strlen(table), &item)) {
		inst->has_table = item.kind == WASMTIME_EXTERN_TABLE;
		inst->table = item.of.table;
	}
}

/* Raw values are little-endian on every machine. */
static void unpack(const char *type, const wasmtime_val_raw_t *raw, union wbpf_val *args)
{
	for (; *type != ':'; type++, raw++, args++) {
		args->u64 = 0;
		if (*type == 'i')
			args->u32 = le32toh((uint32_t)raw->i32);
		else
			args->u64 = le64toh((uint64_t)raw->i64);
	}
}

static void pack(char type, const union wbpf_val *result, wasmtime_val_raw_t *raw)
{
	if (type == 'i')
		raw->i32 = (int32_t)htole32(result->u32);
	else if (type == 'l')
		raw->i64 = (int64_t)htole64(result->u64);
}

static bool must_unwind(struct wt_instance *inst, enum wbpf_call call)
{
	if (inst->nested.error || inst->nested.trap || inst->exited)
		return true;
	if (call == WBPF_CALL_OK)
		return false;
	inst->stopped = true;
	return true;
}

wasm_trap_t *wt_host_call(void *data, wasmtime_caller_t *caller, wasmtime_val_raw_t *raw,
			  size_t raw_cnt)
{
	const struct wbpf_import *row = data;
	struct wt_instance *inst = wasmtime_context_get_data(wasmtime_caller_context(caller));
	wasmtime_caller_t *outer = inst->caller;
	union wbpf_val args[WBPF_CALL_ARGS_MAX], result = { 0 };
	enum wbpf_call call;

	(void)raw_cnt;
	inst->caller = caller;
	if (!inst->exports_known)
		find_exports(inst);
	unpack(row->type, raw, args);
	call = row->fn(inst->guest, args, &result);
	inst->caller = outer;
	if (must_unwind(inst, call))
		return wasmtime_trap_new("unwind", strlen("unwind"));
	pack(*(strchr(row->type, ':') + 1), &result, raw);
	return NULL;
}

static uint8_t *guest_memory(void *impl, size_t *size_bytes)
{
	struct wt_instance *inst = impl;

	if (!inst->has_memory)
		return NULL;
	*size_bytes = wasmtime_memory_data_size(inst->ctx, &inst->memory);
	return wasmtime_memory_data(inst->ctx, &inst->memory);
}

static bool all_i32(const wasm_valtype_vec_t *types, size_t cnt)
{
	if (types->size != cnt)
		return false;
	for (size_t i = 0; i < cnt; i++) {
		if (wasm_valtype_kind(types->data[i]) != WASM_I32)
			return false;
	}
	return true;
}

static bool has_type(struct wt_instance *inst, const wasmtime_func_t *func, unsigned int argc)
{
	wasm_functype_t *type = wasmtime_func_type(inst->ctx, func);
	bool good = all_i32(wasm_functype_params(type), argc) &&
		    all_i32(wasm_functype_results(type), 1);

	wasm_functype_delete(type);
	return good;
}

/* The type of a function never changes: ask only when another one than last time is called. */
static int check_callee(struct wt_instance *inst, struct wt_callee *callee,
			const wasmtime_func_t *func, unsigned int argc)
{
	if (callee->valid && callee->argc == argc && callee->func.store_id == func->store_id &&
	    callee->func.__private == func->__private)
		return 0;
	callee->valid = false;
	if (!has_type(inst, func, argc))
		return -EINVAL;
	*callee = (struct wt_callee){ .func = *func, .argc = argc, .valid = true };
	return 0;
}

static int call(struct wt_instance *inst, const wasmtime_func_t *func, const int32_t *args,
		unsigned int argc, int32_t *result)
{
	wasmtime_val_raw_t raw[WBPF_CALL_ARGS_MAX];
	struct wt_failure failure = { 0 };

	for (unsigned int i = 0; i < argc; i++)
		raw[i].i32 = (int32_t)htole32((uint32_t)args[i]);
	failure.error = wasmtime_func_call_unchecked(inst->ctx, func, raw, argc ? argc : 1,
						     &failure.trap);
	if (failure.error || failure.trap) {
		/* A callback within a callback: the innermost cause came first and stays. */
		if (inst->nested.error || inst->nested.trap)
			wt_failure_clear(&failure);
		else
			inst->nested = failure;
		return -ECANCELED;
	}
	*result = (int32_t)le32toh((uint32_t)raw[0].i32);
	return 0;
}

static int guest_call_table(void *impl, uint32_t index, const int32_t *args, unsigned int argc,
			    int32_t *result)
{
	struct wt_instance *inst = impl;
	wasmtime_val_t item;
	int ret;

	if (argc > WBPF_CALL_ARGS_MAX)
		return -EINVAL;
	if (!inst->has_table || !wasmtime_table_get(inst->ctx, &inst->table, index, &item))
		return -ENOENT;
	if (item.kind != WASMTIME_FUNCREF || wasmtime_funcref_is_null(&item.of.funcref))
		return -ENOENT;
	ret = check_callee(inst, &inst->callee, &item.of.funcref, argc);
	return ret ? ret : call(inst, &item.of.funcref, args, argc, result);
}

static bool find_export(struct wt_instance *inst, const char *name, wasmtime_func_t *func)
{
	wasmtime_extern_t item;

	if (!inst->caller ||
	    !wasmtime_caller_export_get(inst->caller, name, strlen(name), &item) ||
	    item.kind != WASMTIME_EXTERN_FUNC)
		return false;
	*func = item.of.func;
	return true;
}

static int guest_call_export(void *impl, const char *name, const int32_t *args, unsigned int argc,
			     int32_t *result)
{
	struct wt_instance *inst = impl;
	wasmtime_func_t func;
	int ret;

	if (argc > WBPF_CALL_ARGS_MAX)
		return -EINVAL;
	if (!find_export(inst, name, &func))
		return -ENOENT;
	ret = check_callee(inst, &inst->callee, &func, argc);
	return ret ? ret : call(inst, &func, args, argc, result);
}

const struct wbpf_guest_ops wt_guest_ops = {
	.memory = guest_memory,
	.call_table = guest_call_table,
	.call_export = guest_call_export,
};
