/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "engine/engine.h"

#ifdef WBPF_ENGINE_WASMTIME
extern const struct wbpf_engine_ops wbpf_engine_wasmtime;
#endif

const struct wbpf_engine_ops *const wbpf_engines[] = {
#ifdef WBPF_ENGINE_WASMTIME
	&wbpf_engine_wasmtime,
#endif
	NULL,
};

const struct wbpf_engine_ops *wbpf_engine_find(const char *name)
{
	const struct wbpf_engine_ops *const *e;

	for (e = wbpf_engines; *e; e++) {
		if (!name || !strcmp((*e)->name, name))
			return *e;
	}
	return NULL;
}
