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
	uint64_t begin;

	(void)raw_cnt;
	inst->caller = caller;
	if (!inst->exports_known)
		find_exports(inst);
	unpack(row->type, raw, args);
	begin = wbpf_trace_now(inst->module->engine->trace);
	call = row->fn(inst->guest, args, &result);
	wbpf_trace_end(inst->module->engine->trace, row->name, begin);
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

struct wt_failure wt_call(struct wt_instance *inst, const wasmtime_func_t *func,
			  wasmtime_val_raw_t *raw, size_t raw_cnt)
{
	struct wt_failure failure = { 0 };

	failure.error = wasmtime_func_call_unchecked(inst->ctx, func, raw, raw_cnt, &failure.trap);
	return failure;
}

int wt_keep_nested(struct wt_instance *inst, struct wt_failure *failure)
{
	/* A callback within a callback: the innermost cause came first and stays. */
	if (inst->nested.error || inst->nested.trap)
		wt_failure_clear(failure);
	else
		inst->nested = *failure;
	return -ECANCELED;
}

/* "iii:i" for 3 arguments */
static bool has_type(struct wt_instance *inst, const wasmtime_func_t *func, unsigned int argc)
{
	wasm_functype_t *type = wasmtime_func_type(inst->ctx, func);
	struct wbpf_buf text = WBPF_BUF_INIT;
	bool good;

	wt_type_string(type, &text);
	wasm_functype_delete(type);
	good = !text.oom && strspn(text.data, "i") == argc && !strcmp(text.data + argc, ":i");
	wbpf_buf_free(&text);
	return good;
}

static bool find_export(struct wt_instance *inst, const char *name, wasmtime_func_t *func)
{
	wasmtime_extern_t item;

	if (!inst->caller || !wasmtime_caller_export_get(inst->caller, name, strlen(name), &item) ||
	    item.kind != WASMTIME_EXTERN_FUNC)
		return false;
	*func = item.of.func;
	return true;
}

static int call_export(void *impl, const char *name, const int32_t *args, unsigned int argc,
		       int32_t *result)
{
	wasmtime_val_raw_t raw[WBPF_CALL_ARGS_MAX + 1];
	struct wt_instance *inst = impl;
	struct wt_failure failure;
	wasmtime_func_t func;

	if (argc > WBPF_CALL_ARGS_MAX)
		return -EINVAL;
	if (!find_export(inst, name, &func))
		return -ENOENT;
	if (!has_type(inst, &func, argc))
		return -EINVAL;
	for (unsigned int i = 0; i < argc; i++)
		raw[i].i32 = (int32_t)htole32((uint32_t)args[i]);
	failure = wt_call(inst, &func, raw, argc + 1);
	if (failure.error || failure.trap)
		return wt_keep_nested(inst, &failure);
	*result = (int32_t)le32toh((uint32_t)raw[0].i32);
	return 0;
}

const struct wbpf_guest_ops wt_guest_ops = {
	.memory = guest_memory,
	.call_table = wt_call_table,
	.call_export = call_export,
	/* As wasmtime.c asks of the engine; on 32-bit hosts memory may move. */
	.memory_is_fixed = sizeof(void *) == 8,
	.stop = wt_instance_stop,
};
