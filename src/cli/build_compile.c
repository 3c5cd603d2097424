/* SPDX-License-Identifier: MIT */
/* One source to one object, for either side. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/build.h"

/* What the layout check reads, and the name of the object. */
static int add_outputs(const struct build *b, struct input *in, size_t i, struct strv *argv,
		       struct wbpf_error *err)
{
	free(in->object);
	free(in->deps);
	free(in->records); /* of an earlier pass */
	in->object = in->deps = in->records = NULL;
	if (asprintf(&in->object, "%s/%zu-%s.o", b->tmp, i, in->stem) < 0 ||
	    asprintf(&in->deps, "%s/%zu-%s.d", b->tmp, i, in->stem) < 0 ||
	    asprintf(&in->records, "%s/%zu-%s.records", b->tmp, i, in->stem) < 0)
		return build_no_memory(err);
	strv_add_words(argv, "-MMD -MF");
	strv_add(argv, "%s", in->deps);
	if (build_wants_records(b))
		strv_add_words(argv, "-Xclang -fdump-record-layouts");
	strv_add(argv, "-c");
	strv_add(argv, "%s", in->path);
	strv_add(argv, "-o");
	strv_add(argv, "%s", in->object);
	return 0;
}

int build_compile(struct build *b, size_t i, struct strv *argv, struct wbpf_error *err)
{
	struct input *in = &b->inputs[i];
	int ret = add_outputs(b, in, i, argv, err);

	if (!ret)
		ret = build_spawn(b, argv, build_wants_records(b) ? in->records : NULL, err);
	return ret ? wbpf_wrap(err, "%s", in->path) : 0;
}
