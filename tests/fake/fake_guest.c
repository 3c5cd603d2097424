/* SPDX-License-Identifier: MIT */
#include "fake/fake_guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static uint8_t *memory(void *impl, size_t *size)
{
	struct fake_guest *fg = impl;

	*size = fg->no_memory ? 0 : fg->size;
	return fg->no_memory ? NULL : fg->memory;
}

static int call_table(void *impl, uint32_t index, const int32_t *args, unsigned int argc,
		      int32_t *result)
{
	struct fake_guest *fg = impl;

	if (index >= FAKE_TABLE || !fg->table[index])
		return -ENOENT;
	return argc == 3 ? fg->table[index](fg, args, result) : -EINVAL;
}

static int call_export(void *impl, const char *name, const int32_t *args, unsigned int argc,
		       int32_t *result)
{
	struct fake_guest *fg = impl;

	if (!fg->export_fn || strcmp(name, fg->export_name) != 0)
		return -ENOENT;
	return argc == 3 ? fg->export_fn(fg, args, result) : -EINVAL;
}

static const struct wbpf_guest_ops ops = {
	.memory = memory,
	.call_table = call_table,
	.call_export = call_export,
};

static void stop(void *impl)
{
	((struct fake_guest *)impl)->stopped = true;
}

static const struct wbpf_guest_ops fixed_ops = {
	.memory = memory,
	.call_table = call_table,
	.call_export = call_export,
	.memory_is_fixed = true,
	.stop = stop,
};

static void log_line(void *ctx, enum wbpf_log_level level, const char *component, const char *line)
{
	struct fake_guest *fg = ctx;

	(void)level;
	if (fg->log_cnt < FAKE_LOG_LINES)
		snprintf(fg->log_lines[fg->log_cnt++], sizeof(fg->log_lines[0]), "%s: %s",
			 component, line);
}

void fake_guest_init(struct fake_guest *fg, size_t size)
{
	memset(fg, 0, sizeof(*fg));
	if (wbpf_wake_init(&fg->wake))
		abort();
	fg->log = (struct wbpf_log){ .fn = log_line, .ctx = fg, .level = WBPF_LOG_INFO };
	fg->memory = calloc(1, size);
	fg->size = size;
	fg->heap = 64; /* address 0 stays free, as in C */
	fg->g.ops = &ops;
	fg->g.impl = fg;
	fg->g.wake = &fg->wake;
	fg->g.log = &fg->log;
}

void fake_guest_init_fixed(struct fake_guest *fg, size_t size)
{
	fake_guest_init(fg, size);
	free(fg->memory);
	fg->memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fg->memory == MAP_FAILED)
		abort();
	fg->fixed = true;
	fg->g.ops = &fixed_ops;
}

void fake_guest_fini(struct fake_guest *fg)
{
	wbpf_handles_free(&fg->g.handles);
	wbpf_error_clear(&fg->g.last_error);
	wbpf_wake_fini(&fg->wake);
	if (fg->fixed)
		munmap(fg->memory, fg->size);
	else
		free(fg->memory);
}

void fake_guest_resize(struct fake_guest *fg, size_t size)
{
	uint8_t *moved = calloc(1, size);

	memcpy(moved, fg->memory, size < fg->size ? size : fg->size);
	free(fg->memory);
	fg->memory = moved;
	fg->size = size;
}

wbpf_gaddr fake_alloc(struct fake_guest *fg, uint32_t len)
{
	wbpf_gaddr at = WBPF_GADDR(fg->heap);

	fg->heap += (len + 7) & ~7u;
	if (fg->heap > fg->size)
		abort();
	memset(fg->memory + at.v, 0, len);
	return at;
}

wbpf_gaddr fake_put(struct fake_guest *fg, const void *data, uint32_t len)
{
	wbpf_gaddr at = fake_alloc(fg, len);

	if (len)
		memcpy(fg->memory + at.v, data, len);
	return at;
}

wbpf_gaddr fake_text(struct fake_guest *fg, const char *text)
{
	return fake_put(fg, text, (uint32_t)strlen(text) + 1);
}

void *fake_at(struct fake_guest *fg, wbpf_gaddr addr, uint32_t len)
{
	if ((uint64_t)addr.v + len > fg->size)
		abort();
	return fg->memory + addr.v;
}

bool fake_logged(const struct fake_guest *fg, const char *part)
{
	for (int i = 0; i < fg->log_cnt; i++) {
		if (strstr(fg->log_lines[i], part))
			return true;
	}
	return false;
}

enum wbpf_call fake_call(struct fake_guest *fg, const struct wbpf_import *table, size_t cnt,
			 const char *module, const char *name, const char *type,
			 const int64_t *args, union wbpf_val *result)
{
	union wbpf_val vals[WBPF_CALL_ARGS_MAX] = { 0 };

	for (size_t i = 0; i < cnt; i++) {
		const struct wbpf_import *row = &table[i];

		if (strcmp(row->module, module) != 0 || strcmp(row->name, name) != 0 ||
		    strcmp(row->type, type) != 0)
			continue;
		for (int n = 0; type[n] != ':'; n++) {
			vals[n].i64 = args[n];
			if (type[n] == 'i')
				vals[n].i64 = (uint32_t)args[n];
		}
		memset(result, 0, sizeof(*result));
		return row->fn(&fg->g, vals, result);
	}
	abort();
}
