/* SPDX-License-Identifier: MIT */
#include "host/attach_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	SYMBOL_CNT_MAX = 65536,
	SYMBOL_BYTES_MAX = 4096,      /* C++ names are long */
	SYMBOLS_BYTES_MAX = 16 << 20, /* all together: slices may overlap in the guest */
};

void attach_list_free(struct attach_list *list)
{
	for (uint32_t i = 0; list->symbols && i < list->cnt; i++)
		free(list->symbols[i]);
	free(list->symbols);
	free(list->addrs);
	free(list->cookies);
}

static int no_memory(struct wbpf_guest *g)
{
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_INTERNAL, -ENOMEM, "list of symbols");
}

/* Copied, since the guest's array need not be aligned. */
static int numbers(struct wbpf_guest *g, uint32_t addr, uint32_t cnt, const char *what,
		   uint64_t **out)
{
	const void *view;
	int ret;

	if (!addr)
		return 0;
	ret = wbpf_arg_peek_array(g, WBPF_GADDR(addr), cnt, sizeof(**out), what, &view);
	if (ret)
		return ret;
	*out = calloc(cnt, sizeof(**out));
	if (!*out)
		return no_memory(g);
	memcpy(*out, view, cnt * sizeof(**out));
	return 0;
}

static int symbol(struct wbpf_guest *g, const void *slices, uint32_t i, char **out, uint64_t *total)
{
	struct wbpf2_slice slice;

	memcpy(&slice, (const char *)slices + i * sizeof(slice), sizeof(slice));
	*total += slice.len;
	if (slice.len > SYMBOL_BYTES_MAX || *total > SYMBOLS_BYTES_MAX)
		return wbpf_arg_fail(g, -E2BIG, "symbol %u: the names are too long", i);
	return wbpf_arg_str(g, WBPF_GADDR(slice.addr), slice.len, "symbol", out);
}

static int symbols(struct wbpf_guest *g, uint32_t addr, struct attach_list *list)
{
	uint64_t total = 0;
	const void *slices;
	int ret;

	if (!addr)
		return 0;
	ret = wbpf_arg_peek_array(g, WBPF_GADDR(addr), list->cnt, sizeof(struct wbpf2_slice),
				  "symbols", &slices);
	if (ret)
		return ret;
	list->symbols = calloc(list->cnt, sizeof(*list->symbols));
	if (!list->symbols)
		return no_memory(g);
	for (uint32_t i = 0; i < list->cnt && !ret; i++)
		ret = symbol(g, slices, i, &list->symbols[i], &total);
	return ret;
}

int attach_list_read(struct wbpf_guest *g, const struct wbpf2_attach_opts *o,
		     struct attach_list *list, struct kern_attach_opts *opts)
{
	int ret;

	if (!o->symbol_cnt)
		return 0;
	if (o->symbol_cnt > SYMBOL_CNT_MAX)
		return wbpf_arg_fail(g, -E2BIG, "%u symbols, more than %d", o->symbol_cnt,
				     SYMBOL_CNT_MAX);
	list->cnt = o->symbol_cnt;
	ret = symbols(g, o->symbols, list);
	if (!ret)
		ret = numbers(g, o->addrs, list->cnt, "addrs", &list->addrs);
	if (!ret)
		ret = numbers(g, o->cookies, list->cnt, "cookies", &list->cookies);
	if (!ret && !list->symbols && !list->addrs)
		return wbpf_arg_fail(g, -EINVAL, "symbol_cnt without symbols or addrs");
	opts->symbols = (const char *const *)list->symbols;
	opts->addrs = list->addrs;
	opts->cookies = list->cookies;
	opts->symbol_cnt = list->cnt;
	return ret;
}
