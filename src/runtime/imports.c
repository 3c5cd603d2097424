/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "events/events.h"
#include "host/host.h"
#include "runtime/runtime.h"

/* v1, TinyGo: the module name that the rows have and that an embedder may change. */
static const char callback_rows[] = "callback-wrapper";

static void append(struct wbpf_import *all, size_t *cnt, const struct wbpf_import *rows,
		   size_t row_cnt)
{
	if (row_cnt)
		memcpy(all + *cnt, rows, row_cnt * sizeof(*rows));
	*cnt += row_cnt;
}

static void rename_callback(struct wbpf_import *all, size_t cnt, const char *module)
{
	for (size_t i = 0; i < cnt; i++) {
		if (!strcmp(all[i].module, callback_rows))
			all[i].module = module;
	}
}

struct wbpf_import *wbpf_imports_join(const char *callback_module, size_t *cnt)
{
	size_t total = wbpf_host_v1_import_cnt + wbpf_host_v2_import_cnt +
		       wbpf_events_v1_import_cnt + wbpf_events_v2_import_cnt +
		       wbpf_events_wasi_import_cnt;
	struct wbpf_import *all = calloc(total + 1, sizeof(*all));

	*cnt = 0;
	if (!all)
		return NULL;
	append(all, cnt, wbpf_host_v1_imports, wbpf_host_v1_import_cnt);
	append(all, cnt, wbpf_host_v2_imports, wbpf_host_v2_import_cnt);
	append(all, cnt, wbpf_events_v1_imports, wbpf_events_v1_import_cnt);
	append(all, cnt, wbpf_events_v2_imports, wbpf_events_v2_import_cnt);
	append(all, cnt, wbpf_events_wasi_imports, wbpf_events_wasi_import_cnt);
	rename_callback(all, *cnt, callback_module);
	return all;
}
