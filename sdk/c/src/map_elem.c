/* SPDX-License-Identifier: MIT */
/* bpf_map__*_elem(): as bpf_map_*_elem(), with sizes that must fit the map's. */
#include "internal.h"

/* The map's descriptor when the sizes are right; else -errno. value_size 0: there is no value. */
static int checked_fd(const struct bpf_map *map, size_t key_size, bool has_value, size_t value_size,
		      uint64_t flags)
{
	struct wbpf_fd *f;
	int fd = bpf_map__fd(map);
	size_t want;

	if (fd < 0)
		return wbpf_err(map ? ENOENT : EINVAL);
	f = wbpf_fd_map(fd);
	if (!f)
		return -errno;
	want = flags & (BPF_F_CPU | BPF_F_ALL_CPUS) ? f->value_size : f->user_value_size;
	if (key_size != f->key_size || (has_value && value_size != want)) {
		wbpf_print(LIBBPF_WARN,
			   "libbpf: map '%s': key size %zu or value size %zu; the map has %u and "
			   "%zu\n",
			   map->name, key_size, value_size, f->key_size, want);
		return wbpf_err(EINVAL);
	}
	return fd;
}

int bpf_map__lookup_elem(const struct bpf_map *map, const void *key, size_t key_sz, void *value,
			 size_t value_sz, __u64 flags)
{
	int fd = checked_fd(map, key_sz, true, value_sz, flags);

	return fd < 0 ? fd : bpf_map_lookup_elem_flags(fd, key, value, flags);
}

int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
			 const void *value, size_t value_sz, __u64 flags)
{
	int fd = checked_fd(map, key_sz, true, value_sz, flags);

	return fd < 0 ? fd : bpf_map_update_elem(fd, key, value, flags);
}

int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags)
{
	int fd = checked_fd(map, key_sz, false, 0, 0);

	return fd < 0 ? fd : bpf_map_delete_elem_flags(fd, key, flags);
}

int bpf_map__lookup_and_delete_elem(const struct bpf_map *map, const void *key, size_t key_sz,
				    void *value, size_t value_sz, __u64 flags)
{
	int fd = checked_fd(map, key_sz, true, value_sz, flags);

	return fd < 0 ? fd : bpf_map_lookup_and_delete_elem_flags(fd, key, value, flags);
}

int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key,
			  size_t key_sz)
{
	int fd = checked_fd(map, key_sz, false, 0, 0);

	return fd < 0 ? fd : bpf_map_get_next_key(fd, cur_key, next_key);
}
