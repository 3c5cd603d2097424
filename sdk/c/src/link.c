/* SPDX-License-Identifier: MIT */
/* bpf_link: a handle of the host that detaches when it is closed. */
#include "internal.h"

struct bpf_link *wbpf_link_new(int32_t handle)
{
	struct bpf_link *link = calloc(1, sizeof(*link));

	if (!link) {
		wbpf_abi_close(handle);
		return wbpf_null(ENOMEM);
	}
	link->handle = handle;
	return link;
}

/* A disconnected link stays attached: its handle is left to the instance. */
int bpf_link__destroy(struct bpf_link *link)
{
	int ret = 0;

	if (!link)
		return 0;
	wbpf_fd_forget(link->fd);
	if (!link->disconnected)
		ret = wbpf_ret(wbpf_abi_close(link->handle));
	if (link->event_fd)
		wbpf_fd_close(link->event_fd);
	free(link->pin_path);
	free(link);
	return ret;
}

void bpf_link__disconnect(struct bpf_link *link)
{
	link->disconnected = true;
}

int bpf_link__detach(struct bpf_link *link)
{
	return wbpf_ret(wbpf_abi_link_detach(link->handle));
}

int bpf_link__fd(const struct bpf_link *link)
{
	/* The descriptor is made when first asked for; the link is the same. */
	struct bpf_link *l = (struct bpf_link *)link;

	if (!link)
		return wbpf_err(EINVAL);
	if (!l->fd) {
		int fd = wbpf_fd_new(WBPF_FD_LINK, link->handle, false);

		if (fd < 0)
			return fd;
		l->fd = fd;
	}
	return l->fd;
}

const char *bpf_link__pin_path(const struct bpf_link *link)
{
	return link->pin_path;
}

int bpf_link__pin(struct bpf_link *link, const char *path)
{
	char *copy;
	int ret;

	if (link->pin_path)
		return wbpf_err(EBUSY);
	copy = strdup(path);
	if (!copy)
		return wbpf_err(ENOMEM);
	ret = wbpf_fail(wbpf_abi_link_pin(link->handle, path, (uint32_t)strlen(path)));
	if (ret < 0) {
		free(copy);
		return ret;
	}
	link->pin_path = copy;
	return 0;
}

int bpf_link__unpin(struct bpf_link *link)
{
	int ret;

	if (!link->pin_path)
		return wbpf_err(EINVAL);
	ret = wbpf_fail(wbpf_abi_link_unpin(link->handle));
	if (ret < 0)
		return ret;
	free(link->pin_path);
	link->pin_path = NULL;
	return 0;
}

struct bpf_link *bpf_link__open(const char *path)
{
	struct bpf_link *link;
	int32_t handle = wbpf_fail(wbpf_abi_link_open_pinned(path, (uint32_t)strlen(path)));

	if (handle < 0)
		return NULL;
	link = wbpf_link_new(handle);
	if (link && !(link->pin_path = strdup(path))) {
		bpf_link__destroy(link);
		return wbpf_null(ENOMEM);
	}
	return link;
}

int bpf_link__update_program(struct bpf_link *link, struct bpf_program *prog)
{
	if (!prog)
		return wbpf_err(EINVAL);
	return wbpf_fail(wbpf_abi_link_update(link->handle, prog->handle, 0));
}

int bpf_link__update_map(struct bpf_link *link, const struct bpf_map *map)
{
	if (!map)
		return wbpf_err(EINVAL);
	return wbpf_fail(wbpf_abi_link_update(link->handle, 0, map->handle));
}

struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map)
{
	int32_t handle;

	if (!map)
		return wbpf_null(EINVAL);
	handle = wbpf_fail(wbpf_abi_map_attach(map->handle));
	return handle < 0 ? NULL : wbpf_link_new(handle);
}
