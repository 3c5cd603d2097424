/* SPDX-License-Identifier: MIT */
/* Maps that stand alone, and pins. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kern/features.h"
#include "kern/object.h"
#include "kern/words.h"

static int adopt(int fd, struct kern_map **out)
{
	struct kern_map *map = calloc(1, sizeof(*map));
	int ret = map ? kern_shape_of_fd(fd, &map->shape, map->name, sizeof(map->name)) : -ENOMEM;

	if (ret) {
		free(map);
		close(fd);
		return ret;
	}
	map->fd = fd;
	map->inner_fd = -1;
	*out = map;
	return 0;
}

static int create_failed(const char *name, int code, struct wbpf_error *err)
{
	if (code == -EPERM)
		kern_missing_privilege(kern_words_here()->note, sizeof(kern_words_here()->note));
	return kern_fail(err, code, "map '%s': create", name);
}

int kern_map_create(const struct kern_map_create_opts *o, struct kern_map **out,
		    struct wbpf_error *err)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = o->flags, .map_extra = o->extra,
		    .numa_node = o->numa_node);
	const char *name = o->name ? o->name : "";
	int fd, ret;

	KERN_LISTEN();
	*out = NULL;
	if (o->inner && o->inner->fd < 0)
		return kern_refuse(err, -EINVAL, "map '%s': inner map '%s' is not loaded", name,
				   o->inner->name);
	if (o->inner)
		opts.inner_map_fd = (uint32_t)o->inner->fd;
	fd = bpf_map_create((enum bpf_map_type)o->type, o->name, o->key_size, o->value_size,
			    o->max_entries, &opts);
	if (fd < 0)
		return create_failed(name, -errno, err);
	ret = adopt(fd, out);
	return ret ? kern_fail(err, ret, "map '%s': create", name) : 0;
}

int kern_map_open_pinned(const char *path, struct kern_map **out, struct wbpf_error *err)
{
	int fd, ret;

	KERN_LISTEN();
	*out = NULL;
	fd = bpf_obj_get(path);
	if (fd < 0)
		return kern_fail(err, -errno, "open pinned map '%s'", path);
	if (!kern_fd_is(fd, "map")) {
		close(fd);
		return kern_refuse(err, -EINVAL, "open pinned map '%s': what is pinned is no map",
				   path);
	}
	ret = adopt(fd, out);
	return ret ? kern_fail(err, ret, "open pinned map '%s'", path) : 0;
}

int kern_map_adopt(int fd, struct kern_map **out, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	*out = NULL;
	ret = adopt(fd, out);
	return ret ? kern_fail(err, ret, "map") : 0;
}

void kern_map_free(struct kern_map *map)
{
	if (!map || map->bpf)
		return;
	close(map->fd);
	free(map);
}

static int pin(struct kern_map *map, const char *path)
{
	bool had_path;
	int ret;

	if (!map->bpf)
		return kern_pin_fd(map->fd, path);
	had_path = bpf_map__pin_path(map->bpf) != NULL;
	if (!path)
		path = bpf_map__pin_path(map->bpf);
	ret = path ? kern_pin_check(path) : -EINVAL;
	if (ret)
		return ret;
	ret = bpf_map__pin(map->bpf, path);
	/* libbpf remembers a path where pinning failed, and then refuses every other one. */
	if (ret && !had_path)
		bpf_map__set_pin_path(map->bpf, NULL);
	return ret;
}

int kern_map_pin(struct kern_map *map, const char *path, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	ret = map->fd < 0 ? -EINVAL : pin(map, path);
	return ret ? kern_fail(err, ret, "map '%s': pin at '%s'", map->name, path) : 0;
}

int kern_map_unpin(struct kern_map *map, const char *path, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	ret = map->bpf ? bpf_map__unpin(map->bpf, path) : kern_unpin_path(path);
	return ret ? kern_fail(err, ret, "map '%s': unpin from '%s'", map->name, path) : 0;
}
