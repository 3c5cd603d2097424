/* SPDX-License-Identifier: MIT */
/*
 * libbpf's own btf.c for guests, with one difference: the kernel's BTF (5 MB, and as much again as
 * index) is not in the guest until something walks it. Most tools only ask whether a type exists;
 * that question goes to the host. Any other use of the object reads it whole, in its place.
 */
#include "btf_full.h"

#include "btf.c"

#include "btf_api.h"

#include <wasm_bpf/abi.h>

int wbpf_ret(int answer);

struct lazy {
	struct lazy *next;
	struct btf *btf;
	char module[64]; /* "": vmlinux */
};

static struct lazy *lazies;

static struct lazy *lazy_of(const struct btf *btf)
{
	struct lazy *l = lazies;

	while (l && l->btf != btf)
		l = l->next;
	return l;
}

static void forget(struct lazy *lazy)
{
	struct lazy **at = &lazies;

	while (*at != lazy)
		at = &(*at)->next;
	*at = lazy->next;
	free(lazy);
}

static void path_of(const char *module, char *path, size_t size)
{
	snprintf(path, size, "/sys/kernel/btf/%s", *module ? module : "vmlinux");
}

/* An object that knows only whose BTF it is. NULL and errno: the kernel has none. */
static struct btf *lazy_new(const char *module, struct btf *base)
{
	struct lazy *lazy = calloc(1, sizeof(*lazy));
	struct btf *btf = calloc(1, sizeof(*btf));
	char path[96];
	int ret = lazy && btf ? 0 : -ENOMEM;

	if (!ret) {
		path_of(module, path, sizeof(path));
		ret = wbpf_ret(wbpf_abi_host_file_stat(path, (uint32_t)strlen(path), NULL));
	}
	if (ret < 0) {
		free(lazy);
		free(btf);
		return libbpf_err_ptr(ret);
	}
	btf->fd = -1;
	btf->start_id = 1;
	btf->base_btf = base;
	snprintf(lazy->module, sizeof(lazy->module), "%s", module);
	lazy->btf = btf;
	lazy->next = lazies;
	lazies = lazy;
	return btf;
}

static int read_all(int fd, char *data, size_t size)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = read(fd, data + got, size - got);

		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		got += (size_t)n;
	}
	return 0;
}

/* The file's bytes; the caller frees them. */
static int read_kernel(const char *path, void **data, size_t *size)
{
	struct wbpf_host_file_info info = { .sz = sizeof(info) };
	int fd, ret = wbpf_ret(wbpf_abi_host_file_stat(path, (uint32_t)strlen(path), &info));

	if (ret < 0)
		return ret;
	if (!info.size || info.size > INT32_MAX)
		return -EFBIG;
	*size = (size_t)info.size;
	fd = open(path, O_RDONLY);
	*data = fd < 0 ? NULL : malloc(*size);
	ret = *data ? read_all(fd, *data, *size) : -errno;
	if (fd >= 0)
		close(fd);
	if (ret)
		free(*data);
	return ret;
}

static int fill(struct btf *btf, const char *module)
{
	char path[96];
	struct btf *full;
	size_t size;
	void *data;
	int ret;

	path_of(module, path, sizeof(path));
	ret = read_kernel(path, &data, &size);
	if (ret)
		return ret;
	/* As if mapped: the bytes are taken over, not copied. They go back by free(). */
	full = btf_new(data, (__u32)size, btf->base_btf, true);
	if (IS_ERR(full)) {
		free(data);
		return (int)PTR_ERR(full);
	}
	full->raw_data_is_mmap = false;
	*btf = *full;
	free(full);
	return 0;
}

/* True and errno: it cannot be read. */
static bool need(const struct btf *btf)
{
	struct lazy *lazy = lazies && btf ? lazy_of(btf) : NULL;
	int ret;

	if (!lazy)
		return false;
	if (lazy->btf->base_btf && need(lazy->btf->base_btf))
		return true;
	ret = fill(lazy->btf, lazy->module);
	if (!ret)
		forget(lazy);
	else
		errno = -ret;
	return ret != 0;
}

/* ---- what a BTF that is not there can do */

/* Also as libbpf_find_kernel_btf(): btf.c makes that an alias of this name. */
struct btf *btf__load_vmlinux_btf(void)
{
	return lazy_new("", NULL);
}

struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf)
{
	if (!module_name || !*module_name || strchr(module_name, '/') || strlen(module_name) > 63)
		return libbpf_err_ptr(-EINVAL);
	return lazy_new(module_name, vmlinux_btf);
}

void btf__free(struct btf *btf)
{
	struct lazy *lazy = lazies && !IS_ERR_OR_NULL(btf) ? lazy_of(btf) : NULL;

	if (lazy)
		forget(lazy);
	wbpf_full_btf__free(btf);
}

static __s32 ask_host(const struct lazy *lazy, const char *type_name, __u32 kind)
{
	if (!strcmp(type_name, "void"))
		return 0;
	return wbpf_ret(wbpf_abi_kernel_btf_find(lazy->module, (uint32_t)strlen(lazy->module),
						 type_name, (uint32_t)strlen(type_name), kind));
}

__s32 btf__find_by_name(const struct btf *btf, const char *type_name)
{
	const struct lazy *lazy = lazy_of(btf);

	return lazy ? ask_host(lazy, type_name, BTF_KIND_UNKN) :
		      wbpf_full_btf__find_by_name(btf, type_name);
}

__s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind)
{
	const struct lazy *lazy = lazy_of(btf);

	if (!lazy)
		return wbpf_full_btf__find_by_name_kind(btf, type_name, kind);
	return kind == BTF_KIND_UNKN ? 0 : ask_host(lazy, type_name, kind);
}

/* ---- all others read it first */

struct btf *btf__new_split(const void *data, __u32 size, struct btf *base_btf)
{
	return need(base_btf) ? NULL : wbpf_full_btf__new_split(data, size, base_btf);
}

struct btf *btf__new_empty_split(struct btf *base_btf)
{
	return need(base_btf) ? NULL : wbpf_full_btf__new_empty_split(base_btf);
}

int btf__distill_base(const struct btf *src_btf, struct btf **new_base_btf,
		      struct btf **new_split_btf)
{
	return need(src_btf) ? -errno :
			       wbpf_full_btf__distill_base(src_btf, new_base_btf, new_split_btf);
}

struct btf *btf__parse_split(const char *path, struct btf *base_btf)
{
	return need(base_btf) ? NULL : wbpf_full_btf__parse_split(path, base_btf);
}

struct btf *btf__parse_elf_split(const char *path, struct btf *base_btf)
{
	return need(base_btf) ? NULL : wbpf_full_btf__parse_elf_split(path, base_btf);
}

struct btf *btf__parse_raw_split(const char *path, struct btf *base_btf)
{
	return need(base_btf) ? NULL : wbpf_full_btf__parse_raw_split(path, base_btf);
}

struct btf *btf__load_from_kernel_by_id_split(__u32 id, struct btf *base_btf)
{
	return need(base_btf) ? NULL : wbpf_full_btf__load_from_kernel_by_id_split(id, base_btf);
}

int btf__load_into_kernel(struct btf *btf)
{
	return need(btf) ? -errno : wbpf_full_btf__load_into_kernel(btf);
}

__u32 btf__type_cnt(const struct btf *btf)
{
	return need(btf) ? 0 : wbpf_full_btf__type_cnt(btf);
}

const struct btf *btf__base_btf(const struct btf *btf)
{
	return need(btf) ? NULL : wbpf_full_btf__base_btf(btf);
}

const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id)
{
	return need(btf) ? NULL : wbpf_full_btf__type_by_id(btf, id);
}

size_t btf__pointer_size(const struct btf *btf)
{
	return need(btf) ? 0 : wbpf_full_btf__pointer_size(btf);
}

int btf__set_pointer_size(struct btf *btf, size_t ptr_sz)
{
	return need(btf) ? -errno : wbpf_full_btf__set_pointer_size(btf, ptr_sz);
}

enum btf_endianness btf__endianness(const struct btf *btf)
{
	return need(btf) ? 0 : wbpf_full_btf__endianness(btf);
}

int btf__set_endianness(struct btf *btf, enum btf_endianness endian)
{
	return need(btf) ? -errno : wbpf_full_btf__set_endianness(btf, endian);
}

__s64 btf__resolve_size(const struct btf *btf, __u32 type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__resolve_size(btf, type_id);
}

int btf__resolve_type(const struct btf *btf, __u32 type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__resolve_type(btf, type_id);
}

int btf__align_of(const struct btf *btf, __u32 id)
{
	return need(btf) ? -errno : wbpf_full_btf__align_of(btf, id);
}

int btf__fd(const struct btf *btf)
{
	return need(btf) ? -errno : wbpf_full_btf__fd(btf);
}

void btf__set_fd(struct btf *btf, int fd)
{
	if (!(need(btf)))
		wbpf_full_btf__set_fd(btf, fd);
}

const void *btf__raw_data(const struct btf *btf, __u32 *size)
{
	return need(btf) ? NULL : wbpf_full_btf__raw_data(btf, size);
}

const char *btf__name_by_offset(const struct btf *btf, __u32 offset)
{
	return need(btf) ? NULL : wbpf_full_btf__name_by_offset(btf, offset);
}

const char *btf__str_by_offset(const struct btf *btf, __u32 offset)
{
	return need(btf) ? NULL : wbpf_full_btf__str_by_offset(btf, offset);
}

int btf__find_str(struct btf *btf, const char *s)
{
	return need(btf) ? -errno : wbpf_full_btf__find_str(btf, s);
}

int btf__add_str(struct btf *btf, const char *s)
{
	return need(btf) ? -errno : wbpf_full_btf__add_str(btf, s);
}

int btf__add_type(struct btf *btf, const struct btf *src_btf, const struct btf_type *src_type)
{
	return need(btf) || need(src_btf) ? -errno :
					    wbpf_full_btf__add_type(btf, src_btf, src_type);
}

int btf__add_btf(struct btf *btf, const struct btf *src_btf)
{
	return need(btf) || need(src_btf) ? -errno : wbpf_full_btf__add_btf(btf, src_btf);
}

int btf__add_int(struct btf *btf, const char *name, size_t byte_sz, int encoding)
{
	return need(btf) ? -errno : wbpf_full_btf__add_int(btf, name, byte_sz, encoding);
}

int btf__add_float(struct btf *btf, const char *name, size_t byte_sz)
{
	return need(btf) ? -errno : wbpf_full_btf__add_float(btf, name, byte_sz);
}

int btf__add_ptr(struct btf *btf, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_ptr(btf, ref_type_id);
}

int btf__add_array(struct btf *btf, int index_type_id, int elem_type_id, __u32 nr_elems)
{
	return need(btf) ? -errno :
			   wbpf_full_btf__add_array(btf, index_type_id, elem_type_id, nr_elems);
}

int btf__add_struct(struct btf *btf, const char *name, __u32 sz)
{
	return need(btf) ? -errno : wbpf_full_btf__add_struct(btf, name, sz);
}

int btf__add_union(struct btf *btf, const char *name, __u32 sz)
{
	return need(btf) ? -errno : wbpf_full_btf__add_union(btf, name, sz);
}

int btf__add_field(struct btf *btf, const char *name, int field_type_id, __u32 bit_offset,
		   __u32 bit_size)
{
	return need(btf) ? -errno :
			   wbpf_full_btf__add_field(btf, name, field_type_id, bit_offset, bit_size);
}

int btf__add_enum(struct btf *btf, const char *name, __u32 bytes_sz)
{
	return need(btf) ? -errno : wbpf_full_btf__add_enum(btf, name, bytes_sz);
}

int btf__add_enum_value(struct btf *btf, const char *name, __s64 value)
{
	return need(btf) ? -errno : wbpf_full_btf__add_enum_value(btf, name, value);
}

int btf__add_enum64(struct btf *btf, const char *name, __u32 bytes_sz, bool is_signed)
{
	return need(btf) ? -errno : wbpf_full_btf__add_enum64(btf, name, bytes_sz, is_signed);
}

int btf__add_enum64_value(struct btf *btf, const char *name, __u64 value)
{
	return need(btf) ? -errno : wbpf_full_btf__add_enum64_value(btf, name, value);
}

int btf__add_fwd(struct btf *btf, const char *name, enum btf_fwd_kind fwd_kind)
{
	return need(btf) ? -errno : wbpf_full_btf__add_fwd(btf, name, fwd_kind);
}

int btf__add_typedef(struct btf *btf, const char *name, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_typedef(btf, name, ref_type_id);
}

int btf__add_volatile(struct btf *btf, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_volatile(btf, ref_type_id);
}

int btf__add_const(struct btf *btf, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_const(btf, ref_type_id);
}

int btf__add_restrict(struct btf *btf, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_restrict(btf, ref_type_id);
}

int btf__add_type_tag(struct btf *btf, const char *value, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_type_tag(btf, value, ref_type_id);
}

int btf__add_type_attr(struct btf *btf, const char *value, int ref_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_type_attr(btf, value, ref_type_id);
}

int btf__add_func(struct btf *btf, const char *name, enum btf_func_linkage linkage,
		  int proto_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_func(btf, name, linkage, proto_type_id);
}

int btf__add_func_proto(struct btf *btf, int ret_type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_func_proto(btf, ret_type_id);
}

int btf__add_func_param(struct btf *btf, const char *name, int type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_func_param(btf, name, type_id);
}

int btf__add_var(struct btf *btf, const char *name, int linkage, int type_id)
{
	return need(btf) ? -errno : wbpf_full_btf__add_var(btf, name, linkage, type_id);
}

int btf__add_datasec(struct btf *btf, const char *name, __u32 byte_sz)
{
	return need(btf) ? -errno : wbpf_full_btf__add_datasec(btf, name, byte_sz);
}

int btf__add_datasec_var_info(struct btf *btf, int var_type_id, __u32 offset, __u32 byte_sz)
{
	return need(btf) ? -errno :
			   wbpf_full_btf__add_datasec_var_info(btf, var_type_id, offset, byte_sz);
}

int btf__add_decl_tag(struct btf *btf, const char *value, int ref_type_id, int component_idx)
{
	return need(btf) ? -errno :
			   wbpf_full_btf__add_decl_tag(btf, value, ref_type_id, component_idx);
}

int btf__add_decl_attr(struct btf *btf, const char *value, int ref_type_id, int component_idx)
{
	return need(btf) ? -errno :
			   wbpf_full_btf__add_decl_attr(btf, value, ref_type_id, component_idx);
}

int btf__dedup(struct btf *btf, const struct btf_dedup_opts *opts)
{
	return need(btf) ? -errno : wbpf_full_btf__dedup(btf, opts);
}

int btf__relocate(struct btf *btf, const struct btf *base_btf)
{
	return need(btf) || need(base_btf) ? -errno : wbpf_full_btf__relocate(btf, base_btf);
}

int btf__permute(struct btf *btf, __u32 *id_map, __u32 id_map_cnt,
		 const struct btf_permute_opts *opts)
{
	return need(btf) ? -errno : wbpf_full_btf__permute(btf, id_map, id_map_cnt, opts);
}
