/* SPDX-License-Identifier: MIT */
#include "kern/link.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "kern/words.h"

static bool kernel_info(const struct kern_link *link, struct bpf_link_info *info)
{
	uint32_t len = sizeof(*info);
	int fd = kern_link_fd(link);

	*info = (struct bpf_link_info){ 0 };
	return fd >= 0 && kern_fd_is(fd, "link") && !bpf_link_get_info_by_fd(fd, info, &len);
}

int kern_link_fd(const struct kern_link *link)
{
	/* A USDT link is a bundle of several. */
	if (!link->bpf || link->kind == KERN_ATTACH_USDT)
		return -EINVAL;
	return bpf_link__fd(link->bpf);
}

int kern_link_info(const struct kern_link *link, struct kern_link_info *info)
{
	struct bpf_link_info k;

	*info = (struct kern_link_info){ .kind = link->kind, .attached = link->attached };
	if (kernel_info(link, &k)) {
		info->id = k.id;
		info->prog_id = k.prog_id;
		info->type = k.type;
	}
	return 0;
}

static int update_failed(const struct kern_link *link, int code, struct wbpf_error *err)
{
	struct bpf_link_info k;

	if (code == -EINVAL && kernel_info(link, &k))
		return kern_fail(err, code, "link %u: update: this kind may not allow it", k.id);
	return kern_fail(err, code, "link: update");
}

int kern_link_update(struct kern_link *link, struct kern_program *prog, struct kern_map *map,
		     struct wbpf_error *err)
{
	int ret = -EINVAL;

	KERN_LISTEN();
	if (kern_link_fd(link) < 0)
		return kern_refuse(err, -EOPNOTSUPP,
				   "link: update: the attachment is no single kernel link");
	if (prog && kern_program_fd(prog) >= 0)
		ret = bpf_link__update_program(link->bpf, prog->bpf);
	else if (map && map->bpf && link->kind == KERN_ATTACH_STRUCT_OPS && !link->opened)
		ret = bpf_link__update_map(link->bpf, map->bpf);
	return ret ? update_failed(link, ret, err) : 0;
}

/* A pinned perf link lives on, but libbpf would switch its event off: then only our fd goes. */
static void destroy(struct kern_link *link)
{
	struct bpf_link_info k;
	bool perf = link->pinned && !link->opened && kernel_info(link, &k) &&
		    k.type == BPF_LINK_TYPE_PERF_EVENT;

	if (perf) {
		close(bpf_link__fd(link->bpf));
		bpf_link__disconnect(link->bpf);
	}
	bpf_link__destroy(link->bpf);
	link->bpf = NULL;
}

static int release(struct kern_link *link)
{
	int ret = 0;

	if (link->undo && link->attached)
		ret = link->undo(link);
	destroy(link);
	if (link->fd >= 0)
		close(link->fd);
	if (link->prog_fd >= 0)
		close(link->prog_fd);
	link->fd = link->prog_fd = -1;
	kern_object_free(link->keep);
	link->keep = NULL;
	link->attached = false;
	return ret;
}

int kern_link_detach(struct kern_link *link, struct wbpf_error *err)
{
	int fd, ret = 0;

	KERN_LISTEN();
	if (!link->attached)
		return 0;
	/* Closing our fd does not end what others hold too, such as a pin. */
	fd = kern_link_fd(link);
	if (fd >= 0)
		ret = bpf_link_detach(fd);
	if (ret && link->pinned)
		return kern_fail(err, ret,
				 "link: detach: the kernel cannot detach this kind while pinned");
	ret = release(link);
	return ret ? kern_fail(err, ret, "link: detach") : 0;
}

int kern_link_pin(struct kern_link *link, const char *path, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	if (kern_link_fd(link) < 0)
		return kern_refuse(err, -EOPNOTSUPP,
				   "link: pin at '%s': the attachment is no single kernel link",
				   path ? path : "");
	ret = path ? kern_pin_check(path) : -EINVAL;
	if (!ret)
		ret = bpf_link__pin(link->bpf, path);
	if (ret)
		return kern_fail(err, ret, "link: pin at '%s'", path ? path : "");
	link->pinned = true;
	return 0;
}

int kern_link_unpin(struct kern_link *link, struct wbpf_error *err)
{
	int ret;

	KERN_LISTEN();
	ret = link->bpf ? bpf_link__unpin(link->bpf) : -EINVAL;
	if (ret)
		return kern_fail(err, ret, "link: unpin");
	link->pinned = false;
	return 0;
}

int kern_link_open_pinned(const char *path, struct kern_link **out, struct wbpf_error *err)
{
	struct kern_link *link = calloc(1, sizeof(*link));
	int ret = -ENOMEM;

	KERN_LISTEN();
	*out = NULL;
	if (link) {
		link->fd = link->prog_fd = -1;
		link->bpf = bpf_link__open(path);
		ret = link->bpf ? 0 : -errno;
	}
	if (!ret && !kern_fd_is(bpf_link__fd(link->bpf), "link"))
		ret = -EINVAL;
	if (ret) {
		kern_link_free(link);
		return kern_fail(err, ret, "open pinned link '%s'", path);
	}
	link->attached = link->pinned = link->opened = true;
	*out = link;
	return 0;
}

void kern_link_free(struct kern_link *link)
{
	if (!link)
		return;
	release(link);
	free(link);
}

int kern_iter_create(const struct kern_link *link, struct wbpf_error *err)
{
	int fd = kern_link_fd(link);

	KERN_LISTEN();
	if (fd < 0)
		return kern_refuse(err, -EINVAL, "iterator: the link is no iterator");
	fd = bpf_iter_create(fd);
	return fd < 0 ? kern_fail(err, -errno, "iterator: create") : fd;
}
