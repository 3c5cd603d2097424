/* SPDX-License-Identifier: MIT */
/*
 * Descriptors for handles. libbpf's callers hold ints that read() and close() understand; handles
 * are small numbers that would meet WASI's. So the guest has a table: numbers from WBPF_FD_BASE on,
 * with what is known about the map behind each.
 */
#include "internal.h"

static struct wbpf_fd *table;
static size_t table_cnt;

static int take_slot(size_t *slot)
{
	struct wbpf_fd *grown;

	for (*slot = 0; *slot < table_cnt; ++*slot)
		if (table[*slot].kind == WBPF_FD_FREE)
			return 0;
	grown = realloc(table, (table_cnt + 16) * sizeof(*table));
	if (!grown)
		return wbpf_err(ENOMEM);
	table = grown;
	memset(table + table_cnt, 0, 16 * sizeof(*table));
	table_cnt += 16;
	return 0;
}

int wbpf_fd_new(enum wbpf_fd_kind kind, int32_t handle, bool owned)
{
	size_t slot;
	int ret = take_slot(&slot);

	if (ret < 0) {
		if (owned)
			wbpf_abi_close(handle);
		return ret;
	}
	table[slot] = (struct wbpf_fd){ .handle = handle, .kind = kind, .owned = owned };
	return WBPF_FD_BASE + (int)slot;
}

struct wbpf_fd *wbpf_fd_any(int fd)
{
	size_t slot = (size_t)fd - WBPF_FD_BASE;

	if (fd < WBPF_FD_BASE || slot >= table_cnt || table[slot].kind == WBPF_FD_FREE)
		return NULL;
	return &table[slot];
}

bool wbpf_fd_is_bare(int fd)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);

	return f && f->bare;
}

struct wbpf_fd *wbpf_fd_get(int fd, enum wbpf_fd_kind kind)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);

	return f && f->kind == kind ? f : NULL;
}

struct wbpf_fd *wbpf_fd_map(int fd)
{
	struct wbpf_fd *f = wbpf_fd_get(fd, WBPF_FD_MAP);
	struct wbpf_map_info info = { .sz = sizeof(info) };

	if (!f)
		return wbpf_null(EBADF);
	if (f->sized)
		return f;
	if (wbpf_ret(wbpf_abi_map_info(f->handle, &info)) < 0)
		return NULL;
	f->type = info.type;
	f->key_size = info.key_size;
	f->value_size = info.value_size;
	f->user_value_size = info.user_value_size;
	f->max_entries = info.max_entries;
	f->sized = true;
	return f;
}

void wbpf_fd_forget(int fd)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);

	if (f)
		f->kind = WBPF_FD_FREE;
}

/* What belongs to an object stays usable there: its fd is closed with the object. */
int wbpf_fd_close(int fd)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);

	if (!f)
		return -9; /* Linux EBADF */
	if (!f->owned)
		return 0;
	f->kind = WBPF_FD_FREE;
	return f->handle ? wbpf_abi_close(f->handle) : 0;
}
