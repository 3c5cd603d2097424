/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: compiled modules. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/wasmtime_impl.h"

bool wt_module_imports(void *module, const char *import_module)
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
	wasmtime_error_t *error = wt_code(m->engine, bytes, len, &m->module, &m->stored);

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

int wt_module_new(void *engine, const uint8_t *bytes, size_t len, void **out,
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

bool wt_module_stored(void *module)
{
	const struct wt_module *m = module;

	return m->stored;
}

void wt_module_free(void *module)
{
	struct wt_module *m = module;

	if (!m)
		return;
	wasm_importtype_vec_delete(&m->imports);
	wasmtime_module_delete(m->module);
	free(m);
}
