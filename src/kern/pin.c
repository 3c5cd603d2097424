/* SPDX-License-Identifier: MIT */
#include <bpf/bpf.h>
#include <errno.h>
#include <libgen.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kern/object.h"
#include "kern/words.h"

bool kern_file_is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) || S_ISREG(st.st_mode);
}

static bool fd_name(int fd, char *name, size_t size)
{
	char path[32];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, name, size - 1);
	if (n <= 0)
		return false;
	name[n] = '\0';
	return true;
}

bool kern_fd_is_btf(int fd)
{
	char name[64];

	return fd_name(fd, name, sizeof(name)) &&
	       (!strcmp(name, "anon_inode:btf") || !strcmp(name, "anon_inode:[btf]"));
}

bool kern_fd_is(int fd, const char *what)
{
	char name[64];
	const char *bpf;

	if (!fd_name(fd, name, sizeof(name)))
		return false;
	bpf = strstr(name, "anon_inode:bpf");
	/* "bpf-link" or "bpf_link", as it came from a pin or from its creation. */
	return bpf && strlen(bpf) > 15 && !strcmp(bpf + 15, what);
}

static int check_bpffs(const char *dir)
{
	struct statfs fs;

	if (statfs(dir, &fs))
		return -errno;
	return fs.f_type == BPF_FS_MAGIC ? 0 : -EINVAL;
}

static int check_parent(const char *path)
{
	WBPF_FREE char *copy = strdup(path);

	return copy ? check_bpffs(dirname(copy)) : -ENOMEM;
}

int kern_pin_check(const char *path)
{
	WBPF_FREE char *copy = strdup(path);
	struct kern_words *words = kern_words_here();
	char *parent;
	int ret;

	if (!copy)
		return -ENOMEM;
	parent = dirname(copy);
	ret = check_bpffs(parent);
	if (ret == -ENOENT)
		ret = check_bpffs(dirname(parent));
	if (ret == -EINVAL)
		snprintf(words->note, sizeof(words->note), "'%s' is in no bpffs", path);
	return ret;
}

static int make_parent(const char *path)
{
	WBPF_FREE char *copy = strdup(path);

	if (!copy)
		return -ENOMEM;
	return mkdir(dirname(copy), 0700) && errno != EEXIST ? -errno : 0;
}

int kern_pin_fd(int fd, const char *path)
{
	int ret = path ? kern_pin_check(path) : -EINVAL;

	if (!ret)
		ret = make_parent(path);
	if (!ret && bpf_obj_pin(fd, path))
		ret = -errno;
	return ret;
}

int kern_unpin_path(const char *path)
{
	int ret = path ? check_parent(path) : -EINVAL;

	if (!ret && unlink(path))
		ret = -errno;
	return ret;
}
