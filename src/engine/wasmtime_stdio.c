/* SPDX-License-Identifier: MIT */
/*
 * The wasmtime adapter: standard input, output and error.
 *
 * Not the engine's own streams: they turn a closed pipe into EIO, block where neither a signal nor a
 * stop reaches them, read standard input ahead on a thread that never ends, and start an
 * asynchronous runtime with a thread per CPU to write one line (13 us of CPU against 1 us here).
 */
#include <endian.h>
#include <errno.h>
#include <unistd.h>

#include "engine/stdio.h"
#include "engine/wasmtime_impl.h"

static enum wbpf_call finish(struct wbpf_guest *g, ssize_t n, wbpf_gaddr done,
			     union wbpf_val *result)
{
	uint32_t little = htole32((uint32_t)n);

	if (n == -ECANCELED)
		return WBPF_CALL_UNWIND;
	if (n >= 0)
		n = wbpf_guest_write(g, done, &little, sizeof(little));
	result->i32 = n < 0 ? wbpf_wasi_errno((int)n) : 0;
	return WBPF_CALL_OK;
}

static bool is_stdio(const struct wt_instance *inst, uint32_t fd)
{
	return fd < 3 && inst->stdio[fd];
}

enum wbpf_call wt_fd_read(struct wbpf_guest *g, const union wbpf_val *args, union wbpf_val *result)
{
	ssize_t n;

	if (!is_stdio(g->impl, args[0].u32) || args[0].i32 != STDIN_FILENO)
		return wt_forward(g->impl, WT_FD_READ, args, result);
	n = wbpf_stdio_read(g, STDIN_FILENO, WBPF_GADDR(args[1].u32), args[2].u32);
	return finish(g, n, WBPF_GADDR(args[3].u32), result);
}

enum wbpf_call wt_fd_write(struct wbpf_guest *g, const union wbpf_val *args, union wbpf_val *result)
{
	ssize_t n;

	if (!is_stdio(g->impl, args[0].u32) || args[0].i32 == STDIN_FILENO)
		return wt_forward(g->impl, WT_FD_WRITE, args, result);
	n = wbpf_stdio_write(g, args[0].i32, WBPF_GADDR(args[1].u32), args[2].u32);
	return finish(g, n, WBPF_GADDR(args[3].u32), result);
}

/* The C library asks at the first line, whether standard output is a terminal. */
enum wbpf_call wt_fd_fdstat_get(struct wbpf_guest *g, const union wbpf_val *args,
				union wbpf_val *result)
{
	/* __wasi_fdstat_t: u8 filetype, u16 flags at 2, u64 rights at 8 and 16; little-endian */
	enum { CHARACTER_DEVICE = 2, RIGHT_READ = 1 << 1, RIGHT_WRITE = 1 << 6 };
	uint8_t stat[24] = { 0 };

	if (!is_stdio(g->impl, args[0].u32))
		return wt_forward(g->impl, WT_FD_FDSTAT_GET, args, result);
	stat[0] = isatty(args[0].i32) ? CHARACTER_DEVICE : 0;
	stat[8] = stat[16] = args[0].i32 == STDIN_FILENO ? RIGHT_READ : RIGHT_WRITE;
	result->i32 = wbpf_guest_write(g, WBPF_GADDR(args[1].u32), stat, sizeof(stat)) ?
			      wbpf_wasi_errno(-EFAULT) :
			      0;
	return WBPF_CALL_OK;
}

static void no_stdio_any_more(struct wt_instance *inst, uint32_t fd, const union wbpf_val *result)
{
	if (fd < 3 && !result->i32)
		inst->stdio[fd] = false;
}

enum wbpf_call wt_fd_close(struct wbpf_guest *g, const union wbpf_val *args, union wbpf_val *result)
{
	enum wbpf_call call = wt_forward(g->impl, WT_FD_CLOSE, args, result);

	no_stdio_any_more(g->impl, args[0].u32, result);
	return call;
}

/* Both ends: what was standard output under another number is the engine's from here on. */
enum wbpf_call wt_fd_renumber(struct wbpf_guest *g, const union wbpf_val *args,
			      union wbpf_val *result)
{
	enum wbpf_call call = wt_forward(g->impl, WT_FD_RENUMBER, args, result);

	no_stdio_any_more(g->impl, args[0].u32, result);
	no_stdio_any_more(g->impl, args[1].u32, result);
	return call;
}
