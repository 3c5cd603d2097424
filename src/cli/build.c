/* SPDX-License-Identifier: MIT */
/* wasm-bpf build: from x.bpf.c and x.c to a module. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/build.h"
#include "cli/cli.h"

static int default_output(struct build *b, char **owned, struct wbpf_error *err)
{
	if (b->output)
		return 0;
	if (asprintf(owned, "%s.%s", b->inputs[0].stem, b->skeleton_only ? "skel.h" : "wasm") < 0) {
		*owned = NULL;
		return build_no_memory(err);
	}
	b->output = *owned;
	return 0;
}

static int build_all(struct build *b, struct wbpf_error *err)
{
	int ret = build_tmp_make(b, err);

	if (!ret)
		ret = build_find_tools(b, err);
	if (!ret)
		ret = build_bpf(b, err);
	if (!ret)
		ret = build_skeletons(b, err);
	if (ret || b->skeleton_only)
		return ret;
	ret = build_sources(b, err);
	if (!ret && b->kernel_layout)
		ret = build_make_overlay(b, err);
	if (!ret && b->overlay)
		ret = build_sources(b, err);
	if (!ret && !b->no_layout_check)
		ret = build_check_layouts(b, err);
	return ret ? ret : build_link(b, err);
}

static void build_free(struct build *b)
{
	for (size_t i = 0; i < b->input_cnt; i++) {
		free(b->inputs[i].stem);
		free(b->inputs[i].object);
		free(b->inputs[i].deps);
		free(b->inputs[i].records);
	}
	free(b->inputs);
	strv_free(&b->both);
	strv_free(&b->cflags);
	strv_free(&b->bpf_cflags);
	strv_free(&b->ldflags);
	strv_free(&b->owned);
	strv_free(&b->cc);
	free(b->overlay);
	free(b->llvm_strip);
	free(b->sdk);
	free(b->tmp);
}

int cli_build(int argc, char **argv)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	char *output = NULL;
	struct build b;
	int ret, signo;

	build_parse(&b, argc, argv);
	build_signals_hold();
	ret = default_output(&b, &output, &err);
	if (!ret)
		ret = build_all(&b, &err);
	if (!ret && b.depfile)
		ret = build_write_depfile(&b, &err);
	build_tmp_remove(&b);
	signo = b.signo;
	build_free(&b);
	free(output);
	if (signo)
		cli_die_by_signal(signo);
	return ret ? cli_report(&err) : CLI_OK;
}
