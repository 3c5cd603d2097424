/* SPDX-License-Identifier: MIT */
#include "hits.h"

#include "support.h"

static uint64_t value(struct kern_object *obj, const char *map, uint32_t index)
{
	uint64_t v = 0;

	assert_int_equal(kern_map_lookup(test_map(obj, map), &index, &v, 0), 0);
	return v;
}

uint64_t test_hits(struct kern_object *obj, uint32_t index)
{
	return value(obj, "hits", index);
}

uint64_t test_cookie(struct kern_object *obj, uint32_t index)
{
	return value(obj, "cookies", index);
}

struct kern_link *test_attach(struct kern_object *obj, const char *prog,
			      struct kern_attach_opts opts)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct kern_link *link;

	assert_ok(kern_attach(test_program(obj, prog), &opts, &link, &err), &err);
	return link;
}
