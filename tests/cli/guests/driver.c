/* SPDX-License-Identifier: MIT */
/*
 * driver OBJECT ACTION...: opens an eBPF object and does the actions in order, by the raw version 2
 * ABI. What the host says of a failure goes to standard error, and the status is then 1.
 *   load | map NAME | program NAME | wait | trap
 *   attach PROGRAM KIND TARGET   KIND is the number of the ABI; TARGET "-": none
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasm_bpf/abi.h>

static char bytes[1 << 20];

static void fail(const char *what, int32_t code)
{
	static char text[1 << 16];

	wbpf_abi_last_error(text, sizeof(text));
	fprintf(stderr, "driver: %s: %d: %s\n", what, (int)code, text);
	exit(1);
}

static int32_t check(const char *what, int32_t ret)
{
	if (ret < 0)
		fail(what, ret);
	return ret;
}

static int32_t open_object(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(bytes, 1, sizeof(bytes), f) : 0;

	if (!len) {
		fprintf(stderr, "driver: cannot read %s\n", path);
		exit(2);
	}
	fclose(f);
	return check("open", wbpf_abi_object_open(bytes, len, NULL));
}

static uint32_t address(const char *text)
{
	return strcmp(text, "-") ? (uint32_t)(uintptr_t)text : 0;
}

static void attach(int32_t obj, const char *prog, const char *kind, const char *target)
{
	struct wbpf_attach_opts opts = { .sz = sizeof(opts) };
	int32_t handle = check("program", wbpf_abi_object_find_program(obj, prog, strlen(prog)));

	opts.kind = (uint32_t)atoi(kind);
	opts.target = address(target);
	opts.target_len = opts.target ? strlen(target) : 0;
	check("attach", wbpf_abi_program_attach(handle, &opts));
}

static void wait_for_ever(void)
{
	puts("ready");
	fflush(stdout);
	for (;;)
		wbpf_abi_poll(NULL, 0, -1, NULL);
}

/* One action; the number of its words. */
static int act(int32_t obj, char **words, int left)
{
	if (!strcmp(words[0], "load"))
		check("load", wbpf_abi_object_load(obj));
	else if (!strcmp(words[0], "wait"))
		wait_for_ever();
	else if (!strcmp(words[0], "trap"))
		__builtin_trap();
	else if (!strcmp(words[0], "map") && left > 1)
		check("map", wbpf_abi_object_find_map(obj, words[1], strlen(words[1])));
	else if (!strcmp(words[0], "program") && left > 1)
		check("program", wbpf_abi_object_find_program(obj, words[1], strlen(words[1])));
	else if (!strcmp(words[0], "attach") && left > 3)
		attach(obj, words[1], words[2], words[3]);
	else
		exit(2);
	return words[0][0] == 'a' ? 4 : strcmp(words[0], "load") ? 2 : 1;
}

int main(int argc, char **argv)
{
	int32_t obj = argc > 1 ? open_object(argv[1]) : -1;

	for (int i = 2; i < argc;)
		i += act(obj, argv + i, argc - i);
	puts("done");
	return 0;
}
