/* SPDX-License-Identifier: MIT */
#include "kern/source.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <unistd.h>

#include "kern/object.h"
#include "kern/uapi.h"
#include "kern/words.h"

static int open_by_type(const struct kern_map *map, const struct kern_source_opts *opts,
			struct kern_source **out)
{
	static const struct kern_source_opts none;

	switch (map->shape.type) {
	case BPF_MAP_TYPE_RINGBUF:
		return kern_ring_open(map, out);
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		return kern_perf_open(map, opts ? opts : &none, out);
	default:
		return kern_user_ring_open(map, out);
	}
}

static bool is_source(uint32_t type)
{
	return type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_PERF_EVENT_ARRAY ||
	       type == BPF_MAP_TYPE_USER_RINGBUF;
}

int kern_source_open(const struct kern_map *map, const struct kern_source_opts *opts,
		     struct kern_source **out, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	*out = NULL;
	if (!is_source(map->shape.type))
		return kern_refuse(err, -EINVAL,
				   "map '%s': neither a ring buffer nor a perf event array",
				   map->name);
	if (map->fd < 0)
		return kern_refuse(err, -EINVAL, "map '%s': the object is not loaded", map->name);
	if (map->shape.flags & KERN_F_RB_OVERWRITE)
		return kern_refuse(err, -EOPNOTSUPP,
				   "map '%s': a ring that overwrites cannot be read without loss",
				   map->name);
	ret = open_by_type(map, opts, out);
	return ret ? kern_fail(err, ret, "map '%s': read events", map->name) : 0;
}

enum kern_source_kind kern_source_kind(const struct kern_source *src)
{
	return src->ops->kind;
}

int kern_source_fd(const struct kern_source *src)
{
	return src->fd;
}

int kern_source_peek(struct kern_source *src, struct kern_record *rec)
{
	return src->ops->peek ? src->ops->peek(src, rec) : -EOPNOTSUPP;
}

void kern_source_release(struct kern_source *src)
{
	if (src->ops->release)
		src->ops->release(src);
}

int kern_source_submit(struct kern_source *src, const void *data, uint32_t len)
{
	return src->ops->submit ? src->ops->submit(src, data, len) : -EOPNOTSUPP;
}

int kern_source_pages(const struct kern_source *src, uint32_t cpu,
		      struct kern_pages parts[KERN_PAGES_MAX], struct wbpf_error *err)
{
	int ret = src->ops->pages(src, cpu, parts);

	return ret < 0 ? kern_fail(err, ret, "source: pages of CPU %u", cpu) : ret;
}

uint64_t kern_source_lost(const struct kern_source *src)
{
	return src->lost;
}

void kern_source_free(struct kern_source *src)
{
	if (!src)
		return;
	src->ops->free(src);
	if (src->fd >= 0)
		close(src->fd);
	free(src);
}
