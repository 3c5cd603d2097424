/* SPDX-License-Identifier: MIT */
/* wasm-bpf cache */
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wasm_bpf/cache.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "cli/cli.h"
#include "cli/table.h"

struct cache_args {
	const char *action, *dir;
	bool json;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Write JSON instead of a table or line", 0 },
	{ "cache-dir", 'd', "DIR", 0, "Another folder than the user's own", 0 },
	{ 0 },
};

static bool is(const struct cache_args *a, const char *action)
{
	return a->action && strcmp(a->action, action) == 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct cache_args *a = state->input;

	switch (key) {
	case 'j':
		a->json = true;
		break;
	case 'd':
		a->dir = arg;
		break;
	case ARGP_KEY_ARG:
		if (a->action)
			argp_error(state, "'%s' is one argument too many", arg);
		a->action = arg;
		break;
	case ARGP_KEY_END:
		if (!is(a, "ls") && !is(a, "clear") && !is(a, "path"))
			argp_error(state, "which action? 'ls', 'clear' or 'path'");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "ls|clear|path",
	.doc = "Show or empty the cache of compiled modules (code) and of the kernel types that "
	       "eBPF "
	       "objects need (btf), which makes a start fast.\v"
	       "ls lists the entries, the least recently used first. clear removes them all; "
	       "tools that run keep what they have. path tells the folder.\n\n"
	       "Examples:\n"
	       "  wasm-bpf cache ls\n"
	       "  wasm-bpf cache ls --json | jq '[.entries[].bytes] | add'\n"
	       "  wasm-bpf cache clear",
};

static const char *const headings[] = { "KIND", "BYTES", "USED", "KEY" };
enum { COLUMN_CNT = sizeof(headings) / sizeof(headings[0]) };

struct listing {
	struct cli_table *table; /* one of the two */
	json_t *list;
	bool oom;
};

static void add_row(struct listing *l, const struct wbpf_cache_entry *e)
{
	char bytes[24], used[32] = "";
	const char *cells[COLUMN_CNT] = { e->kind, bytes, used, e->key };
	time_t seconds = e->used_ns / 1000000000;
	struct tm tm;

	snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)e->size_bytes);
	if (localtime_r(&seconds, &tm))
		strftime(used, sizeof(used), "%F %T", &tm);
	if (cli_table_row(l->table, cells, NULL) < 0)
		l->oom = true;
}

static void add_entry(void *ctx, const struct wbpf_cache_entry *e)
{
	struct listing *l = ctx;

	if (!l->list)
		add_row(l, e);
	else if (json_array_append_new(l->list,
				       json_pack("{s:s, s:s, s:I, s:I}", "kind", e->kind, "key",
						 e->key, "bytes", (json_int_t)e->size_bytes, "used",
						 (json_int_t)(e->used_ns / 1000000000))))
		l->oom = true;
}

static int print_json(json_t *root)
{
	if (!root)
		return -ENOMEM;
	json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(root);
	return 0;
}

static int list_json(const char *dir, struct wbpf_error *err)
{
	struct listing l = { .list = json_array() };
	int ret = l.list ? wbpf_cache_list(dir, add_entry, &l, err) : -ENOMEM;

	if (ret || l.oom) {
		json_decref(l.list);
		return err->code ? ret :
				   wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "cache");
	}
	return print_json(json_pack("{s:s, s:o}", "path", dir, "entries", l.list));
}

static int list_table(const char *dir, struct wbpf_error *err)
{
	struct listing l = { 0 };
	int ret = cli_table_new(&l.table, headings, COLUMN_CNT);

	if (!ret)
		ret = wbpf_cache_list(dir, add_entry, &l, err);
	if (!ret)
		ret = l.oom ? -ENOMEM : cli_table_print(l.table);
	cli_table_free(l.table);
	return ret && !err->code ? wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, ret, "cache") : ret;
}

static int clear(const char *dir, bool json, struct wbpf_error *err)
{
	size_t cnt;
	uint64_t bytes;
	int ret = wbpf_cache_clear(dir, &cnt, &bytes, err);

	if (ret)
		return ret;
	if (json)
		return print_json(json_pack("{s:I, s:I}", "removed", (json_int_t)cnt, "bytes",
					    (json_int_t)bytes));
	printf("%zu entries of %llu bytes removed\n", cnt, (unsigned long long)bytes);
	return 0;
}

static int path(const char *dir, bool json)
{
	if (json)
		return print_json(json_pack("{s:s}", "path", dir));
	puts(dir);
	return 0;
}

int cli_cache(int argc, char **argv)
{
	struct cache_args a = { 0 };
	struct wbpf_error err = WBPF_ERROR_INIT;
	WBPF_FREE char *dir = NULL;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	dir = a.dir ? strdup(a.dir) : wbpf_cache_dir();
	if (!dir) {
		cli_error("cache: there is no place for one: no home folder");
		return CLI_FAILED;
	}
	if (is(&a, "path"))
		ret = path(dir, a.json);
	else if (is(&a, "clear"))
		ret = clear(dir, a.json, &err);
	else
		ret = a.json ? list_json(dir, &err) : list_table(dir, &err);
	if (ret && !err.code)
		wbpf_fail_errno(&err, WBPF_STAGE_INTERNAL, ret, "cache");
	return ret ? cli_report(&err) : CLI_OK;
}
