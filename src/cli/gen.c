/* SPDX-License-Identifier: MIT */
/* wasm-bpf gen: source code from eBPF objects and BTF. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include <wasm_bpf/gen.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/build.h"
#include "cli/cli.h"

/* Larger than any object; an endless input is told in time. */
enum { OBJECT_BYTES_MAX = 256 << 20 };

static const char doc[] =
	"Write source code from eBPF objects and BTF.\v"
	"skeleton: a C header as `bpftool gen skeleton` makes it, whose structs have the layout of "
	"the BPF side in a 32-bit guest as well. FILE is a .bpf.o, - is standard input.\n"
	"subskeleton: the same for a part that another object links in.\n"
	"struct: C definitions with the layout of the BPF side, of the object's types NAME or of "
	"all.\n"
	"object: one object of several, FILE being those.\n"
	"vmlinux: vmlinux.h, the types of the running kernel or of --btf FILE (raw BTF, or an ELF "
	"with BTF).\n"
	"min-btf: of these types what the objects' CO-RE relocations look at, as raw BTF.\n\n"
	"Examples:\n"
	"  wasm-bpf gen skeleton opensnoop.bpf.o -o opensnoop.skel.h\n"
	"  wasm-bpf gen skeleton --name snoop < opensnoop.bpf.o -\n"
	"  wasm-bpf gen struct opensnoop.bpf.o event -o event.h\n"
	"  wasm-bpf gen object a.bpf.o b.bpf.o -o both.bpf.o\n"
	"  wasm-bpf gen vmlinux -o vmlinux.h\n"
	"  wasm-bpf gen min-btf --btf 5.4.btf opensnoop.bpf.o -o min.btf\n\n"
	"Exit status: 0 done; 1 no such file, or no eBPF object or BTF in it; 2 bad arguments.";

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "write there, not to standard output", 0 },
	{ "name", 'n', "NAME", 0, "name of the skeleton (default: the file's: x.bpf.o makes x_bpf)",
	  0 },
	{ "btf", 'b', "FILE", 0, "types for vmlinux and min-btf", 0 },
	{ 0 }
};

struct gen {
	const struct what *what;
	char **files; /* borrowed from argv; of `struct` all but the first are names */
	int cnt;
	const char *name, *btf, *output;
};

/* What was made, to be freed. */
struct made {
	char *text;
	size_t len;
};

/* ---- each kind ---- */

static int skeleton(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		    struct wbpf_error *err)
{
	WBPF_FREE char *name = g->name ? strdup(g->name) : cli_skeleton_name(g->files[0]);
	int ret = wbpf_gen_skeleton(in->elf, in->len, name ? name : "", &m->text, &m->len, err);

	return ret ? wbpf_wrap(err, "%s", in->name) : 0;
}

static int subskeleton(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		       struct wbpf_error *err)
{
	WBPF_FREE char *name = g->name ? strdup(g->name) : cli_skeleton_name(g->files[0]);
	int ret = wbpf_gen_subskeleton(in->elf, in->len, name ? name : "", &m->text, &m->len, err);

	return ret ? wbpf_wrap(err, "%s", in->name) : 0;
}

static int structs(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		   struct wbpf_error *err)
{
	return wbpf_gen_structs(in, (const char *const *)g->files + 1, (size_t)g->cnt - 1, &m->text,
				&m->len, err);
}

static int object(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		  struct wbpf_error *err)
{
	return wbpf_gen_object(in, (size_t)g->cnt, &m->text, &m->len, err);
}

static int min_btf(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		   struct wbpf_error *err)
{
	return wbpf_gen_min_btf(in, (size_t)g->cnt, g->btf, &m->text, &m->len, err);
}

static int vmlinux(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		   struct wbpf_error *err)
{
	(void)in;
	return wbpf_gen_vmlinux(g->btf, &m->text, &m->len, err);
}

static const struct what {
	const char *name;
	int (*fn)(const struct gen *g, const struct wbpf_gen_input *in, struct made *m,
		  struct wbpf_error *err);
	enum { NO_FILE, ONE_FILE, FILE_AND_NAMES, FILES } takes;
	bool name_too, btf_too;
} kinds[] = { { "skeleton", skeleton, ONE_FILE, true, false },
	      { "subskeleton", subskeleton, ONE_FILE, true, false },
	      { "struct", structs, FILE_AND_NAMES, false, false },
	      { "object", object, FILES, false, false },
	      { "vmlinux", vmlinux, NO_FILE, false, true },
	      { "min-btf", min_btf, FILES, false, true } };

/* ---- arguments ---- */

static void find_kind(struct gen *g, const char *name, struct argp_state *state)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			g->what = &kinds[i];
	if (!g->what)
		argp_error(state,
			   "cannot generate '%s'; skeleton, subskeleton, struct, object, "
			   "vmlinux and min-btf are known",
			   name);
}

static void check(const struct gen *g, struct argp_state *state)
{
	if (!g->what)
		argp_error(state, "what? 'skeleton', 'vmlinux', ...");
	if (g->what->takes != NO_FILE && !g->cnt)
		argp_error(state, "%s: of which object? give a FILE.bpf.o", g->what->name);
	if ((g->what->takes == NO_FILE && g->cnt) || (g->what->takes == ONE_FILE && g->cnt > 1))
		argp_error(state, "%s: too many arguments: '%s'", g->what->name,
			   g->files[g->what->takes == ONE_FILE]);
	if (g->btf && !g->what->btf_too)
		argp_error(state, "--btf is for vmlinux and min-btf");
	if (g->name && !g->what->name_too)
		argp_error(state, "--name is for skeletons");
	if (g->what->name_too && !g->name && strcmp(g->files[0], "-") == 0)
		argp_error(state, "%s: standard input has no name; give --name", g->what->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct gen *g = state->input;

	switch (key) {
	case 'o':
		g->output = arg;
		return 0;
	case 'n':
		g->name = arg;
		return 0;
	case 'b':
		g->btf = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (g->what)
			g->files[g->cnt++] = arg;
		else
			find_kind(g, arg, state);
		return 0;
	case ARGP_KEY_END:
		check(g, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- files ---- */

static void free_objects(struct wbpf_gen_input *objects, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		free((void *)objects[i].elf);
	free(objects);
}

static int generate(const struct gen *g, struct made *m, struct wbpf_error *err)
{
	size_t cnt = g->what->takes == FILES ? (size_t)g->cnt : g->what->takes != NO_FILE;
	struct wbpf_gen_input *objects = calloc(cnt + 1, sizeof(*objects));
	int ret = objects ? 0 : build_no_memory(err);

	for (size_t i = 0; !ret && i < cnt; i++) {
		struct wbpf_buf file = WBPF_BUF_INIT;

		ret = wbpf_file_read(g->files[i], OBJECT_BYTES_MAX, &file, err);
		objects[i] = (struct wbpf_gen_input){ file.data, file.len, g->files[i] };
	}
	if (!ret)
		ret = g->what->fn(g, objects, m, err);
	if (objects)
		free_objects(objects, cnt);
	return ret;
}

int cli_gen(int argc, char **argv)
{
	static const struct argp argp = { options,
					  parse,
					  "skeleton FILE\nsubskeleton FILE\nstruct FILE [NAME...]\n"
					  "object FILE...\nvmlinux\nmin-btf FILE...",
					  doc,
					  NULL,
					  NULL,
					  NULL };
	struct wbpf_error err = WBPF_ERROR_INIT;
	WBPF_FREE char **files = calloc((size_t)argc + 1, sizeof(*files));
	struct gen g = { .output = "-", .files = files };
	struct made made = { 0 };
	int ret;

	if (!files)
		return build_no_memory(&err), cli_report(&err);
	argp_parse(&argp, argc, argv, 0, NULL, &g);
	ret = generate(&g, &made, &err);
	if (!ret)
		ret = wbpf_file_write(g.output, made.text, made.len, 0666, &err);
	free(made.text);
	return ret ? cli_report(&err) : CLI_OK;
}
