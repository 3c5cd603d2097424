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
	"the "
	"BPF side in a 32-bit guest as well. FILE is a .bpf.o, - is standard input.\n"
	"vmlinux: vmlinux.h, the types of the running kernel or of --btf FILE (raw BTF, or an ELF "
	"with BTF).\n\n"
	"Examples:\n"
	"  wasm-bpf gen skeleton opensnoop.bpf.o -o opensnoop.skel.h\n"
	"  wasm-bpf gen skeleton --name snoop < opensnoop.bpf.o -\n"
	"  wasm-bpf gen vmlinux -o vmlinux.h\n\n"
	"Exit status: 0 done; 1 no such file, or no eBPF object or BTF in it; 2 bad arguments.";

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "write there, not to standard output", 0 },
	{ "name", 'n', "NAME", 0, "name of the skeleton (default: the file's: x.bpf.o makes x_bpf)",
	  0 },
	{ "btf", 'b', "FILE", 0, "types for vmlinux", 0 },
	{ 0 }
};

struct gen {
	const char *what, *file, *name, *btf, *output;
};

static bool is_what(const struct gen *g, const char *what)
{
	return g->what && strcmp(g->what, what) == 0;
}

static void check(const struct gen *g, struct argp_state *state)
{
	bool skeleton = is_what(g, "skeleton");

	if (!g->what)
		argp_error(state, "what? 'skeleton' or 'vmlinux'");
	if (!skeleton && !is_what(g, "vmlinux"))
		argp_error(state, "cannot generate '%s'; 'skeleton' and 'vmlinux' are known",
			   g->what);
	if (skeleton && !g->file)
		argp_error(state, "skeleton: of which object? give a FILE.bpf.o");
	if (skeleton && strcmp(g->file, "-") == 0 && !g->name)
		argp_error(state, "skeleton: standard input has no name; give --name");
	if (skeleton && g->btf)
		argp_error(state, "--btf is for vmlinux");
	if (!skeleton && (g->file || g->name))
		argp_error(state, "vmlinux takes --btf and --output only");
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
		if (state->arg_num > 1)
			argp_error(state, "too many arguments: '%s'", arg);
		*(state->arg_num ? &g->file : &g->what) = arg;
		return 0;
	case ARGP_KEY_END:
		check(g, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int skeleton(const struct gen *g, char **text, size_t *len, struct wbpf_error *err)
{
	WBPF_FREE char *name = g->name ? strdup(g->name) : cli_skeleton_name(g->file);
	struct wbpf_buf object = WBPF_BUF_INIT;
	int ret;

	ret = wbpf_file_read(g->file, OBJECT_BYTES_MAX, &object, err);
	if (ret)
		return ret;
	ret = wbpf_gen_skeleton(object.data, object.len, name ? name : "", text, len, err);
	wbpf_buf_free(&object);
	return ret ? wbpf_wrap(err, "%s", g->file) : 0;
}

int cli_gen(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "skeleton FILE\nvmlinux", doc, NULL,
					  NULL,	   NULL };
	struct wbpf_error err = WBPF_ERROR_INIT;
	WBPF_FREE char *text = NULL;
	struct gen g = { .output = "-" };
	size_t len = 0;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &g);
	ret = is_what(&g, "skeleton") ? skeleton(&g, &text, &len, &err) :
					wbpf_gen_vmlinux(g.btf, &text, &len, &err);
	if (!ret)
		ret = wbpf_file_write(g.output, text, len, 0666, &err);
	return ret ? cli_report(&err) : CLI_OK;
}
