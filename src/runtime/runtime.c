/* SPDX-License-Identifier: MIT */
#include "runtime/runtime.h"

#include <errno.h>
#include <stdlib.h>

#include "guest/abi_v2.h"
#include "guest/mapping.h"
#include "kern/kern.h"
#include "kern/version.h"

#ifndef WBPF_VERSION
#error "the build says which version this is: -DWBPF_VERSION=\"MAJOR.MINOR.PATCH\""
#endif

static int start_engine(struct wbpf_runtime *rt, struct wbpf_error *err)
{
	const struct wbpf_engine_config cfg = {
		.log = &rt->log,
		.trace = &rt->trace,
		.store = wbpf_runtime_store(rt),
	};
	uint64_t begin = wbpf_trace_now(&rt->trace);
	int ret = rt->ops->engine_new(&cfg, &rt->engine, err);

	wbpf_trace_end(&rt->trace, "engine", begin);
	return ret;
}

int wbpf_runtime_new(const struct wbpf_runtime_opts *user_opts, struct wbpf_runtime **out,
		     struct wbpf_error *err)
{
	struct wbpf_runtime_opts opts = { .sz = sizeof(opts) };
	const struct wbpf_engine_ops *ops;
	struct wbpf_runtime *rt;
	int ret = wbpf_opts_take(&opts, sizeof(opts), user_opts, "runtime options", err);

	*out = NULL;
	if (ret)
		return ret;
	ops = wbpf_engine_find(opts.engine);
	if (!ops)
		return wbpf_fail(err, WBPF_STAGE_USAGE, -EINVAL, "engine '%s' is not built in",
				 opts.engine ? opts.engine : "(default)");
	rt = calloc(1, sizeof(*rt));
	if (!rt)
		return wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "runtime");
	rt->ops = ops;
	rt->log = opts.log;
	wbpf_mapping_catch_faults();
	rt->trace = (struct wbpf_trace){ opts.step, opts.step_ctx };
	wbpf_runtime_open_cache(rt, &opts);
	ret = start_engine(rt, err);
	if (ret) {
		wbpf_cache_free(rt->cache);
		free(rt);
		return ret;
	}
	kern_init();
	*out = rt;
	return 0;
}

void wbpf_runtime_free(struct wbpf_runtime *rt)
{
	if (!rt)
		return;
	rt->ops->engine_free(rt->engine);
	wbpf_cache_free(rt->cache);
	free(rt);
}

const char *wbpf_version(void)
{
	return WBPF_VERSION;
}

const char *wbpf_libbpf_version(void)
{
	return kern_libbpf_version();
}

bool wbpf_abi_at(size_t i, const char **module, const char **version)
{
	static const struct {
		const char *module, *version;
	} abis[] = { { "wasm_bpf", "1.0" }, { WBPF2_MODULE, WBPF2_VERSION_TEXT } };

	if (i >= sizeof(abis) / sizeof(abis[0]))
		return false;
	*module = abis[i].module;
	*version = abis[i].version;
	return true;
}

bool wbpf_engine_at(size_t i, const char **name, const char **version)
{
	for (size_t at = 0; at <= i; at++) {
		if (!wbpf_engines[at])
			return false;
	}
	*name = wbpf_engines[i]->name;
	*version = wbpf_engines[i]->version();
	return true;
}
