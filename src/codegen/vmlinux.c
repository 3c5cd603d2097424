/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "codegen/check.h"
#include "codegen/codegen.h"

static const char head_text[] =
	"/* Made by `wasm-bpf gen vmlinux`; changes will be lost. */\n"
	"#ifndef __VMLINUX_H__\n"
	"#define __VMLINUX_H__\n"
	"\n"
	"#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
	"#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)\n"
	"#endif\n"
	"\n";

static const char kfuncs_text[] = "\n"
				  "#ifndef BPF_NO_KFUNC_PROTOTYPES\n"
				  "#ifndef __ksym\n"
				  "#define __ksym __attribute__((section(\".ksyms\")))\n"
				  "#endif\n"
				  "#ifndef __weak\n"
				  "#define __weak __attribute__((weak))\n"
				  "#endif\n";

static const char tail_text[] = "#endif /* BPF_NO_KFUNC_PROTOTYPES */\n"
				"\n"
				"#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
				"#pragma clang attribute pop\n"
				"#endif\n"
				"\n"
				"#endif /* __VMLINUX_H__ */\n";

static void print_to_buf(void *ctx, const char *fmt, va_list args)
{
	wbpf_buf_vprintf(ctx, fmt, args);
}

/* The function that a "bpf_kfunc" tag stands at, or NULL. */
static const struct btf_type *tagged_kfunc(const struct btf *btf, const struct btf_type *tag)
{
	const struct btf_type *func;
	const char *name;

	if (!btf_is_decl_tag(tag) || btf_decl_tag(tag)->component_idx != -1)
		return NULL;
	name = btf__name_by_offset(btf, tag->name_off);
	func = btf__type_by_id(btf, tag->type);
	if (!name || strcmp(name, "bpf_kfunc") != 0 || !func || !btf_is_func(func))
		return NULL;
	return func;
}

static int dump_kfunc(const struct btf *btf, struct btf_dump *dump, struct wbpf_buf *out,
		      const struct btf_type *func)
{
	const char *name = btf__name_by_offset(btf, func->name_off);
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, opts, .field_name = name);
	int ret;

	if (!name || !cg_is_ident(name))
		return 0;
	wbpf_buf_printf(out, "extern ");
	ret = btf_dump__emit_type_decl(dump, func->type, &opts);
	wbpf_buf_printf(out, " __weak __ksym;\n");
	return ret;
}

static int dump_all(const struct btf *btf, struct btf_dump *dump, struct wbpf_buf *out)
{
	uint32_t cnt = btf__type_cnt(btf);
	int ret = 0;

	wbpf_buf_printf(out, "%s", head_text);
	for (uint32_t id = 1; !ret && id < cnt; id++)
		ret = btf_dump__dump_type(dump, id);
	wbpf_buf_printf(out, "%s", kfuncs_text);
	for (uint32_t id = 1; !ret && id < cnt; id++) {
		const struct btf_type *func = tagged_kfunc(btf, btf__type_by_id(btf, id));

		if (func)
			ret = dump_kfunc(btf, dump, out, func);
	}
	wbpf_buf_printf(out, "%s", tail_text);
	return out->oom ? -ENOMEM : ret;
}

static int open_failed(struct wbpf_error *err, const char *path, int code)
{
	const char *what = path ? path : "/sys/kernel/btf/vmlinux";

	if (code == -ENOMEM)
		return wbpf_fail(err, WBPF_STAGE_INTERNAL, code, "out of memory");
	if (!path && (code == -ENOENT || code == -ESRCH))
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT,
				 "the running kernel has no BTF (%s is missing)", what);
	if (code == -ENOENT || code == -EACCES || code == -EISDIR)
		return wbpf_fail_errno(err, WBPF_STAGE_READ, code, "cannot open '%s'", what);
	return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "no valid BTF in '%s'", what);
}

static int dump_checked(struct btf *btf, struct wbpf_buf *out, struct wbpf_error *err)
{
	struct cg_types ts = { .btf = btf, .err = err };
	struct btf_dump *dump;
	int ret = cg_check_all(&ts);

	if (ret)
		return ret;
	dump = btf_dump__new(btf, print_to_buf, out, NULL);
	ret = dump ? dump_all(btf, dump, out) : -errno;
	btf_dump__free(dump);
	return ret ? wbpf_fail_errno(err, WBPF_STAGE_KERNEL, ret, "cannot write the types as C") :
		     0;
}

int wbpf_codegen_open_btf(const char *path, struct btf **btf, struct wbpf_error *err)
{
	*btf = path ? btf__parse(path, NULL) : btf__load_vmlinux_btf();
	return *btf ? 0 : open_failed(err, path, -errno);
}

int wbpf_codegen_vmlinux(const char *btf_path, struct wbpf_buf *out, struct wbpf_error *err)
{
	struct btf *btf;
	int ret = wbpf_codegen_open_btf(btf_path, &btf, err);

	if (ret)
		return ret;
	ret = dump_checked(btf, out, err);
	btf__free(btf);
	return ret ? wbpf_wrap(err, "%s", btf_path ? btf_path : "the running kernel's BTF") : 0;
}
