/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: function types, as tables of imports and as messages write them. */
#include <string.h>

#include "base/buf.h"
#include "engine/wasmtime_impl.h"

/* Not wasm_valtype_kind(): that ends the process at a v128, which any module may ask for. */
static char letter_of(const wasm_valtype_t *type)
{
	static const char letters[] = {
		[WASMTIME_VALTYPE_KIND_I32] = 'i',  [WASMTIME_VALTYPE_KIND_I64] = 'l',
		[WASMTIME_VALTYPE_KIND_F32] = 'f',  [WASMTIME_VALTYPE_KIND_F64] = 'd',
		[WASMTIME_VALTYPE_KIND_V128] = 'v', [WASMTIME_VALTYPE_KIND_REF] = 'r'
	};
	wasmtime_valtype_t value;
	char letter;

	wasmtime_valtype_new(type, &value);
	letter = value.kind < sizeof(letters) ? letters[value.kind] : '?';
	wasmtime_valtype_delete(&value);
	return letter;
}

static void add_letters(struct wbpf_buf *buf, const wasm_valtype_vec_t *types)
{
	for (size_t i = 0; i < types->size; i++) {
		char letter = letter_of(types->data[i]);

		wbpf_buf_append(buf, &letter, 1);
	}
}

void wt_type_string(const wasm_functype_t *type, struct wbpf_buf *buf)
{
	add_letters(buf, wasm_functype_params(type));
	wbpf_buf_append(buf, ":", 1);
	add_letters(buf, wasm_functype_results(type));
}

static const char *name_of(char letter)
{
	switch (letter) {
	case 'i':
		return "i32";
	case 'l':
		return "i64";
	case 'f':
		return "f32";
	case 'd':
		return "f64";
	case 'v':
		return "v128";
	default:
		return "reference";
	}
}

static void add_list(struct wbpf_buf *buf, const char *letters, size_t cnt)
{
	wbpf_buf_append(buf, "(", 1);
	for (size_t i = 0; i < cnt; i++)
		wbpf_buf_printf(buf, "%s%s", i ? ", " : "", name_of(letters[i]));
	wbpf_buf_append(buf, ")", 1);
}

void wt_type_readable(const char *type, struct wbpf_buf *buf)
{
	const char *colon = strchr(type, ':');

	add_list(buf, type, (size_t)(colon - type));
	wbpf_buf_append(buf, " -> ", 4);
	if (strlen(colon + 1) == 1)
		wbpf_buf_printf(buf, "%s", name_of(colon[1]));
	else
		add_list(buf, colon + 1, strlen(colon + 1));
}
