/* SPDX-License-Identifier: MIT */
/* What libbpf's own sources (cmake/sdk.cmake) ask of the rest of libbpf. */
#include <stdio.h>

#include <bpf/btf.h>

#include "internal.h"

struct kern_feature_cache;
bool feat_supported(struct kern_feature_cache *cache, int feature);
const char *libbpf_errstr(int err);
const struct btf_type *skip_mods_and_typedefs(const struct btf *btf, __u32 id, __u32 *res_id);

/* The features they ask for are older than what the host needs to run at all (Linux 5.11). */
bool feat_supported(struct kern_feature_cache *cache, int feature)
{
	(void)cache, (void)feature;
	return true;
}

const char *libbpf_errstr(int err)
{
	static char text[64];

	libbpf_strerror(err, text, sizeof(text));
	return text;
}

/* What a type is behind its names and qualifiers. */
const struct btf_type *skip_mods_and_typedefs(const struct btf *btf, __u32 id, __u32 *res_id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	while (btf_is_mod(t) || btf_is_typedef(t)) {
		id = t->type;
		t = btf__type_by_id(btf, id);
	}
	if (res_id)
		*res_id = id;
	return t;
}
