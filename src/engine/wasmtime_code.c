/* SPDX-License-Identifier: MIT */
/*
 * The wasmtime adapter: native code, from the store or from the compiler. Code is mapped from its
 * file, so that only what runs becomes resident.
 */
#include <stdio.h>
#include <string.h>

#include "base/cpu.h"
#include "engine/wasmtime_impl.h"

/* The engine checks on its own that code fits it. The key keeps what fits apart, so that two
 * versions or machines with one folder do not evict each other's. */
static void make_key(const uint8_t *bytes, size_t len, struct wbpf_digest *key)
{
	static const char config[] = "wasmtime " WASMTIME_VERSION " " WT_CONFIG_ID;
	uint64_t cpu[WBPF_CPU_WORDS];
	const struct iovec parts[] = {
		{ (void *)config, sizeof(config) },
		{ cpu, sizeof(cpu) },
		{ (void *)bytes, len },
	};

	wbpf_cpu_features(cpu);
	wbpf_digest_parts(parts, sizeof(parts) / sizeof(parts[0]), key);
}

static bool no_error(wasmtime_error_t *error)
{
	if (error)
		wasmtime_error_delete(error);
	return !error;
}

/* By its file where that can be mapped: not from a noexec mount, or without /proc. */
static bool load(struct wt_engine *e, const struct wbpf_stored *code, wasmtime_module_t **out)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", code->fd);
	return no_error(wasmtime_module_deserialize_file(e->engine, path, out)) ||
	       no_error(wasmtime_module_deserialize(e->engine, code->data, code->len, out));
}

static bool find(struct wt_engine *e, const struct wbpf_digest *key, wasmtime_module_t **out)
{
	uint64_t begin = wbpf_trace_now(e->trace);
	struct wbpf_stored code;
	bool loaded;

	if (e->store->get(e->store->ctx, WBPF_STORE_CODE, key, &code))
		return false;
	loaded = load(e, &code, out);
	wbpf_stored_release(&code);
	wbpf_trace_end(e->trace, "code from cache", begin);
	if (!loaded) {
		wbpf_logf(e->log, WBPF_LOG_INFO, "engine", "code of the cache is of no use here");
		e->store->drop(e->store->ctx, WBPF_STORE_CODE, key);
	}
	return loaded;
}

static bool keep(struct wt_engine *e, const struct wbpf_digest *key,
		 const wasmtime_module_t *module)
{
	uint64_t begin = wbpf_trace_now(e->trace);
	wasm_byte_vec_t code;
	bool kept;

	if (!no_error(wasmtime_module_serialize(module, &code)))
		return false;
	kept = !e->store->put(e->store->ctx, WBPF_STORE_CODE, key, code.data, code.size);
	wasm_byte_vec_delete(&code);
	wbpf_trace_end(e->trace, "code into cache", begin);
	return kept;
}

/* Also text, for glue of ours. */
static wasmtime_error_t *compile(struct wt_engine *e, const uint8_t *bytes, size_t len,
				 wasmtime_module_t **out)
{
	uint64_t begin = wbpf_trace_now(e->trace);
	wasmtime_error_t *error;
	wasm_byte_vec_t binary;

	if (len && !bytes[0]) {
		error = wasmtime_module_new(e->engine, bytes, len, out);
	} else {
		error = wasmtime_wat2wasm((const char *)bytes, len, &binary);
		if (error)
			return error;
		error = wasmtime_module_new(e->engine, (uint8_t *)binary.data, binary.size, out);
		wasm_byte_vec_delete(&binary);
	}
	wbpf_trace_end(e->trace, "compile", begin);
	return error;
}

wasmtime_error_t *wt_code(struct wt_engine *e, const uint8_t *bytes, size_t len,
			  wasmtime_module_t **out, bool *stored)
{
	struct wbpf_digest key;
	wasmtime_error_t *error;
	uint64_t begin;

	*stored = false;
	if (!e->store)
		return compile(e, bytes, len, out);
	begin = wbpf_trace_now(e->trace);
	make_key(bytes, len, &key);
	wbpf_trace_end(e->trace, "hash", begin);
	*stored = find(e, &key, out);
	if (*stored)
		return NULL;
	error = compile(e, bytes, len, out);
	if (!error)
		*stored = keep(e, &key, *out);
	return error;
}
