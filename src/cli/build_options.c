/* SPDX-License-Identifier: MIT */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/build_options.h"
#include "cli/cli.h"

enum {
	KEY_BPF_CFLAGS = 256,
	KEY_CFLAGS,
	KEY_SYSROOT,
	KEY_SKELETON,
	KEY_BTF,
	KEY_VMLINUX,
	KEY_ARCH,
	KEY_STACK,
	KEY_NO_CHECK,
	KEY_KERNEL_LAYOUT,
	KEY_DEPFILE,
	KEY_NO_WASM_OPT
};

static const char doc[] =
	"Compile an eBPF tool to a WebAssembly module.\v"
	"x.bpf.c is compiled for BPF (x.bpf.o is taken as it is) and becomes the skeleton "
	"\"x.skel.h\", "
	"which the x.c or x.cc can include; these are compiled for WebAssembly and linked with the "
	"SDK's libbpf. "
	"x.o and x.a are linked as well. A vmlinux.h of the running kernel is at hand for sources "
	"that include one and have none. "
	"clang with wasi-libc is used, or zig, also that of Python's package ziglang.\n"
	"-MD, -MMD and -MF FILE are taken as clang takes them, and mean --depfile.\n\n"
	"Examples:\n"
	"  wasm-bpf build opensnoop.bpf.c opensnoop.c -o opensnoop.wasm\n"
	"  wasm-bpf build -I include -Wall -v tool.bpf.o main.cc util.c -o tool.wasm\n"
	"  wasm-bpf build --skeleton-only tool.bpf.c -o tool.skel.h\n"
	"  wasm-bpf build --arch arm64 --vmlinux arm64/vmlinux.h tool.bpf.c tool.c\n\n"
	"Environment: CLANG, the compiler to use (clang or zig); WASM_BPF_SDK, the C SDK; TMPDIR.\n"
	"Exit status: 0 done; 1 a compiler refused or something is missing; 2 bad arguments; "
	"128 + n ended by signal n.";

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "the module (default: the first input's name with .wasm)", 0 },
	{ NULL, 'I', "DIR", 0, "look for headers there, for both sides", 1 },
	{ NULL, 'D', "NAME[=VALUE]", 0, "define a macro, for both sides", 1 },
	{ NULL, 'U', "NAME", 0, "undefine a macro, for both sides", 1 },
	{ NULL, 'W', "WARNING", 0, "as clang's, for both sides", 1 },
	{ NULL, 'f', "FLAG", 0, "as clang's, for both sides", 1 },
	{ NULL, 'O', "LEVEL", 0, "optimization of the guest (default: z, small)", 1 },
	{ NULL, 'g', NULL, 0, "keep DWARF of the guest, for a debugger", 1 },
	{ "cflags", KEY_CFLAGS, "FLAGS", 0, "more flags for the guest's sources, parted by blanks",
	  2 },
	{ "bpf-cflags", KEY_BPF_CFLAGS, "FLAGS", 0, "more flags for the BPF sources", 2 },
	{ "arch", KEY_ARCH, "ARCH", 0,
	  "x86, arm64, ...: whose registers the BPF sources read (default: this machine's)", 2 },
	{ "target-arch", KEY_ARCH, "ARCH", OPTION_HIDDEN, NULL, 2 },
	{ "vmlinux", KEY_VMLINUX, "FILE", 0,
	  "vmlinux.h, or BTF to make it of, or 'running': of the running kernel (default)", 2 },
	{ "btf", KEY_BTF, "FILE", OPTION_HIDDEN, NULL, 2 },
	{ NULL, 'l', "LIBRARY", 0, "link it", 3 },
	{ NULL, 'L', "DIR", 0, "look for libraries there", 3 },
	{ "strip-all", 's', NULL, 0, "drop function names too: smaller, but backtraces lose them",
	  3 },
	{ "no-wasm-opt", KEY_NO_WASM_OPT, NULL, 0, "leave out wasm-opt where it is installed", 3 },
	{ "stack-size", KEY_STACK, "BYTES", 0, "the guest's stack, K and M allowed (default: 1M)",
	  3 },
	{ "sysroot", KEY_SYSROOT, "DIR", 0, "where include/wasm32-wasi is (default: /usr)", 3 },
	{ "skeleton-only", KEY_SKELETON, NULL, 0, "stop at the skeleton and write that", 4 },
	{ "no-layout-check", KEY_NO_CHECK, NULL, 0,
	  "accept shared structs that BPF and the guest lay out differently", 4 },
	{ "kernel-layout", KEY_KERNEL_LAYOUT, NULL, 0,
	  "give the guest the BPF side's layout of shared structs that differ", 4 },
	{ "depfile", KEY_DEPFILE, "FILE", 0, "write a rule for make: what the output is made of",
	  4 },
	{ "keep-temps", 'k', "DIR", 0, "put intermediate files there and keep them", 4 },
	{ "verbose", 'v', NULL, 0, "show the commands", 4 },
	{ 0 }
};

static void parse_stack(struct build *b, const char *arg, struct argp_state *state)
{
	uint64_t bytes;

	if (!cli_parse_size(arg, &bytes) || bytes < 4096 || bytes > 1 << 30)
		argp_error(state, "'%s' is no stack size from 4K to 1G", arg);
	b->stack_bytes = (bytes + 15) / 16 * 16;
}

static void parse_vmlinux(struct build *b, const char *arg, struct argp_state *state)
{
	if (strcmp(arg, "bundled") == 0)
		argp_error(state,
			   "--vmlinux: none is bundled; give a vmlinux.h or a file with BTF");
	b->vmlinux = strcmp(arg, "running") == 0 ? NULL : arg;
}

static int parse_end(struct build *b, struct argp_state *state)
{
	if (!b->input_cnt)
		argp_error(state, "no input files");
	build_check_inputs(b, state);
	return 0;
}

static int parse_compiler(int key, char *arg, struct build *b)
{
	switch (key) {
	case 'I':
	case 'D':
	case 'U':
	case 'W':
	case 'f':
		strv_add(&b->both, "-%c%s", key, arg);
		return 0;
	case 'l':
	case 'L':
		strv_add(&b->ldflags, "-%c%s", key, arg);
		return 0;
	case 'O':
		b->optimize = arg;
		return 0;
	case KEY_CFLAGS:
		strv_add_words(&b->cflags, arg);
		return 0;
	case KEY_BPF_CFLAGS:
		strv_add_words(&b->bpf_cflags, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int parse_setting(int key, char *arg, struct build *b)
{
	switch (key) {
	case 'o':
		b->output = arg;
		return 0;
	case KEY_SYSROOT:
		b->sysroot = arg;
		return 0;
	case KEY_ARCH:
		b->arch = arg;
		return 0;
	case KEY_BTF:
		b->vmlinux = arg;
		return 0;
	case KEY_DEPFILE:
		b->depfile = arg;
		return 0;
	case 'k':
		b->keep = arg;
		return 0;
	default:
		return parse_compiler(key, arg, b);
	}
}

static int parse_switch(int key, char *arg, struct build *b)
{
	switch (key) {
	case 'g':
		b->debug = true;
		return 0;
	case 's':
		b->strip_all = true;
		return 0;
	case 'v':
		b->verbose = true;
		return 0;
	case KEY_SKELETON:
		b->skeleton_only = true;
		return 0;
	case KEY_NO_CHECK:
		b->no_layout_check = true;
		return 0;
	case KEY_KERNEL_LAYOUT:
		b->kernel_layout = true;
		return 0;
	case KEY_NO_WASM_OPT:
		b->no_wasm_opt = true;
		return 0;
	default:
		return parse_setting(key, arg, b);
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct build *b = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		build_add_input(b, arg, state);
		return 0;
	case ARGP_KEY_END:
		return parse_end(b, state);
	case KEY_STACK:
		parse_stack(b, arg, state);
		return 0;
	case KEY_VMLINUX:
		parse_vmlinux(b, arg, state);
		return 0;
	default:
		return parse_switch(key, arg, b);
	}
}

/* As libbpf's <bpf/bpf_tracing.h> names them. */
static const char *host_arch(void)
{
	static const char *const names[][2] = {
		{ "x86_64", "x86" },	{ "i686", "x86" },
		{ "aarch64", "arm64" }, { "arm", "arm" },
		{ "riscv", "riscv" },	{ "ppc", "powerpc" },
		{ "s390", "s390" },	{ "loongarch", "loongarch" },
		{ "mips", "mips" },
	};
	struct utsname host;

	if (uname(&host) == 0)
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (strncmp(host.machine, names[i][0], strlen(names[i][0])) == 0)
				return names[i][1];
	return "x86";
}

/* "-MMD -MF FILE" as build systems say it; argp has no such options. *owned: to be freed. */
static int take_dependency_options(int argc, char **argv, char **out, struct strv *owned)
{
	int cnt = 0;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "-MD") == 0 || strcmp(argv[i], "-MMD") == 0 ||
		    strcmp(argv[i], "-MP") == 0)
			continue;
		out[cnt++] = argv[i];
		if (strncmp(argv[i], "-MF", 3) != 0 || (!argv[i][3] && i + 1 == argc))
			continue;
		strv_add(owned, "--depfile=%s", argv[i][3] ? argv[i] + 3 : argv[i + 1]);
		i += !argv[i][3];
		if (!owned->oom)
			out[cnt - 1] = owned->v[owned->cnt - 1];
	}
	return cnt;
}

void build_parse(struct build *b, int argc, char **argv)
{
	static const struct argp argp = { options, parse, "FILE...", doc, NULL, NULL, NULL };
	char **args;

	*b = (struct build){
		.optimize = "z", .sysroot = "/usr", .stack_bytes = 1 << 20, .arch = host_arch()
	};
	b->inputs = calloc((size_t)argc + 1, sizeof(*b->inputs));
	args = calloc((size_t)argc + 1, sizeof(*args));
	if (!b->inputs || !args) {
		cli_error("out of memory");
		exit(CLI_FAILED);
	}
	argc = take_dependency_options(argc, argv, args, &b->owned);
	argp_parse(&argp, argc, args, 0, NULL, b);
	free(args);
}
