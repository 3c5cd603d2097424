/* SPDX-License-Identifier: MIT */
/* From a BPF object to its skeleton. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasm_bpf/gen.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"

char *cli_skeleton_name(const char *path)
{
	const char *base = strrchr(path, '/');
	char *name = strdup(base ? base + 1 : path);
	size_t len = name ? strlen(name) : 0;

	if (len > 2 && strcmp(name + len - 2, ".o") == 0)
		name[len - 2] = '\0';
	for (char *c = name; c && *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_')
			*c = '_';
	if (name && isdigit((unsigned char)*name))
		*name = '_';
	return name;
}

static char *skeleton_path(const struct build *b, const struct input *in)
{
	char *path = NULL;

	if (b->skeleton_only)
		return strdup(b->output);
	return asprintf(&path, "%s/include/%s.skel.h", b->tmp, in->stem) < 0 ? NULL : path;
}

static int make_skeleton(struct build *b, struct input *in, struct wbpf_error *err)
{
	WBPF_FREE char *name = NULL, *text = NULL, *path = skeleton_path(b, in), *file = NULL;
	struct wbpf_buf object = WBPF_BUF_INIT;
	size_t len;
	int ret;

	if (!path || asprintf(&file, "%s.bpf.o", in->stem) < 0 || !(name = cli_skeleton_name(file)))
		return build_no_memory(err);
	ret = wbpf_file_read(in->object, 256 << 20, &object, err);
	if (!ret)
		ret = wbpf_gen_skeleton(object.data, object.len, name, &text, &len, err);
	wbpf_buf_free(&object);
	if (ret)
		return wbpf_wrap(err, "%s", in->path);
	return wbpf_file_write(path, text, len, 0666, err);
}

int build_skeletons(struct build *b, struct wbpf_error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < b->input_cnt; i++)
		if (b->inputs[i].kind <= INPUT_BPF_OBJECT)
			ret = make_skeleton(b, &b->inputs[i], err);
	return ret;
}
