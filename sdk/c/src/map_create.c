/* SPDX-License-Identifier: MIT */
/* Maps without an object, and what is pinned. */
#include "internal.h"

static int inner_handle(const struct bpf_map_create_opts *opts, int32_t *handle)
{
	uint32_t fd = OPT(opts, inner_map_fd, 0);
	struct wbpf_fd *inner = wbpf_fd_get((int)fd, WBPF_FD_MAP);

	if (fd && !inner)
		return wbpf_err(EBADF);
	*handle = inner ? inner->handle : 0;
	return 0;
}

int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size,
		   __u32 value_size, __u32 max_entries, const struct bpf_map_create_opts *opts)
{
	struct wbpf_map_create_opts to = { .sz = sizeof(to) };
	int32_t handle;

	if (OPTS_BAD(opts))
		return wbpf_err(EINVAL);
	/* What only bpf(2) itself can take. */
	if (OPT(opts, btf_fd, 0) || OPT(opts, btf_vmlinux_value_type_id, 0) ||
	    OPT(opts, map_ifindex, 0) || OPT(opts, excl_prog_hash_size, 0) ||
	    OPT(opts, token_fd, 0))
		return wbpf_bare_map_create(map_type, map_name, key_size, value_size, max_entries,
					    opts);
	if (inner_handle(opts, &to.inner) < 0)
		return -errno;
	to.type = map_type;
	to.key_size = key_size;
	to.value_size = value_size;
	to.max_entries = max_entries;
	to.flags = OPT(opts, map_flags, 0);
	to.extra = OPT(opts, map_extra, 0);
	to.numa_node = OPT(opts, numa_node, 0);
	to.name = (uint32_t)(uintptr_t)map_name;
	to.name_len = map_name ? (uint32_t)strnlen(map_name, BPF_OBJ_NAME_LEN - 1) : 0;
	handle = wbpf_ret(wbpf_abi_map_create(&to));
	return handle < 0 ? handle : wbpf_fd_new(WBPF_FD_MAP, handle, true);
}

int bpf_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts)
{
	uint32_t len = pathname ? (uint32_t)strlen(pathname) : 0;
	int32_t handle;

	if (OPTS_BAD(opts) || !pathname)
		return wbpf_err(EINVAL);
	/* A pin does not tell what it is; whoever opens it must. */
	handle = wbpf_abi_map_open_pinned(pathname, len);
	if (handle >= 0)
		return wbpf_fd_new(WBPF_FD_MAP, handle, true);
	if (wbpf_errno(-handle) != EINVAL)
		return wbpf_ret(handle);
	handle = wbpf_abi_link_open_pinned(pathname, len);
	if (handle >= 0)
		return wbpf_fd_new(WBPF_FD_LINK, handle, true);
	return wbpf_bare_obj_get_opts(pathname, opts);
}

int bpf_obj_get(const char *pathname)
{
	return bpf_obj_get_opts(pathname, NULL);
}

static int32_t pin(const struct wbpf_fd *f, const char *path, uint32_t len)
{
	switch (f->kind) {
	case WBPF_FD_MAP:
		return wbpf_abi_map_pin(f->handle, path, len);
	case WBPF_FD_PROGRAM:
		return wbpf_abi_program_pin(f->handle, path, len);
	case WBPF_FD_LINK:
		return wbpf_abi_link_pin(f->handle, path, len);
	default:
		return -22; /* Linux EINVAL */
	}
}

int bpf_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts)
{
	struct wbpf_fd *f = wbpf_fd_any(fd);

	if (OPTS_BAD(opts) || !pathname || !f)
		return wbpf_err(f ? EINVAL : EBADF);
	if (f->bare)
		return wbpf_bare_obj_pin_opts(fd, pathname, opts);
	return wbpf_ret(pin(f, pathname, (uint32_t)strlen(pathname)));
}

int bpf_obj_pin(int fd, const char *pathname)
{
	return bpf_obj_pin_opts(fd, pathname, NULL);
}
