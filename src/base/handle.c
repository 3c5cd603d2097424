/* SPDX-License-Identifier: MIT */
#include "base/handle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* 16 bits of index (from 1, so that no handle is 0), 15 of generation: always positive. */
enum { INDEX_BITS = 16, GENERATIONS = 1 << 15 };

static wbpf_handle encode(uint32_t index, uint32_t generation)
{
	return (wbpf_handle)((generation << INDEX_BITS) | (index + 1));
}

static struct wbpf_handle_entry *entry_of(const struct wbpf_handles *t, wbpf_handle h)
{
	uint32_t index = ((uint32_t)h & 0xffff) - 1;
	struct wbpf_handle_entry *e;

	if (h <= 0 || index >= t->cnt)
		return NULL;
	e = &t->entries[index];
	if (e->type == WBPF_H_FREE || encode(index, e->generation) != h)
		return NULL;
	return e;
}

static int grow(struct wbpf_handles *t)
{
	uint32_t cap = t->cap ? t->cap * 2 : 16;
	struct wbpf_handle_entry *entries;

	if (t->cap >= WBPF_HANDLES_MAX - 1)
		return -EMFILE;
	if (cap > WBPF_HANDLES_MAX - 1)
		cap = WBPF_HANDLES_MAX - 1;
	entries = realloc(t->entries, cap * sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	memset(entries + t->cap, 0, (cap - t->cap) * sizeof(*entries));
	t->entries = entries;
	t->cap = cap;
	return 0;
}

/* first_free holds index + 1; 0 = none. */
static int take_slot(struct wbpf_handles *t, uint32_t *index)
{
	int ret;

	if (t->first_free) {
		*index = t->first_free - 1;
		t->first_free = t->entries[*index].next_free;
		return 0;
	}
	if (t->cnt == t->cap) {
		ret = grow(t);
		if (ret < 0)
			return ret;
	}
	*index = t->cnt++;
	return 0;
}

wbpf_handle wbpf_handle_put(struct wbpf_handles *t, enum wbpf_handle_type type, void *ptr,
			    void (*destroy)(void *), wbpf_handle parent)
{
	struct wbpf_handle_entry *e;
	uint32_t index;
	int ret = take_slot(t, &index);

	if (ret < 0)
		return ret;
	e = entry_of(t, parent);
	if (e)
		e->child_cnt++;
	e = &t->entries[index];
	e->child_cnt = 0;
	e->type = type;
	e->ptr = ptr;
	e->destroy = destroy;
	e->parent = parent;
	return encode(index, e->generation);
}

void *wbpf_handle_get(const struct wbpf_handles *t, wbpf_handle h, enum wbpf_handle_type type)
{
	struct wbpf_handle_entry *e = entry_of(t, h);

	return e && e->type == type ? e->ptr : NULL;
}

wbpf_handle wbpf_handle_find(const struct wbpf_handles *t, enum wbpf_handle_type type,
			     const void *ptr)
{
	for (uint32_t i = 0; i < t->cnt; i++) {
		if (t->entries[i].type == type && t->entries[i].ptr == ptr)
			return encode(i, t->entries[i].generation);
	}
	return 0;
}

enum wbpf_handle_type wbpf_handle_type_of(const struct wbpf_handles *t, wbpf_handle h)
{
	struct wbpf_handle_entry *e = entry_of(t, h);

	return e ? e->type : WBPF_H_FREE;
}

static void release(struct wbpf_handles *t, uint32_t index)
{
	struct wbpf_handle_entry *e = &t->entries[index];
	struct wbpf_handle_entry *parent = entry_of(t, e->parent);
	void (*destroy)(void *) = e->destroy;
	void *ptr = e->ptr;

	if (parent)
		parent->child_cnt--;
	e->type = WBPF_H_FREE;
	e->ptr = NULL;
	e->generation = (e->generation + 1) % GENERATIONS;
	e->next_free = t->first_free;
	t->first_free = index + 1;
	if (destroy)
		destroy(ptr);
}

int wbpf_handle_close(struct wbpf_handles *t, wbpf_handle h)
{
	struct wbpf_handle_entry *e = entry_of(t, h);

	if (!e)
		return -EBADF;
	for (uint32_t i = t->cnt; e->child_cnt && i-- > 0;) {
		if (t->entries[i].type != WBPF_H_FREE && t->entries[i].parent == h)
			wbpf_handle_close(t, encode(i, t->entries[i].generation));
	}
	release(t, ((uint32_t)h & 0xffff) - 1);
	return 0;
}

void wbpf_handles_free(struct wbpf_handles *t)
{
	for (uint32_t i = t->cnt; i-- > 0;) {
		if (t->entries[i].type != WBPF_H_FREE && !t->entries[i].parent)
			wbpf_handle_close(t, encode(i, t->entries[i].generation));
	}
	free(t->entries);
	memset(t, 0, sizeof(*t));
}
