/* SPDX-License-Identifier: MIT */
/* bpf_*_get_info_by_fd(): what the host tells of the kernel's info structs; the rest stays zero. */
#include <stdio.h>

#include "internal.h"

/* The caller's struct may be shorter or longer than ours. */
static int give(void *to, __u32 *to_len, const void *from, size_t len)
{
	if (*to_len > len)
		*to_len = (__u32)len;
	memcpy(to, from, *to_len);
	return 0;
}

int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len)
{
	struct wbpf_fd *f = wbpf_fd_get(map_fd, WBPF_FD_MAP);
	struct wbpf_map_info from = { .sz = sizeof(from) };
	struct bpf_map_info full = { 0 };

	if (!f)
		return wbpf_err(EBADF);
	if (wbpf_ret(wbpf_abi_map_info(f->handle, &from)) < 0)
		return -errno;
	full.type = from.type;
	full.id = from.id;
	full.key_size = from.key_size;
	full.value_size = from.value_size;
	full.max_entries = from.max_entries;
	full.map_flags = from.flags;
	full.map_extra = from.extra;
	full.ifindex = from.ifindex;
	full.btf_key_type_id = from.btf_key_type_id;
	full.btf_value_type_id = from.btf_value_type_id;
	snprintf(full.name, sizeof(full.name), "%s", from.name);
	return give(info, info_len, &full, sizeof(full));
}

int bpf_prog_get_info_by_fd(int prog_fd, struct bpf_prog_info *info, __u32 *info_len)
{
	struct wbpf_fd *f = wbpf_fd_get(prog_fd, WBPF_FD_PROGRAM);
	struct wbpf_program_info from = { .sz = sizeof(from) };
	struct bpf_prog_info full = { 0 };

	if (!f)
		return wbpf_err(EBADF);
	if (wbpf_ret(wbpf_abi_program_info(f->handle, &from)) < 0)
		return -errno;
	full.type = from.type;
	full.id = from.id;
	full.xlated_prog_len = from.insn_cnt * 8;
	snprintf(full.name, sizeof(full.name), "%s", from.name);
	return give(info, info_len, &full, sizeof(full));
}

int bpf_link_get_info_by_fd(int link_fd, struct bpf_link_info *info, __u32 *info_len)
{
	struct wbpf_fd *f = wbpf_fd_get(link_fd, WBPF_FD_LINK);
	struct wbpf_link_info from = { .sz = sizeof(from) };
	struct bpf_link_info full;

	if (!f)
		return wbpf_err(EBADF);
	if (wbpf_ret(wbpf_abi_link_info(f->handle, &from)) < 0)
		return -errno;
	memset(&full, 0, sizeof(full));
	full.type = from.type;
	full.id = from.id;
	full.prog_id = from.prog_id;
	return give(info, info_len, &full, sizeof(full));
}

int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)
{
	struct wbpf_fd *f = wbpf_fd_any(bpf_fd);

	switch (f ? f->kind : WBPF_FD_FREE) {
	case WBPF_FD_MAP:
		return bpf_map_get_info_by_fd(bpf_fd, info, info_len);
	case WBPF_FD_PROGRAM:
		return bpf_prog_get_info_by_fd(bpf_fd, info, info_len);
	case WBPF_FD_LINK:
		return bpf_link_get_info_by_fd(bpf_fd, info, info_len);
	default:
		return wbpf_err(f ? EINVAL : EBADF);
	}
}
