/* SPDX-License-Identifier: MIT */
#include <wasm_bpf/features.h>

#include "kern/features.h"

struct receiver {
	wbpf_feature_fn fn;
	void *ctx;
};

static bool pass_on(void *ctx, const struct kern_feature *f)
{
	const struct receiver *to = ctx;
	const struct wbpf_feature feature = {
		.group = f->group,
		.name = f->name,
		.available = f->available,
		.why = f->available ? "" : f->why,
		.since = f->since,
	};

	return to->fn(to->ctx, &feature);
}

void wbpf_features(wbpf_feature_fn fn, void *ctx)
{
	struct receiver to = { fn, ctx };

	kern_features(pass_on, &to);
}
