/* SPDX-License-Identifier: MIT */
/* The other half of <wasm_bpf/checked/bpf/bpf.h>. */
#include "internal.h"

int wbpf_buffers_fit(int fd, __u32 cnt, size_t key_bytes, size_t value_bytes);

static int refuse(int fd, const char *what, __u32 need, size_t have)
{
	wbpf_print(LIBBPF_WARN,
		   "libbpf: map descriptor %d: a %s has %u bytes, the tool's buffer %zu for each\n",
		   fd, what, need, have);
	return wbpf_err(EINVAL);
}

int wbpf_buffers_fit(int fd, __u32 cnt, size_t key_bytes, size_t value_bytes)
{
	int saved = errno;
	const struct wbpf_fd *map = wbpf_fd_map(fd);

	errno = saved;
	if (!map || !cnt)
		return 0;
	if (key_bytes != SIZE_MAX && key_bytes / cnt < map->key_size)
		return refuse(fd, "key", map->key_size, key_bytes / cnt);
	if (value_bytes != SIZE_MAX && value_bytes / cnt < map->user_value_size)
		return refuse(fd, "value", map->user_value_size, value_bytes / cnt);
	return 0;
}
