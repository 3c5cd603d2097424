/* SPDX-License-Identifier: MIT */
/* The paths that descriptors were opened by. */
#include "files.h"
#include "internal.h"

struct opened {
	int fd;
	char *path;
};

static struct opened *opened;
static size_t opened_cnt;

static struct opened *find(int fd)
{
	for (size_t i = 0; i < opened_cnt; i++)
		if (opened[i].path && opened[i].fd == fd)
			return &opened[i];
	return NULL;
}

static struct opened *free_slot(void)
{
	struct opened *grown;

	for (size_t i = 0; i < opened_cnt; i++)
		if (!opened[i].path)
			return &opened[i];
	grown = realloc(opened, (opened_cnt + 8) * sizeof(*opened));
	if (!grown)
		return NULL;
	opened = grown;
	memset(opened + opened_cnt, 0, 8 * sizeof(*opened));
	opened_cnt += 8;
	return &opened[opened_cnt - 8];
}

/* Without memory the descriptor works for all but attaching and seeking. */
void wbpf_fd_remember(int fd, const char *path)
{
	struct opened *slot = free_slot();

	if (!slot)
		return;
	slot->path = strdup(path);
	slot->fd = fd;
}

void wbpf_fd_forget_path(int fd)
{
	struct opened *o = find(fd);

	if (!o)
		return;
	free(o->path);
	o->path = NULL;
}

const char *wbpf_fd_path(int fd)
{
	struct opened *o = find(fd);

	return o ? o->path : NULL;
}
