/* SPDX-License-Identifier: MIT */
/* What libbpf does not read, and types that the object does not use. */
#include <string.h>

#include <bpf/libbpf.h>

#include "codegen/bytes.h"
#include "codegen/elf.h"
#include "codegen/trim.h"

/* DWARF, and the relocations of BTF: libbpf knows the places by other means. */
static bool is_unread(const char *name)
{
	if (strncmp(name, ".rel.BTF", 8) == 0)
		return true;
	if (strncmp(name, ".rela", 5) == 0)
		name += 5;
	else if (strncmp(name, ".rel", 4) == 0)
		name += 4;
	return strncmp(name, ".debug_", 7) == 0;
}

static void write_trimmed(const struct cg_elf *e, struct wbpf_buf *out)
{
	struct cg_content *btf = cg_elf_find(e, ".BTF"), *ext = cg_elf_find(e, ".BTF.ext");
	struct wbpf_buf new_btf = WBPF_BUF_INIT, new_ext = WBPF_BUF_INIT;

	if (btf && cg_trim_btf(btf->data, btf->len, ext ? ext->data : NULL, ext ? ext->len : 0,
			       &new_btf, &new_ext)) {
		*btf = (struct cg_content){ new_btf.data, new_btf.len };
		if (ext)
			*ext = (struct cg_content){ new_ext.data, new_ext.len };
	}
	cg_elf_write(e, out);
	wbpf_buf_free(&new_btf);
	wbpf_buf_free(&new_ext);
}

/* Odd objects may be read in one way here and in another there: libbpf has the last word. */
static bool opens(const struct wbpf_buf *elf)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "trimmed");
	struct bpf_object *obj = elf->oom ? NULL : bpf_object__open_mem(elf->data, elf->len, &opts);

	if ((intptr_t)obj <= 0)
		return false;
	bpf_object__close(obj);
	return true;
}

void cg_strip(struct wbpf_buf *out, const void *elf, size_t len)
{
	struct wbpf_buf less = WBPF_BUF_INIT;
	struct cg_elf e;
	bool done = cg_elf_read(&e, elf, len);

	for (int i = 1; done && i < e.head.e_shnum; i++)
		if (is_unread(cg_elf_name(&e, i)))
			e.content[i].len = 0;
	if (done)
		write_trimmed(&e, &less);
	done = done && opens(&less);
	out->oom |= less.oom;
	wbpf_buf_append(out, done ? less.data : elf, done ? less.len : len);
	wbpf_buf_free(&less);
	cg_elf_free(&e);
}
