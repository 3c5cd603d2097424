/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz_abi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events/events.h"
#include "fuzz/fuzz_priv.h"
#include "guest/abi_v2.h"
#include "guest/mapping.h"
#include "host/host.h"

enum { DEPTH_MAX = 4, STEPS_MAX = 400 };

/* The guest writes to its own memory. */
static void poke(struct fuzz *f)
{
	uint32_t at = FUZZ_SCRATCH + fuzz_byte(f) * 8 + fuzz_byte(f) % 2 * 4;

	for (int n = fuzz_byte(f) % 16; n >= 0; n--, at += 4) {
		uint32_t value = fuzz_value(f);

		/* A store to a read-only page would be a trap. */
		if (at + 4 <= f->fg.size && !wbpf_mapping_refuses(&f->fg.g, WBPF_GADDR(at), 4))
			memcpy(f->fg.memory + at, &value, 4);
	}
}

/* An option struct with a size that is right more often than not. */
static void poke_size(struct fuzz *f)
{
	static const uint16_t sizes[] = {
		sizeof(struct wbpf2_object_opts),
		sizeof(struct wbpf2_map_info),
		sizeof(struct wbpf2_map_create_opts),
		sizeof(struct wbpf2_map_batch_opts),
		sizeof(struct wbpf2_program_info),
		sizeof(struct wbpf2_test_run_opts),
		sizeof(struct wbpf2_attach_opts),
		sizeof(struct wbpf2_link_info),
		sizeof(struct wbpf2_source_opts),
		sizeof(struct wbpf2_source_info),
		sizeof(struct wbpf2_host_info),
		sizeof(struct wbpf2_host_file_info),
		sizeof(struct wbpf2_memory_info),
		4,
		5,
		3,
		2000,
	};
	uint32_t at = FUZZ_SCRATCH + fuzz_byte(f) * 8;
	uint32_t size = sizes[fuzz_byte(f) % (sizeof(sizes) / sizeof(sizes[0]))];

	if (at + 4 <= f->fg.size && !wbpf_mapping_refuses(&f->fg.g, WBPF_GADDR(at), 4))
		memcpy(f->fg.memory + at, &size, 4);
}

/* The kernel writes events. */
static void push(struct fuzz *f)
{
	struct kern_map *map = wbpf_handle_get(&f->fg.g.handles, fuzz_live_handle(f), WBPF_H_MAP);
	uint8_t data[256];

	if (!map || (kern_map_type(map) != 27 && kern_map_type(map) != 4))
		return;
	memset(data, fuzz_byte(f), sizeof(data));
	switch (fuzz_byte(f) % 16) {
	case 0:
		fake_push_lost(map, 1 + fuzz_byte(f));
		break;
	case 1:
		fake_break_ring(map);
		break;
	default:
		fake_push(map, data, fuzz_byte(f), fuzz_byte(f) & 1);
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
	uint8_t t = fuzz_byte(f);

	/* One call with as many meanings as all others together. */
	for (size_t i = 0; t >= 240 && i < wbpf_host_v2_import_cnt; i++) {
		if (strcmp(wbpf_host_v2_imports[i].name, "bpf") == 0)
			return &wbpf_host_v2_imports[i];
	}
	t %= sizeof(tables) / sizeof(tables[0]);
	return &tables[t].rows[fuzz_byte(f) % *tables[t].cnt];
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

	fuzz_args_any(f, row, args);
	if (fuzz_byte(f) & 1)
		fuzz_args_aimed(f, row, args);
	if (fuzz_byte(f) % 16 == 0) {
		fake.fail_at = 1 + fuzz_byte(f) % 3;
		fake.fail_code = fuzz_byte(f) & 1 ? -EPERM : -ENOMEM;
	}
	call = row->fn(&f->fg.g, args, &r);
	fake.fail_at = 0;
	f->stats->calls++;
	check_result(f, row, r, call);
}

static void step(struct fuzz *f)
{
	switch (fuzz_byte(f) % 12) {
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
		if (fuzz_byte(f) % 8 == 0 && !f->fg.fixed)
			fake_guest_resize(&f->fg, f->fg.size == FUZZ_MEMORY ? 2 * FUZZ_MEMORY :
									      FUZZ_MEMORY);
		else if (fuzz_byte(f) % 64 == 0)
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
		for (int n = fuzz_byte(f) % 4; n > 0 && f->steps++ < STEPS_MAX; n--)
			step(f);
		f->depth--;
	}
	*result = fuzz_byte(f) % 8 == 0 ? -1 - fuzz_byte(f) : 0;
	return fuzz_byte(f) % 32 == 0 ? -ECANCELED : 0;
}

static void begin(struct fuzz *f)
{
	static const struct wbpf_guest_dir dir = { 3, "/cg", "/tmp", false };
	struct wbpf_guest *g = &f->fg.g;

	fake_reset();
	if (fuzz_byte(f) & 1)
		fake_guest_init_fixed(&f->fg, FUZZ_MEMORY);
	else
		fake_guest_init(&f->fg, FUZZ_MEMORY);
	f->fg.log.level = WBPF_LOG_DEBUG;
	f->fg.ctx = f;
	f->fg.table[1] = f->fg.table[8 % FAKE_TABLE] = callback;
	f->fg.export_fn = callback;
	f->fg.export_name = "go-callback";
	g->dirs = &dir;
	g->dir_cnt = 1;
	fuzz_reset_memory(f);
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
	if (fuzz_byte(&f) % 4)
		open_object(&f);
	while (f.at < f.end && f.steps++ < STEPS_MAX)
		step(&f);
	stats->bpf_calls += fake.bpf_calls;
	stats->mapped += f.fg.g.mappings.cnt;
	fake_guest_fini(&f.fg);
	if (f.fg.g.mappings.cnt || f.fg.g.mappings.violated)
		abort();
	if (fake.objects || fake.links || fake.sources || fake.maps || fake.attached)
		abort(); /* left behind */
}
