/* SPDX-License-Identifier: MIT */
/* Where numbers come from: handles that live, addresses, edges, or anything. */
#include <string.h>

#include "fuzz/fuzz_priv.h"

/* Texts at fixed addresses. */
static const char *const texts[] = {
	"FAKE",
	"EVIL",
	"counts",
	"percpu",
	"events",
	"events2",
	"perf",
	"progs",
	"maps",
	"cgroups",
	"devs",
	"task",
	"cgrp",
	"inode",
	"queue",
	".rodata",
	"uring",
	"tp_exec",
	"iter_task",
	"iter_any",
	"xdp_pass",
	"/cg",
	"/cg/../etc",
	"nowhere",
	"lo",
	"/sys/fs/bpf/pinned",
	"/sys/fs/bpf/link",
	"PERFATTR",
	"/proc/loadavg",
	"/proc/self/exe",
	"/proc/1/../kcore",
	"",
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]), TEXT_BYTES = 32 };

uint8_t fuzz_byte(struct fuzz *f)
{
	return f->at < f->end ? *f->at++ : 0;
}

static uint32_t word(struct fuzz *f)
{
	uint32_t value = fuzz_byte(f);

	value |= (uint32_t)fuzz_byte(f) << 8;
	value |= (uint32_t)fuzz_byte(f) << 16;
	return value | (uint32_t)fuzz_byte(f) << 24;
}

static uint32_t boundary(struct fuzz *f)
{
	static const uint32_t edges[] = {
		0,
		1,
		3,
		4,
		7,
		8,
		63,
		64,
		4096,
		4097,
		65535,
		65536,
		65537,
		FUZZ_MEMORY - 1,
		FUZZ_MEMORY - 4,
		FUZZ_MEMORY - 8,
		FUZZ_MEMORY - 64,
		FUZZ_MEMORY + 1,
		1 << 20,
		64 << 20,
		0x40000000,
		0x7fffffff,
		0x80000000,
		0xfffffff8,
		0xfffffffe,
		0xffffffff,
	};

	return edges[fuzz_byte(f) % (sizeof(edges) / sizeof(edges[0]))];
}

wbpf_handle fuzz_live_handle(struct fuzz *f)
{
	const struct wbpf_handles *t = &f->fg.g.handles;
	const struct wbpf_handle_entry *e;
	wbpf_handle h;

	if (!t->cnt)
		return 0;
	e = &t->entries[fuzz_byte(f) % t->cnt];
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
	return fuzz_byte(f) & 1 ? kern_map_key_size(map) : kern_map_user_value_size(map);
}

uint32_t fuzz_value(struct fuzz *f)
{
	switch (fuzz_byte(f) % 10) {
	case 0:
		return boundary(f);
	case 1:
		return word(f);
	case 2:
		return fuzz_byte(f) % 32;
	case 3:
		return fitting_length(f);
	case 4:
		return 64 + fuzz_byte(f) % TEXTS * TEXT_BYTES;
	case 5:
	case 6:
		return FUZZ_SCRATCH + fuzz_byte(f) * 8;
	default:
		return (uint32_t)fuzz_live_handle(f);
	}
}

void fuzz_reset_memory(struct fuzz *f)
{
	memset(f->fg.memory, 0, f->fg.size);
	for (uint32_t i = 0; i < TEXTS; i++)
		strcpy((char *)f->fg.memory + 64 + i * TEXT_BYTES, texts[i]);
}

/* Nothing may block here: a signal is pending, or the time is short. */
static void keep_short(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args,
		       int argc)
{
	bool is_poll = strcmp(row->name, "wasm_bpf_buffer_poll") == 0;

	if (strcmp(row->name, "poll_oneoff") == 0 || fuzz_byte(f) % 4 == 0)
		wbpf_wake_signal(&f->fg.wake, 1 + fuzz_byte(f) % 31);
	else if (is_poll)
		args[argc - 1].i64 = fuzz_byte(f) & 1;
	else if (strcmp(row->name, "poll") == 0)
		args[2].i64 = fuzz_byte(f) & 1;
	else if (strcmp(row->name, "sleep") == 0)
		args[0].u64 %= 1000;
}

void fuzz_args_any(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args)
{
	int argc = 0;

	for (; row->type[argc] != ':'; argc++) {
		args[argc].i64 = fuzz_value(f);
		/* Objects, flags and the wide form: mostly small. */
		if (row->type[argc] == 'l' && fuzz_byte(f) % 8 == 0)
			args[argc].u64 |= (uint64_t)word(f) << 32;
	}
	keep_short(f, row, args, argc);
}

/* A good call of each kind, so that the search gets behind the first check. One letter for each
 * argument: o object, m map, p program, l link, s source, f descriptor, k and v the sizes of the
 * last map, P and L whole pages, a address, t text, 1 one, . anything. */
static const struct {
	const char *name, *aim;
} aims[] = {
	{ "wasm_bpf_buffer_poll", "oe1.an." },
	{ "wasm_attach_bpf_program", "ott" },
	{ "wasm_bpf_map_operate", "mnaaan" },
	{ "map_lookup", "makav0" },
	{ "map_update", "makavn" },
	{ "map_delete", "mak0" },
	{ "map_next_key", "maak" },
	{ "map_lookup_and_delete", "makav0" },
	{ "map_batch", "ma" },
	{ "map_info", "ma" },
	{ "map_set_initial", "mav" },
	{ "program_attach", "pa" },
	{ "program_info", "pa" },
	{ "program_insns", "pan" },
	{ "object_prepare", "o" },
	{ "program_test_run", "pa" },
	{ "link_update", "lp0" },
	{ "link_info", "la" },
	{ "iter_create", "l" },
	{ "perf_event_open", "tk..." },
	{ "read", "fan" },
	{ "source_open", "e0" },
	{ "source_drain", "sann" },
	{ "source_submit", "san" },
	{ "memory_map", "m0PL" },
	{ "memory_info", "a" },
	{ "source_info", "sa" },
	{ "poll", "an.a" },
	{ "object_find_map", "otn" },
	{ "map_create", "a" },
	{ "grant_open", "tn" },
	{ "kernel_btf_find", "t0tn." },
};

static wbpf_handle handle_of(struct fuzz *f, enum wbpf_handle_type type)
{
	for (int n = 0; n < 32; n++) {
		wbpf_handle h = fuzz_live_handle(f);

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
		return FUZZ_SCRATCH + fuzz_byte(f) * 8;
	case 'P': /* the pages behind those of the texts and the scratch */
		return 4096u * (1 + fuzz_byte(f) % (FUZZ_MEMORY / 4096));
	case 'L':
		return 4096u * (fuzz_byte(f) & 1 ? 1 : 4);
	case 't':
		return 64 + fuzz_byte(f) % TEXTS * TEXT_BYTES;
	case 'n':
		return fuzz_byte(f) % 8 + fuzz_byte(f) % 64;
	case '0':
	case '1':
		return (uint32_t)(letter - '0');
	default:
		return fuzz_value(f);
	}
}

void fuzz_args_aimed(struct fuzz *f, const struct wbpf_import *row, union wbpf_val *args)
{
	for (size_t i = 0; i < sizeof(aims) / sizeof(aims[0]); i++) {
		if (strcmp(aims[i].name, row->name) != 0)
			continue;
		for (int n = 0; aims[i].aim[n] && row->type[n] != ':'; n++)
			args[n].i64 = aimed(f, aims[i].aim[n]);
	}
	if (strcmp(row->name, "bpf") == 0)
		fuzz_args_bpf(f, args);
	keep_short(f, row, args, (int)strcspn(row->type, ":"));
}
