/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "codegen/assert.h"
#include "codegen/bytes.h"
#include "codegen/codegen.h"
#include "codegen/ops.h"
#include "codegen/sections.h"
#include "codegen/text.h"

/* In these texts '@' stands for the skeleton's name. */
static const char head_text[] = "/* Made by `wasm-bpf gen skeleton`; changes will be lost. */\n"
				"#ifndef WBPF_SKEL_@_H\n"
				"#define WBPF_SKEL_@_H\n"
				"\n"
				"#include <errno.h>\n"
				"#include <stdbool.h>\n"
				"#include <stdlib.h>\n"
				"#include <bpf/libbpf.h>\n"
				"\n"
				"#define BPF_SKEL_SUPPORTS_MAP_AUTO_ATTACH 1\n";

static const char struct_text[] = "\n"
				  "struct @ {\n"
				  "\tstruct bpf_object_skeleton *skeleton;\n"
				  "\tstruct bpf_object *obj;\n";

static const char cpp_members_text[] =
	"\n"
	"#ifdef __cplusplus\n"
	"\tstatic inline @ *open(const bpf_object_open_opts *opts = NULL);\n"
	"\tstatic inline @ *open_and_load();\n"
	"\tstatic inline int load(@ *skel);\n"
	"\tstatic inline int attach(@ *skel);\n"
	"\tstatic inline void detach(@ *skel);\n"
	"\tstatic inline void destroy(@ *skel);\n"
	"\tstatic inline const void *elf_bytes(size_t *sz);\n"
	"#endif\n";

static const char cpp_functions_text[] =
	"\n"
	"#ifdef __cplusplus\n"
	"@ *@::open(const bpf_object_open_opts *opts) { return @__open_opts(opts); }\n"
	"@ *@::open_and_load() { return @__open_and_load(); }\n"
	"int @::load(@ *skel) { return @__load(skel); }\n"
	"int @::attach(@ *skel) { return @__attach(skel); }\n"
	"void @::detach(@ *skel) { @__detach(skel); }\n"
	"void @::destroy(@ *skel) { @__destroy(skel); }\n"
	"const void *@::elf_bytes(size_t *sz) { return @__elf_bytes(sz); }\n"
	"#endif\n";

static const char functions_text[] =
	"};\n"
	"\n"
	"static inline int @__create_skeleton(struct @ *obj);\n"
	"static inline void @__open_ops(struct @ *obj);\n"
	"static inline const void *@__elf_bytes(size_t *sz);\n"
	"\n"
	"static inline void @__destroy(struct @ *obj)\n"
	"{\n"
	"\tif (obj)\n"
	"\t\tbpf_object__destroy_skeleton(obj->skeleton);\n"
	"\tfree(obj);\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open_opts(const struct bpf_object_open_opts *opts)\n"
	"{\n"
	"\tstruct @ *obj = (struct @ *)calloc(1, sizeof(*obj));\n"
	"\tint err = obj ? @__create_skeleton(obj) : -ENOMEM;\n"
	"\n"
	"\tif (!err)\n"
	"\t\terr = bpf_object__open_skeleton(obj->skeleton, opts);\n"
	"\tif (!err) {\n"
	"\t\t@__open_ops(obj);\n"
	"\t\treturn obj;\n"
	"\t}\n"
	"\t@__destroy(obj);\n"
	"\terrno = -err;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open(void)\n"
	"{\n"
	"\treturn @__open_opts(NULL);\n"
	"}\n"
	"\n"
	"static inline int @__load(struct @ *obj)\n"
	"{\n"
	"\treturn bpf_object__load_skeleton(obj->skeleton);\n"
	"}\n"
	"\n"
	"static inline struct @ *@__open_and_load(void)\n"
	"{\n"
	"\tstruct @ *obj = @__open();\n"
	"\tint err = obj ? @__load(obj) : 0;\n"
	"\n"
	"\tif (!err)\n"
	"\t\treturn obj;\n"
	"\t@__destroy(obj);\n"
	"\terrno = -err;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"static inline int @__attach(struct @ *obj)\n"
	"{\n"
	"\treturn bpf_object__attach_skeleton(obj->skeleton);\n"
	"}\n"
	"\n"
	"static inline void @__detach(struct @ *obj)\n"
	"{\n"
	"\tbpf_object__detach_skeleton(obj->skeleton);\n"
	"}\n"
	"\n";

static const char create_text[] =
	"static inline int @__create_skeleton(struct @ *obj)\n"
	"{\n"
	"\tstruct bpf_object_skeleton *s = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));\n"
	"\n"
	"\tif (!s)\n"
	"\t\treturn -ENOMEM;\n"
	"\tobj->skeleton = s;\n"
	"\ts->sz = sizeof(*s);\n"
	"\ts->name = \"@\";\n"
	"\ts->obj = &obj->obj;\n"
	"\ts->data = @__elf_bytes(&s->data_sz);\n";

static const char asserts_text[] =
	"\n"
	"#ifdef __cplusplus\n"
	"#define WBPF_SKEL_ASSERT static_assert\n"
	"#else\n"
	"#define WBPF_SKEL_ASSERT _Static_assert\n"
	"#endif\n"
	"__attribute__((unused)) static inline void @__assert(struct @ *s)\n"
	"{\n"
	"\t(void)s;\n";

static void create(struct wbpf_buf *out, const struct cg_model *m, const char *name)
{
	cg_expand(out, create_text, name);
	cg_tables(out, m, true);
	wbpf_buf_printf(out, "\treturn 0;\n}\n\n");
	cg_expand(out, "static inline void @__open_ops(struct @ *obj)\n{\n\t(void)obj;\n", name);
	cg_ops_open(out, m);
	wbpf_buf_printf(out, "}\n\n");
}

static void elf_bytes(struct wbpf_buf *out, const void *elf, size_t len, const char *name)
{
	struct wbpf_buf stripped = WBPF_BUF_INIT;

	cg_strip(&stripped, elf, len);
	out->oom |= stripped.oom;
	cg_expand(out, "static inline const void *@__elf_bytes(size_t *sz)\n{\n", name);
	wbpf_buf_printf(out, "\tstatic const char data[] __attribute__((aligned(8))) =\n");
	cg_bytes(out, stripped.data, stripped.len);
	wbpf_buf_printf(out, "\t;\n\n\t*sz = sizeof(data) - 1;\n\treturn data;\n}\n");
	wbpf_buf_free(&stripped);
}

static int write_struct(struct cg_types *ts, struct wbpf_buf *out, const struct cg_model *m,
			const char *name)
{
	int ret;

	cg_expand(out, struct_text, name);
	cg_handles(ts, out, m, true);
	ret = cg_ops(ts, out, m, name);
	if (!ret)
		ret = cg_sections(ts, out, m, name);
	cg_expand(out, cpp_members_text, name);
	return ret;
}

static int write_all(struct wbpf_buf *out, const struct cg_model *m, const void *elf, size_t len,
		     const char *name, struct wbpf_error *err)
{
	struct cg_types ts = { .btf = m->btf, .err = err };
	struct wbpf_buf body = WBPF_BUF_INIT;
	int ret = write_struct(&ts, &body, m, name);

	cg_expand(out, head_text, name);
	cg_cpp_names(out, ts.cpp, true);
	wbpf_buf_append(out, body.data ? body.data : "", body.len);
	out->oom |= body.oom;
	wbpf_buf_free(&body);
	if (ret)
		return ret;
	cg_expand(out, functions_text, name);
	create(out, m, name);
	elf_bytes(out, elf, len, name);
	cg_expand(out, cpp_functions_text, name);
	cg_expand(out, asserts_text, name);
	ret = cg_asserts(&ts, out, m, name);
	wbpf_buf_printf(out, "}\n#undef WBPF_SKEL_ASSERT\n");
	cg_cpp_names(out, ts.cpp, false);
	cg_expand(out, "\n#endif /* WBPF_SKEL_@_H */\n", name);
	if (!ret && out->oom)
		ret = wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	return ret;
}

int wbpf_codegen_skeleton(const void *elf, size_t len, const char *name, struct wbpf_buf *out,
			  struct wbpf_error *err)
{
	struct cg_model m;
	int ret = cg_check_name(name, err);

	if (!ret)
		ret = cg_model_open(&m, elf, len, name, err);
	if (ret)
		return ret;
	ret = write_all(out, &m, elf, len, name, err);
	cg_model_close(&m);
	return ret;
}
