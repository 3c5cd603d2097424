/* SPDX-License-Identifier: MIT */
/* Objects from files of the guest's directories. */
#include <stdio.h>

#include "internal.h"

/* A BPF object is small; a larger file is none. */
enum { OBJECT_MAX_BYTES = 256 << 20 };

static void *read_all(FILE *file, size_t *len)
{
	size_t cap = 0, n;
	char *data = NULL, *grown;

	for (*len = 0; *len < OBJECT_MAX_BYTES; *len += n) {
		if (*len == cap) {
			cap = cap ? cap * 2 : 65536;
			grown = realloc(data, cap);
			if (!grown)
				break;
			data = grown;
		}
		n = fread(data + *len, 1, cap - *len, file);
		if (!n && !ferror(file))
			return data;
		if (!n)
			break;
	}
	free(data);
	return wbpf_null(ferror(file) ? errno : *len < OBJECT_MAX_BYTES ? ENOMEM : EFBIG);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* libbpf names an object after its file, up to the first dot; at most 15 bytes. */
static void name_from_path(char name[BPF_OBJ_NAME_LEN], const char *path)
{
	size_t len = strcspn(base_name(path), ".");

	if (len >= BPF_OBJ_NAME_LEN)
		len = BPF_OBJ_NAME_LEN - 1;
	memcpy(name, base_name(path), len);
	name[len] = '\0';
}

static struct bpf_object *open_named(const char *path, const void *data, size_t len,
				     const struct bpf_object_open_opts *opts)
{
	LIBBPF_OPTS(bpf_object_open_opts, named);
	char name[BPF_OBJ_NAME_LEN];

	if (opts)
		memcpy(&named, opts, opts->sz < sizeof(named) ? opts->sz : sizeof(named));
	named.sz = sizeof(named);
	name_from_path(name, path);
	if (!named.object_name && *name)
		named.object_name = name;
	return bpf_object__open_mem(data, len, &named);
}

struct bpf_object *bpf_object__open_file(const char *path, const struct bpf_object_open_opts *opts)
{
	struct bpf_object *obj = NULL;
	FILE *file;
	void *data;
	size_t len;

	if (!path || OPTS_BAD(opts))
		return wbpf_null(EINVAL);
	wbpf_print(LIBBPF_DEBUG, "libbpf: loading %s\n", path);
	file = fopen(path, "rb");
	data = file ? read_all(file, &len) : NULL;
	if (data)
		obj = open_named(path, data, len, opts);
	else
		wbpf_print(LIBBPF_WARN, "libbpf: failed to read %s: %s\n", path, strerror(errno));
	free(data);
	if (file) {
		int saved = errno;

		fclose(file);
		errno = saved;
	}
	return obj;
}

struct bpf_object *bpf_object__open(const char *path)
{
	return bpf_object__open_file(path, NULL);
}
