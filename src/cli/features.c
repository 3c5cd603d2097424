/* SPDX-License-Identifier: MIT */
/* wasm-bpf features */
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <wasm_bpf/features.h>

#include "cli/cli.h"
#include "cli/table.h"

struct features_args {
	bool json, missing;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Write JSON instead of a table", 0 },
	{ "missing", 'm', NULL, 0, "Show only what is missing", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct features_args *a = state->input;

	(void)arg;
	switch (key) {
	case 'j':
		a->json = true;
		break;
	case 'm':
		a->missing = true;
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one argument too many", arg);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Show what this kernel and the privileges of this process allow. Each ability is "
	       "tried, and where it is missing the reason is named.\v"
	       "Examples:\n"
	       "  wasm-bpf features --missing\n"
	       "  wasm-bpf features --json | jq '.features[] | select(.available | not)'",
};

static const char *const headings[] = { "GROUP", "FEATURE", "AVAILABLE", "SINCE", "MISSING" };
enum { COLUMN_CNT = sizeof(headings) / sizeof(headings[0]) };

struct output {
	const struct features_args *args;
	struct cli_table *table; /* one of the two */
	json_t *list;
	bool oom;
};

static int add_row(struct cli_table *table, const struct wbpf_feature *f)
{
	const char *cells[COLUMN_CNT] = {
		f->group, f->name, f->available ? "yes" : "no", f->since ? f->since : "", f->why,
	};

	return cli_table_row(table, cells, f->available ? NULL : "red");
}

static int add_json(json_t *list, const struct wbpf_feature *f)
{
	return json_array_append_new(list,
				     json_pack("{s:s, s:s, s:b, s:s, s:s?}", "group", f->group,
					       "name", f->name, "available", (int)f->available,
					       "why", f->why, "since", f->since));
}

static bool add(void *ctx, const struct wbpf_feature *f)
{
	struct output *out = ctx;

	if (f->available && out->args->missing)
		return true;
	if ((out->list ? add_json(out->list, f) : add_row(out->table, f)) < 0)
		out->oom = true;
	return !out->oom;
}

static int print_json(struct output *out)
{
	struct utsname uts;
	json_t *root;
	int ret;

	out->list = json_array();
	if (!out->list)
		return -ENOMEM;
	wbpf_features(add, out);
	uname(&uts);
	root = json_pack("{s:s, s:o}", "kernel", uts.release, "features", out->list);
	ret = root && !out->oom ? 0 : -ENOMEM;
	if (!ret) {
		json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
		putchar('\n');
	}
	json_decref(root);
	return ret;
}

static int print_table(struct output *out)
{
	int ret = cli_table_new(&out->table, headings, COLUMN_CNT);

	if (ret < 0)
		return ret;
	wbpf_features(add, out);
	ret = out->oom ? -ENOMEM : cli_table_print(out->table);
	cli_table_free(out->table);
	return ret;
}

int cli_features(int argc, char **argv)
{
	struct features_args args = { 0 };
	struct output out = { .args = &args };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	ret = args.json ? print_json(&out) : print_table(&out);
	if (ret == 0)
		return CLI_OK;
	cli_error("features: %s", strerror(-ret));
	return CLI_FAILED;
}
