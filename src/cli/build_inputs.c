/* SPDX-License-Identifier: MIT */
/* What a file is, by its name. */
#include <argp.h>
#include <string.h>

#include "cli/build_options.h"

static bool ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len > n && strcmp(text + len - n, end) == 0;
}

void build_add_input(struct build *b, const char *path, struct argp_state *state)
{
	static const struct {
		const char *end;
		enum input_kind kind;
		bool cpp;
	} kinds[] = { { ".bpf.c", INPUT_BPF_SOURCE, false }, { ".bpf.o", INPUT_BPF_OBJECT, false },
		      { ".c", INPUT_SOURCE, false },	     { ".cc", INPUT_SOURCE, true },
		      { ".cpp", INPUT_SOURCE, true },	     { ".cxx", INPUT_SOURCE, true },
		      { ".o", INPUT_LINK, false },	     { ".a", INPUT_LINK, false } };
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	struct input *in = &b->inputs[b->input_cnt];
	size_t len = strlen(base);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!ends_with(base, len, kinds[i].end))
			continue;
		in->path = path;
		in->kind = kinds[i].kind;
		in->cpp = kinds[i].cpp;
		in->stem = strndup(base, len - strlen(kinds[i].end));
		in->object = kinds[i].kind == INPUT_BPF_OBJECT || kinds[i].kind == INPUT_LINK ?
				     strdup(path) :
				     NULL;
		b->input_cnt++;
		return;
	}
	argp_error(state, "'%s' is no .bpf.c, .bpf.o, .c, .cc, .cpp, .o or .a", path);
}

/* Two skeletons of one name would overwrite each other. */
void build_check_inputs(const struct build *b, struct argp_state *state)
{
	size_t bpf = 0;

	for (size_t i = 0; i < b->input_cnt; i++) {
		bpf += b->inputs[i].kind <= INPUT_BPF_OBJECT;
		for (size_t j = 0; j < i; j++)
			if (b->inputs[i].kind <= INPUT_BPF_OBJECT &&
			    b->inputs[j].kind <= INPUT_BPF_OBJECT &&
			    strcmp(b->inputs[i].stem, b->inputs[j].stem) == 0)
				argp_error(state, "'%s' and '%s' would have the same skeleton",
					   b->inputs[j].path, b->inputs[i].path);
	}
	if (b->skeleton_only && (bpf != 1 || b->input_cnt != 1))
		argp_error(state, "--skeleton-only takes one .bpf.c or .bpf.o");
	if (!b->skeleton_only && bpf == b->input_cnt)
		argp_error(state, "no .c, .cc, .o or .a: nothing to make a module of");
}
