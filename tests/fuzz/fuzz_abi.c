/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz_abi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events/events.h"
#include "fake/fake_guest.h"
#include "fake/kern_fake.h"
#include "guest/abi_v2.h"
#include "host/host.h"

enum { MEMORY = 65536, SCRATCH = 1024, SCRATCH_BYTES = 4096, DEPTH_MAX = 4, STEPS_MAX = 400 };

struct fuzz {
	struct fake_guest fg;
	const uint8_t *at, *end;
	int depth, steps;
	wbpf_handle map; /* the last map that was an argument: lengths are made to fit it */
	struct fuzz_stats *stats;
};

/* Texts at fixed addresses. */
static const char *const texts[] = {
	"FAKE", "EVIL", "counts", "percpu", "events", "events2", "perf", "progs", "maps", "cgroups",
	"devs", "task", "cgrp", "inode", "queue", ".rodata", "uring", "tp_exec", "iter_task",
	"iter_any", "xdp_pass", "/cg", "/cg/../etc", "nowhere", "lo", "/sys/fs/bpf/pinned",
	"/sys/fs/bpf/link", "PERFATTR", "",
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]), TEXT_BYTES = 32 };

static uint8_t byte(struct fuzz *f)
{
	return f->at < f->end ? *f->at++ : 0;
}

static uint32_t word(struct fuzz *f)
{
	uint32_t value = byte(f);

	value |= (uint32_t)byte(f) << 8;
	value |= (uint32_t)byte(f) << 16;
	return value | (uint32_t)byte(f) << 24;
}

static uint32_t boundary(struct fuzz *f)
{
	static const uint32_t edges[] = {
		0, 1, 3, 4, 7, 8, 63, 64, 4096, 4097, 65535, 65536, 65537, MEMORY - 1, MEMORY - 4,
		MEMORY - 8, MEMORY - 64, MEMORY + 1, 1 << 20, 64 << 20, 0x40000000, 0x7fffffff,
		0x80000000, 0xfffffff8, 0xfffffffe, 0xffffffff,
	};

	return edges[byte(f) % (sizeof(edges) / sizeof(edges[0]))];
}

static wbpf_handle live_handle(struct fuzz *f)
{
	const struct wbpf_handles *t = &f->fg.g.handles;
	const struct wbpf_handle_entry *e;
	wbpf_handle h;

	if (!t->cnt)
		return 0;
	e = &t->entries[byte(f) % t->cnt];
	h = e->type == WBPF_H_FREE ? 0 : wbpf_handle_find(t, e->type, e->ptr);
	if (e->type == WBPF_H_MAP)
		f->map = h;
	return h;
}

/* A length that suits the last map. */
static uint32_t fitting_length(struct fuzz *f)
{
	const struct kern_map *map = wbpf_handle_get(&f->fg.g.handles, f->map, WBPF_H_MAP);

	if (!map)
		return 8;
	return byte(f) & 1 ? kern_map_key_size(map) : kern_map_user_value_size(map);
}

static uint32_t value32(struct fuzz *f)
{
	switch (byte(f) % 10) {
	case 0:
		return boundary(f);
	case 1:
		return word(f);
	case 2:
		return byte(f) % 32;
	case 3:
		return fitting_length(f);
	case 4:
		return 64 + byte(f) % TEXTS * TEXT_BYTES;
	case 5:
	case 6:
		return SCRATCH + byte(f) * 8;
	default:
		return (uint32_t)live_handle(f);
	}
}

static void reset_memory(struct fuzz *f)
{
	memset(f->fg.memory, 0, f->fg.size);
	for (uint32_t i = 0; i < TEXTS; i++)
		strcpy((char *)f->fg.memory + 64 + i * TEXT_BYTES, texts[i]);
}

/* The guest writes to its own memory. */
static void poke(struct fuzz *f)
{
	uint32_t at = SCRATCH + byte(f) * 8 + byte(f) % 2 * 4;

	for (int n = byte(f) % 16; n >= 0; n--, at += 4) {
		uint32_t value = value32(f);

		if (at + 4 <= f->fg.size)
			memcpy(f->fg.memory + at, &value, 4);
	}
}

/* An option struct with a size that is right more often than not. */
static void poke_size(struct fuzz *f)
{
	static const uint16_t sizes[] = {
		sizeof(struct wbpf2_object_opts), sizeof(struct wbpf2_map_info),
		sizeof(struct wbpf2_map_create_opts), sizeof(struct wbpf2_map_batch_opts),
		sizeof(struct wbpf2_program_info), sizeof(struct wbpf2_test_run_opts),
		sizeof(struct wbpf2_attach_opts), sizeof(struct wbpf2_link_info),
		sizeof(struct wbpf2_source_opts), sizeof(struct wbpf2_source_info), 4, 5, 3, 2000,
	};
	uint32_t at = SCRATCH + byte(f) * 8;
	uint32_t size = sizes[byte(f) % (sizeof(sizes) / sizeof(sizes[0]))];

	if (at + 4 <= f->fg.size)
		memcpy(f->fg.memory + at, &size, 4);
}

/* The kernel writes events. */
static void push(struct fuzz *f)
{
	struct kern_map *map = wbpf_handle_get(&f->fg.g.handles, live_handle(f), WBPF_H_MAP);
	uint8_t data[256];

	if (!map || (kern_map_type(map) != 27 && kern_map_type(map) != 4))
		return;
	memset(data, byte(f), sizeof(data));
	switch (byte(f) % 16) {
	case 0:
		fake_push_lost(map, 1 + byte(f));
		break;
	case 1:
		fake_break_ring(map);
		break;
	default:
		fake_push(map, data, byte(f), byte(f) & 1);
	}
}

static const struct {
	const struct wbpf_import *rows;
	const size_t *cnt;
} tables[] = {
	{ wbpf_host_v1_imports, &wbpf_host_v1_import_cnt },
	{ wbpf_host_v2_imports, &wbpf_host_v2_import_cnt },
	{ wbpf_host_v2_imports, &wbpf_host_v2_import_cnt },
	{ wbpf_host_v2_imports, &wbpf_host_v2_import_cnt },
	{ wbpf_events_v1_imports, &wbpf_events_v1_import_cnt },
	{ wbpf_events_v2_imports, &wbpf_events_v2_import_cnt },
	{ wbpf_events_v2_imports, &wbpf_events_v2_import_cnt },
	{ wbpf_events_wasi_imports, &wbpf_events_wasi_import_cnt },
};

static const struct wbpf_import *pick_row(struct fuzz *f)
{
	size_t t = byte(f) % (sizeof(tables) / sizeof(tables[0]));

	return &tables[t].rows[byte(f) % *tables[t].cnt];
}

/* Nothing may block here: a signal is pending, or the time is short. */
static void keep_short(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args, int argc)
{
	bool is_poll = strcmp(row->name, "wasm_bpf_buffer_poll") == 0;

	if (strcmp(row->name, "poll_oneoff") == 0 || byte(f) % 4 == 0)
		wbpf_wake_signal(&f->fg.wake, 1 + byte(f) % 31);
	else if (is_poll)
		args[argc - 1].i64 = byte(f) & 1;
	else if (strcmp(row->name, "poll") == 0)
		args[2].i64 = byte(f) & 1;
	else if (strcmp(row->name, "sleep") == 0)
		args[0].u64 %= 1000;
}

static void fill_args(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args)
{
	int argc = 0;

	for (; row->type[argc] != ':'; argc++) {
		args[argc].i64 = value32(f);
		/* Objects, flags and the wide form: mostly small. */
		if (row->type[argc] == 'l' && byte(f) % 8 == 0)
			args[argc].u64 |= (uint64_t)word(f) << 32;
	}
	keep_short(f, row, args, argc);
}

/* A good call of each kind, so that the search gets behind the first check. One letter for each
 * argument: o object, m map, p program, l link, s source, f descriptor, k and v the sizes of the
 * last map, a address, t text, 1 one, . anything. */
static const struct {
	const char *name, *aim;
} aims[] = {
	{ "wasm_bpf_buffer_poll", "oe1.an." }, { "wasm_attach_bpf_program", "ott" },
	{ "wasm_bpf_map_operate", "mnaaan" },  { "map_lookup", "makav0" },
	{ "map_update", "makavn" },	       { "map_delete", "mak0" },
	{ "map_next_key", "maak" },	       { "map_lookup_and_delete", "makav0" },
	{ "map_batch", "ma" },		       { "map_info", "ma" },
	{ "map_set_initial", "mav" },	       { "program_attach", "pa" },
	{ "program_info", "pa" },	       { "program_test_run", "pa" },
	{ "link_update", "lp0" },	       { "link_info", "la" },
	{ "iter_create", "l" },		       { "perf_event_open", "tk..." },
	{ "read", "fan" },		       { "source_open", "e0" },
	{ "source_drain", "sann" },	       { "source_submit", "san" },
	{ "source_info", "sa" },	       { "poll", "an.a" },
	{ "object_find_map", "otn" },	       { "map_create", "a" },
};

static wbpf_handle handle_of(struct fuzz *f, enum wbpf_handle_type type)
{
	for (int n = 0; n < 32; n++) {
		wbpf_handle h = live_handle(f);

		if (wbpf_handle_type_of(&f->fg.g.handles, h) == type)
			return h;
	}
	return 0;
}

static wbpf_handle ring_of(struct fuzz *f)
{
	for (int n = 0; n < 64; n++) {
		wbpf_handle h = handle_of(f, WBPF_H_MAP);
		const struct kern_map *map = wbpf_handle_get(&f->fg.g.handles, h, WBPF_H_MAP);

		if (map && (kern_map_type(map) == 27 || kern_map_type(map) == 4))
			return h;
	}
	return 0;
}

static uint32_t size_of_map(struct fuzz *f, bool value)
{
	const struct kern_map *map = wbpf_handle_get(&f->fg.g.handles, f->map, WBPF_H_MAP);

	if (!map)
		return 8;
	return value ? kern_map_user_value_size(map) : kern_map_key_size(map);
}

static uint32_t aimed(struct fuzz *f, char letter)
{
	switch (letter) {
	case 'o':
		return (uint32_t)handle_of(f, WBPF_H_OBJECT);
	case 'm':
		return (uint32_t)handle_of(f, WBPF_H_MAP);
	case 'e':
		return (uint32_t)ring_of(f);
	case 'p':
		return (uint32_t)handle_of(f, WBPF_H_PROGRAM);
	case 'l':
		return (uint32_t)handle_of(f, WBPF_H_LINK);
	case 's':
		return (uint32_t)handle_of(f, WBPF_H_SOURCE);
	case 'f':
		return (uint32_t)handle_of(f, WBPF_H_FD);
	case 'k':
	case 'v':
		return size_of_map(f, letter == 'v');
	case 'a':
		return SCRATCH + byte(f) * 8;
	case 't':
		return 64 + byte(f) % TEXTS * TEXT_BYTES;
	case 'n':
		return byte(f) % 8 + byte(f) % 64;
	case '0':
	case '1':
		return (uint32_t)(letter - '0');
	default:
		return value32(f);
	}
}

static void aim_args(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args)
{
	for (size_t i = 0; i < sizeof(aims) / sizeof(aims[0]); i++) {
		if (strcmp(aims[i].name, row->name) != 0)
			continue;
		for (int n = 0; aims[i].aim[n] && row->type[n] != ':'; n++)
			args[n].i64 = aimed(f, aims[i].aim[n]);
	}
	keep_short(f, row, args, (int)strcspn(row->type, ":"));
}

static void require(bool ok, const char *what, const struct wbpf_import *row)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", row->name, what);
	abort();
}

/* A failure of v2 has words; its code is an errno. */
static void check_result(struct fuzz *f, const struct wbpf_import *row, union wbpf_val r,
			 enum wbpf_call call)
{
	bool v2 = strcmp(row->module, WBPF2_MODULE) == 0;

	f->stats->succeeded += r.i32 > 0;
	if (!v2 || call == WBPF_CALL_UNWIND || r.i32 >= 0)
		return;
	require(r.i32 > -4096, "no errno", row);
	if (strcmp(row->name, "last_error") == 0)
		return;
	require(f->fg.g.last_error.code == r.i32, "last_error has another code", row);
	require(f->fg.g.last_error.message[0] != '\0', "no words", row);
}

static void call_row(struct fuzz *f)
{
	const struct wbpf_import *row = pick_row(f);
	union wbpf_val args[WBPF_CALL_ARGS_MAX] = { 0 }, r = { 0 };
	enum wbpf_call call;

	fill_args(f, row, args);
	if (byte(f) & 1)
		aim_args(f, row, args);
	if (byte(f) % 16 == 0) {
		fake.fail_at = 1 + byte(f) % 3;
		fake.fail_code = byte(f) & 1 ? -EPERM : -ENOMEM;
	}
	call = row->fn(&f->fg.g, args, &r);
	fake.fail_at = 0;
	f->stats->calls++;
	check_result(f, row, r, call);
}

static void step(struct fuzz *f)
{
	switch (byte(f) % 12) {
	case 0:
	case 1:
		poke(f);
		break;
	case 2:
		poke_size(f);
		break;
	case 3:
	case 4:
		push(f);
		break;
	case 5:
		if (byte(f) % 8 == 0)
			fake_guest_resize(&f->fg, f->fg.size == MEMORY ? 2 * MEMORY : MEMORY);
		else if (byte(f) % 64 == 0)
			wbpf_wake_stop(&f->fg.wake);
		break;
	default:
		call_row(f);
	}
}

/* What the guest does in a callback: anything. */
static int callback(struct fake_guest *fg, const int32_t *args, int32_t *result)
{
	struct fuzz *f = fg->ctx;

	f->stats->callbacks++;
	if ((uint64_t)(uint32_t)args[1] + (uint32_t)args[2] > fg->size)
		abort(); /* more than the guest can read */
	if (f->depth < DEPTH_MAX) {
		f->depth++;
		for (int n = byte(f) % 4; n > 0 && f->steps++ < STEPS_MAX; n--)
			step(f);
		f->depth--;
	}
	*result = byte(f) % 8 == 0 ? -1 - byte(f) : 0;
	return byte(f) % 32 == 0 ? -ECANCELED : 0;
}

static void begin(struct fuzz *f)
{
	static const struct wbpf_guest_dir dir = { 3, "/cg", "/tmp", false };
	struct wbpf_guest *g = &f->fg.g;

	fake_reset();
	fake_guest_init(&f->fg, MEMORY);
	f->fg.log.level = WBPF_LOG_DEBUG;
	f->fg.ctx = f;
	f->fg.table[1] = f->fg.table[8 % FAKE_TABLE] = callback;
	f->fg.export_fn = callback;
	f->fg.export_name = "go-callback";
	g->dirs = &dir;
	g->dir_cnt = 1;
	reset_memory(f);
}

/* An object whose maps and programs have handles, so that not all is -EBADF. */
static void open_object(struct fuzz *f)
{
	union wbpf_val args[WBPF_CALL_ARGS_MAX] = { { .u32 = 64 }, { .u32 = 4 } }, r;
	wbpf_handle obj;

	for (size_t i = 0; i < wbpf_host_v1_import_cnt; i++) {
		if (strcmp(wbpf_host_v1_imports[i].name, "wasm_load_bpf_object") == 0)
			wbpf_host_v1_imports[i].fn(&f->fg.g, args, &r);
	}
	obj = (wbpf_handle)r.i64;
	for (size_t i = 0; i < wbpf_host_v2_import_cnt; i++) {
		const struct wbpf_import *row = &wbpf_host_v2_imports[i];
		bool wanted = strcmp(row->name, "object_map") == 0 ||
			      strcmp(row->name, "object_program") == 0;

		for (uint32_t n = 0; wanted && n < 20; n++) {
			args[0].i32 = obj;
			args[1].u32 = n;
			row->fn(&f->fg.g, args, &r);
		}
	}
}

void fuzz_guest(const uint8_t *data, size_t size, struct fuzz_stats *stats)
{
	struct fuzz f = { .at = data, .end = data + size, .stats = stats };

	begin(&f);
	if (byte(&f) % 4)
		open_object(&f);
	while (f.at < f.end && f.steps++ < STEPS_MAX)
		step(&f);
	fake_guest_fini(&f.fg);
	if (fake.objects || fake.links || fake.sources || fake.maps || fake.attached)
		abort(); /* left behind */
}
