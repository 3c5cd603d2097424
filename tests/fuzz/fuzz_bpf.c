/* SPDX-License-Identifier: MIT */
/* An attr for bpf() that is nearly right: fields of the command, with a wrong one now and then. */
#include <linux/bpf.h>
#include <string.h>

#include "fuzz/fuzz_priv.h"

enum { ATTR_BYTES = 168, ATTR_ADDR = FUZZ_SCRATCH, BUFFER_ADDR = 4096, INFO_ADDR = 2048 };

/* One letter for each u32 of attr, from the first: h handle, a low half of an address, t of a text,
 * n count, z the number 1, s size of an info, 0 nothing. */
static const struct {
	uint32_t cmd;
	const char *words;
} shapes[] = {
	{ BPF_PROG_LOAD, "znaa0t00nna0nn000000z000nn" },
	{ BPF_PROG_LOAD, "znaa0t00nna000000000000000hna0n0na000h0a000000000n" },
	{ BPF_OBJ_PIN, "t0h" },
	{ BPF_OBJ_GET, "t000" },
	{ BPF_PROG_TEST_RUN, "h0nna0a0n0nna0a0nn" },
	{ BPF_OBJ_GET_INFO_BY_FD, "hsi0" },
	{ BPF_OBJ_GET_INFO_BY_FD, "hsi0" },
	{ BPF_PROG_QUERY, "hn0na0n0a0a0a0" },
	{ BPF_RAW_TRACEPOINT_OPEN, "t0h0n0" },
	{ BPF_BTF_LOAD, "a0a0nnz" },
	{ BPF_LINK_CREATE, "hhn" },
	{ BPF_LINK_CREATE, "hhnnhnnn" },
	{ BPF_LINK_UPDATE, "hh0h" },
	{ BPF_MAP_CREATE, "znnz0h" },
	{ BPF_PROG_BIND_MAP, "hh" },
	{ BPF_PROG_STREAM_READ_BY_FD, "a0nzh" },
	{ BPF_MAP_GET_FD_BY_ID, "z" },
	{ BPF_LINK_DETACH, "h" },
};

static uint32_t word_of(struct fuzz *f, char letter)
{
	switch (letter) {
	case 'h':
		return (uint32_t)fuzz_live_handle(f);
	case 'a':
		return BUFFER_ADDR + fuzz_byte(f) * 64;
	case 'i':
		return INFO_ADDR;
	case 't':
		return 64 + fuzz_byte(f) % 29 * 32;
	case 'n':
		return fuzz_byte(f) % 64;
	case 's':
		return fuzz_byte(f) & 1 ? sizeof(struct bpf_prog_info) : fuzz_byte(f);
	case 'z':
		return 1;
	default:
		return 0;
	}
}

static void put(struct fuzz *f, uint32_t addr, uint32_t value)
{
	memcpy(f->fg.memory + addr, &value, sizeof(value));
}

/* Counts and addresses in turn, as the info structs mostly have them. */
static void fill_info(struct fuzz *f)
{
	for (uint32_t at = 0; at < sizeof(struct bpf_prog_info); at += 8) {
		bool address = fuzz_byte(f) & 1;

		put(f, INFO_ADDR + at, address ? word_of(f, 'a') : word_of(f, 'n'));
		put(f, INFO_ADDR + at + 4, address ? 0 : word_of(f, 'n'));
	}
}

void fuzz_args_bpf(struct fuzz *f, union wbpf_val *args)
{
	uint32_t which = fuzz_byte(f) % (sizeof(shapes) / sizeof(shapes[0]));
	const char *words = shapes[which].words;

	memset(f->fg.memory + ATTR_ADDR, 0, ATTR_BYTES);
	for (uint32_t i = 0; words[i]; i++)
		put(f, ATTR_ADDR + 4 * i, word_of(f, words[i]));
	if (fuzz_byte(f) % 4 == 0)
		put(f, ATTR_ADDR + 4 * (fuzz_byte(f) % (ATTR_BYTES / 4)), fuzz_value(f));
	if (shapes[which].cmd == BPF_OBJ_GET_INFO_BY_FD)
		fill_info(f);
	fake.fd_kind = fuzz_byte(f) % 5;
	fake.link_type = fuzz_byte(f) % 15;
	args[0].u32 = shapes[which].cmd;
	args[1].u32 = ATTR_ADDR;
	args[2].u32 = fuzz_byte(f) % 8 ? ATTR_BYTES : fuzz_byte(f);
}
