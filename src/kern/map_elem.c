/* SPDX-License-Identifier: MIT */
/* Elements of maps: the hot path. */
#include <bpf/bpf.h>
#include <errno.h>

#include "kern/object.h"
#include "kern/words.h"

/* Queues, stacks and bloom filters have no key, and the kernel wants it to be NULL. */
static const void *key_of(const struct kern_map *map, const void *key)
{
	return map->shape.key_size ? key : NULL;
}

static int result(int ret)
{
	return ret ? kern_code(ret) : 0;
}

int kern_map_lookup(const struct kern_map *map, const void *key, void *value, uint64_t flags)
{
	if (map->fd < 0)
		return -EINVAL;
	return result(bpf_map_lookup_elem_flags(map->fd, key_of(map, key), value, flags));
}

int kern_map_update(const struct kern_map *map, const void *key, const void *value, uint64_t flags)
{
	if (map->fd < 0)
		return -EINVAL;
	return result(bpf_map_update_elem(map->fd, key_of(map, key), value, flags));
}

int kern_map_delete(const struct kern_map *map, const void *key, uint64_t flags)
{
	if (map->fd < 0)
		return -EINVAL;
	return result(bpf_map_delete_elem_flags(map->fd, key_of(map, key), flags));
}

int kern_map_next_key(const struct kern_map *map, const void *key_or_null, void *next_key)
{
	if (map->fd < 0)
		return -EINVAL;
	return result(bpf_map_get_next_key(map->fd, key_or_null, next_key));
}

int kern_map_lookup_and_delete(const struct kern_map *map, const void *key, void *value,
			       uint64_t flags)
{
	if (map->fd < 0)
		return -EINVAL;
	return result(
		bpf_map_lookup_and_delete_elem_flags(map->fd, key_of(map, key), value, flags));
}

static int batch(const struct kern_map *map, struct kern_batch *b, uint32_t *cnt)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = b->elem_flags, .flags = b->flags);
	void *in = (void *)(uintptr_t)b->in_batch;

	switch (b->op) {
	case KERN_BATCH_LOOKUP:
		return bpf_map_lookup_batch(map->fd, in, b->out_batch, b->keys, b->values, cnt,
					    &opts);
	case KERN_BATCH_LOOKUP_AND_DELETE:
		return bpf_map_lookup_and_delete_batch(map->fd, in, b->out_batch, b->keys,
						       b->values, cnt, &opts);
	case KERN_BATCH_UPDATE:
		return bpf_map_update_batch(map->fd, b->keys, b->values, cnt, &opts);
	case KERN_BATCH_DELETE:
		return bpf_map_delete_batch(map->fd, b->keys, cnt, &opts);
	}
	return -EINVAL;
}

/* The kernel leaves the count as it was when it refuses at once, and says that after EFAULT it
 * means nothing. Only the end of the map (ENOENT) can come with all that was asked for. */
static uint32_t done(uint32_t asked, uint32_t cnt, int ret)
{
	if (!ret || ret == -ENOENT)
		return cnt < asked ? cnt : asked;
	return ret == -EFAULT || cnt >= asked ? 0 : cnt;
}

int kern_map_batch(const struct kern_map *map, struct kern_batch *b)
{
	uint32_t asked = b->count, cnt = b->count;
	int ret = -EINVAL;

	if (map->fd >= 0)
		ret = result(batch(map, b, &cnt));
	b->count = done(asked, cnt, ret);
	return ret;
}

int kern_map_freeze(const struct kern_map *map)
{
	return map->fd < 0 ? -EINVAL : result(bpf_map_freeze(map->fd));
}
