/* SPDX-License-Identifier: MIT */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "kern/object.h"
#include "kern/source.h"

struct user_ring {
	struct kern_source src;
	struct user_ring_buffer *rb;
	uint32_t size;
};

static int user_ring_submit(struct kern_source *src, const void *data, uint32_t len)
{
	struct user_ring *u = (struct user_ring *)src;
	void *room = user_ring_buffer__reserve(u->rb, len);

	if (!room)
		return -errno;
	memcpy(room, data, len);
	user_ring_buffer__submit(u->rb, room);
	return 0;
}

static void user_ring_free(struct kern_source *src)
{
	user_ring_buffer__free(((struct user_ring *)src)->rb);
}

static int user_ring_pages(const struct kern_source *src, uint32_t cpu, struct kern_pages *parts)
{
	return cpu ? -EINVAL :
		     kern_ring_pages(src->fd, ((const struct user_ring *)src)->size, true, parts);
}

static const struct kern_source_ops user_ring_ops = {
	.kind = KERN_SOURCE_USER_RING,
	.submit = user_ring_submit,
	.pages = user_ring_pages,
	.free = user_ring_free,
};

int kern_user_ring_open(const struct kern_map *map, struct kern_source **out)
{
	struct user_ring *u = calloc(1, sizeof(*u));
	int ret;

	if (!u)
		return -ENOMEM;
	u->src.ops = &user_ring_ops;
	u->size = map->shape.max_entries;
	u->src.fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 3);
	if (u->src.fd >= 0)
		u->rb = user_ring_buffer__new(u->src.fd, NULL);
	if (!u->rb) {
		ret = -errno;
		kern_source_free(&u->src);
		return ret;
	}
	*out = &u->src;
	return 0;
}
