/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fake/kern_fake_priv.h"

/* The real kernel reads what the key says: for owners it must be an open fd. */
static void note_key(const struct kern_map *map, const void *key)
{
	enum kern_map_carries carries = kern_map_carries(map);
	int fd;

	if (carries != KERN_CARRIES_TASK_KEY && carries != KERN_CARRIES_OWNER_KEY)
		return;
	if (map->key_size < sizeof(fd)) /* no real kernel makes such a map */
		return;
	memcpy(&fd, key, sizeof(fd));
	fake.key_fd_is_open = fcntl(fd, F_GETFD) >= 0;
}

static struct fake_elem **find(struct kern_map *map, const void *key)
{
	struct fake_elem **at = &map->elems;

	/* A queue has no keys: its first element is found. */
	while (*at && map->key_size && memcmp((*at)->key, key, map->key_size) != 0)
		at = &(*at)->next;
	return at;
}

/* Every element call begins with it. */
static int begin(const struct kern_map *map, const void *key)
{
	int ret = fake_fails(NULL, "element");

	if (ret)
		return ret;
	if (!fake_map_is_loaded(map) || map->type == 27)
		return -EINVAL;
	note_key(map, key);
	return 0;
}

int kern_map_lookup(const struct kern_map *map, const void *key, void *value, uint64_t flags)
{
	struct fake_elem *e;
	int ret = begin(map, key);

	if (ret)
		return ret;
	if (flags & ~4ull) /* BPF_F_LOCK */
		return -EINVAL;
	e = *find((struct kern_map *)map, key);
	if (!e)
		return -ENOENT;
	memcpy(value, e->value, kern_map_user_value_size(map));
	return 0;
}

static uint32_t count(const struct kern_map *map)
{
	uint32_t cnt = 0;

	for (const struct fake_elem *e = map->elems; e; e = e->next)
		cnt++;
	return cnt;
}

static void *copy_of(const void *data, size_t len)
{
	void *copy = malloc(len ? len : 1);

	if (copy && len)
		memcpy(copy, data, len);
	return copy;
}

static void insert(struct kern_map *map, const void *key, const void *value)
{
	struct fake_elem *e = calloc(1, sizeof(*e)), **at = &map->elems;

	e->key = copy_of(key, map->key_size);
	e->value = copy_of(value, kern_map_user_value_size(map));
	while (*at)
		at = &(*at)->next;
	*at = e;
}

int kern_map_update(const struct kern_map *const_map, const void *key, const void *value,
		    uint64_t flags)
{
	struct kern_map *map = (struct kern_map *)const_map;
	uint32_t size = kern_map_user_value_size(map);
	struct fake_elem *e;
	int ret = begin(map, key);

	if (ret)
		return ret;
	if (map->frozen)
		return -EPERM;
	memcpy(fake.last_word, value,
	       size < sizeof(fake.last_word) ? size : sizeof(fake.last_word));
	e = map->key_size ? *find(map, key) : NULL;
	if (flags > 2 || (e && flags == 1) || (!e && flags == 2))
		return flags > 2 ? -EINVAL : e ? -EEXIST : -ENOENT;
	if (e)
		memcpy(e->value, value, size);
	else if (count(map) >= map->max_entries)
		return -E2BIG;
	else
		insert(map, key, value);
	return 0;
}

static void erase(struct fake_elem **at)
{
	struct fake_elem *e = *at;

	*at = e->next;
	fake_elem_free(e);
}

int kern_map_delete(const struct kern_map *map, const void *key, uint64_t flags)
{
	struct fake_elem **at;
	int ret = begin(map, key);

	if (ret)
		return ret;
	if (flags)
		return -EINVAL;
	at = find((struct kern_map *)map, key);
	if (!*at)
		return -ENOENT;
	erase(at);
	return 0;
}

int kern_map_next_key(const struct kern_map *map, const void *key_or_null, void *next_key)
{
	struct fake_elem *e = map->elems;
	int ret = begin(map, key_or_null ? key_or_null : next_key);

	if (ret)
		return ret;
	if (key_or_null && *find((struct kern_map *)map, key_or_null))
		e = (*find((struct kern_map *)map, key_or_null))->next;
	if (!e)
		return -ENOENT;
	memcpy(next_key, e->key, map->key_size);
	return 0;
}

int kern_map_lookup_and_delete(const struct kern_map *map, const void *key, void *value,
			       uint64_t flags)
{
	int ret = kern_map_lookup(map, key, value, flags);

	if (!ret)
		erase(find((struct kern_map *)map, key));
	return ret;
}

/* The position is the number of elements read so far. */
static int batch_read(struct kern_map *map, struct kern_batch *b, uint32_t *done)
{
	struct fake_elem *e = map->elems;
	uint32_t at = 0, skip = 0, size = kern_map_user_value_size(map);

	if (b->in_batch)
		memcpy(&skip, b->in_batch, sizeof(skip));
	for (; e && at < skip; at++)
		e = e->next;
	for (; e && *done < b->count; e = e->next, (*done)++) {
		memcpy((uint8_t *)b->keys + *done * map->key_size, e->key, map->key_size);
		memcpy((uint8_t *)b->values + *done * size, e->value, size);
	}
	skip += *done;
	memset(b->out_batch, 0, map->key_size > 4 ? map->key_size : 4);
	memcpy(b->out_batch, &skip, sizeof(skip));
	return e ? 0 : -ENOENT;
}

static int batch_each(struct kern_map *map, struct kern_batch *b, uint32_t *done)
{
	uint32_t size = kern_map_user_value_size(map);
	int ret = 0;

	for (; *done < b->count && !ret; (*done)++) {
		const uint8_t *key = (uint8_t *)b->keys + *done * map->key_size;

		if (b->op == KERN_BATCH_UPDATE)
			ret = kern_map_update(map, key, (uint8_t *)b->values + *done * size,
					      b->elem_flags);
		else
			ret = kern_map_delete(map, key, b->elem_flags);
		if (ret)
			break;
	}
	return ret;
}

int kern_map_batch(const struct kern_map *const_map, struct kern_batch *b)
{
	struct kern_map *map = (struct kern_map *)const_map;
	uint32_t done = 0;
	int ret;

	if (!fake_map_is_loaded(map) || fake_is_ring(map->type) || !map->key_size)
		ret = -EOPNOTSUPP;
	else if (b->op == KERN_BATCH_UPDATE || b->op == KERN_BATCH_DELETE)
		ret = batch_each(map, b, &done);
	else
		ret = batch_read(map, b, &done);
	b->count = done;
	return ret;
}

int kern_map_freeze(const struct kern_map *map)
{
	if (!fake_map_is_loaded(map))
		return -EINVAL;
	((struct kern_map *)map)->frozen = true;
	return 0;
}
