/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "guest/abi_v2.h"
#include "runtime/runtime.h"

/* A module of 4 GiB is an attack or a mistake; the largest real ones have some 10 MB. */
enum { MODULE_MAX_BYTES = 1 << 30 };

static struct wbpf_module *make(struct wbpf_runtime *rt, const char *name)
{
	struct wbpf_module *mod = calloc(1, sizeof(*mod));

	if (!mod)
		return NULL;
	mod->rt = rt;
	mod->name = strdup(name);
	if (mod->name)
		return mod;
	free(mod);
	return NULL;
}

static bool is_v1(const struct wbpf_engine_ops *ops, void *module)
{
	return !ops->module_imports(module, WBPF2_MODULE) &&
	       (ops->module_imports(module, "wasm_bpf") || ops->module_imports(module, "env") ||
		ops->module_imports(module, "callback-wrapper"));
}

int wbpf_module_new(struct wbpf_runtime *rt, const char *name, const void *bytes, size_t len,
		    struct wbpf_module **out, struct wbpf_error *err)
{
	struct wbpf_module *mod = make(rt, name ? name : "module");
	int ret;

	*out = NULL;
	if (!mod)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "module");
	ret = rt->ops->module_new(rt->engine, bytes, len, &mod->module, err);
	if (ret) {
		wbpf_wrap(err, "module '%s'", mod->name);
		free(mod->name);
		free(mod);
		return ret;
	}
	mod->told_by_errno = is_v1(rt->ops, mod->module);
	*out = mod;
	return 0;
}

/* What messages and argv[0] call it. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!strcmp(path, "-"))
		return "stdin";
	return slash && slash[1] ? slash + 1 : path;
}

bool wbpf_module_cached(const struct wbpf_module *mod)
{
	const struct wbpf_engine_ops *ops = mod->rt->ops;

	return ops->module_stored && ops->module_stored(mod->module);
}

int wbpf_module_new_file(struct wbpf_runtime *rt, const char *path, struct wbpf_module **out,
			 struct wbpf_error *err)
{
	struct wbpf_buf bytes = WBPF_BUF_INIT;
	uint64_t begin = wbpf_trace_now(&rt->trace);
	int ret = wbpf_file_read(path, MODULE_MAX_BYTES, &bytes, err);

	*out = NULL;
	wbpf_trace_end(&rt->trace, "read", begin);
	if (!ret)
		ret = wbpf_module_new(rt, base_name(path), bytes.data, bytes.len, out, err);
	wbpf_buf_free(&bytes);
	return ret;
}

void wbpf_module_free(struct wbpf_module *mod)
{
	if (!mod)
		return;
	mod->rt->ops->module_free(mod->module);
	free(mod->name);
	free(mod);
}
