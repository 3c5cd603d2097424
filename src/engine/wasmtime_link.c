/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: gives each import of a module the row that it asks for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "engine/text.h"
#include "engine/wasmtime_impl.h"

/* One import of the module. */
struct wanted {
	const wasm_name_t *module, *name;
	const wasm_functype_t *func; /* NULL: not a function */
	struct wbpf_buf type;	     /* of a function, as struct wbpf_import writes it */
	struct wbpf_buf others;	     /* readable types that the host has under these names */
};

static bool is(const wasm_name_t *name, const char *text)
{
	return name->size == strlen(text) && !memcmp(name->data, text, name->size);
}

static void note_other(struct wanted *w, const char *type)
{
	if (w->others.len)
		wbpf_buf_append(&w->others, " or ", 4);
	wt_type_readable(type, &w->others);
}

static const struct wbpf_import *find_row(struct wanted *w, const struct wbpf_import *rows,
					  size_t cnt)
{
	for (const struct wbpf_import *row = rows; row < rows + cnt; row++) {
		if (!is(w->name, row->name) || !is(w->module, row->module))
			continue;
		if (!strcmp(row->type, w->type.data))
			return row;
		note_other(w, row->type);
	}
	return NULL;
}

static int define(struct wt_instance *inst, const struct wanted *w, const struct wbpf_import *row,
		  wasmtime_extern_t *out, struct wbpf_error *err)
{
	if (strchr(row->type, ':') - row->type > WBPF_CALL_ARGS_MAX)
		return wbpf_fail(err, WBPF_STAGE_INTERNAL, -E2BIG, "'%s.%s' has too many arguments",
				 row->module, row->name);
	out->kind = WASMTIME_EXTERN_FUNC;
	wasmtime_func_new_unchecked(inst->ctx, w->func, wt_host_call, (void *)row, NULL,
				    &out->of.func);
	return 0;
}

/* Does the engine's own WASI have it, with the type that is asked for? */
static bool engine_has(struct wt_instance *inst, struct wanted *w, wasmtime_extern_t *out)
{
	struct wbpf_buf type = WBPF_BUF_INIT;
	wasm_functype_t *func;
	bool good;

	if (!is(w->module, WT_WASI_MODULE) ||
	    !wasmtime_linker_get(inst->module->engine->wasi, inst->ctx, w->module->data,
				 w->module->size, w->name->data, w->name->size, out))
		return false;
	func = wasmtime_func_type(inst->ctx, &out->of.func);
	wt_type_string(func, &type);
	wasm_functype_delete(func);
	good = !type.oom && !strcmp(type.data, w->type.data);
	if (!type.oom && !good)
		note_other(w, type.data);
	wbpf_buf_free(&type);
	return good;
}

static void add_import(struct wbpf_buf *text, const struct wanted *w)
{
	wbpf_buf_printf(text, "unknown import '");
	wbpf_text_append(text, w->module->data, w->module->size, false);
	wbpf_buf_printf(text, ".");
	wbpf_text_append(text, w->name->data, w->name->size, false);
	wbpf_buf_printf(text, "'");
}

static int refuse(struct wbpf_buf *text, struct wbpf_error *err)
{
	wbpf_fail(err, WBPF_STAGE_LINK, -ENOENT, "%s", text->oom ? "unknown import" : text->data);
	wbpf_buf_free(text);
	return -ENOENT;
}

static int unknown(const struct wanted *w, struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;

	add_import(&text, w);
	wbpf_buf_printf(&text, " of type ");
	wt_type_readable(w->type.data, &text);
	if (w->others.len)
		wbpf_buf_printf(&text, "; the host has it as %s", w->others.data);
	return refuse(&text, err);
}

static int no_function(const struct wanted *w, const char *what, struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;

	add_import(&text, w);
	wbpf_buf_printf(&text, ": a %s, and the host has only functions", what);
	return refuse(&text, err);
}

static int link_function(struct wt_instance *inst, struct wanted *w, wasmtime_extern_t *out,
			 struct wbpf_error *err)
{
	const struct wbpf_instance_config *cfg = inst->cfg;
	const struct wbpf_import *row;

	wt_type_string(w->func, &w->type);
	if (w->type.oom)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "link");
	row = find_row(w, cfg->imports, cfg->import_cnt);
	if (!row)
		row = find_row(w, wt_wasi_imports, wt_wasi_import_cnt);
	if (row)
		return define(inst, w, row, out, err);
	return engine_has(inst, w, out) ? 0 : unknown(w, err);
}

static int link_import(struct wt_instance *inst, const wasm_importtype_t *import,
		       wasmtime_extern_t *out, struct wbpf_error *err)
{
	static const char *const kinds[] = { [WASM_EXTERN_FUNC] = "function",
					     [WASM_EXTERN_GLOBAL] = "global",
					     [WASM_EXTERN_TABLE] = "table",
					     [WASM_EXTERN_MEMORY] = "memory" };
	const wasm_externtype_t *type = wasm_importtype_type(import);
	wasm_externkind_t kind = wasm_externtype_kind(type);
	struct wanted w = { .module = wasm_importtype_module(import),
			    .name = wasm_importtype_name(import),
			    .func = wasm_externtype_as_functype_const(type) };
	int ret;

	if (!w.func)
		return no_function(&w, kind < 4 ? kinds[kind] : "tag", err);
	ret = link_function(inst, &w, out, err);
	wbpf_buf_free(&w.type);
	wbpf_buf_free(&w.others);
	return ret;
}

/*
 * One list of functions in the order of the imports and no linker: a linker knows things by name,
 * and a module may import one name with two types.
 */
int wt_link(struct wt_instance *inst, struct wbpf_error *err)
{
	const wasm_importtype_vec_t *imports = &inst->module->imports;
	int ret = 0;

	if (inst->module->wasi)
		ret = wt_engine_wasi(inst->module->engine, err);
	if (ret)
		return ret;
	inst->externs = calloc(imports->size + 1, sizeof(*inst->externs));
	if (!inst->externs)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "imports");
	for (size_t i = 0; i < imports->size && !ret; i++)
		ret = link_import(inst, imports->data[i], &inst->externs[i], err);
	return ret;
}
