/* SPDX-License-Identifier: MIT */
#include <wasm_bpf/gen.h>

#include <errno.h>

#include "base/buf.h"
#include "codegen/codegen.h"
#include "kern/kern.h"

static int hand_over(int ret, struct wbpf_buf *text, char **out, size_t *out_len,
		     struct wbpf_error *err)
{
	/* An empty text is a text, too: the caller gets something to free and to print. */
	if (!ret && !wbpf_buf_reserve(text, 0))
		ret = wbpf_fail_errno(err, WBPF_STAGE_INTERNAL, -ENOMEM, "generated text");
	if (ret) {
		wbpf_buf_free(text);
		return ret;
	}
	text->data[text->len] = '\0';
	*out = text->data;
	*out_len = text->len;
	return 0;
}

typedef int (*codegen_fn)(const void *elf, size_t len, const char *name, struct wbpf_buf *out,
			  struct wbpf_error *err);

static int of_object(codegen_fn fn, const void *elf, size_t len, const char *name, char **out,
		     size_t *out_len, struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;

	*out = NULL;
	*out_len = 0;
	kern_init();
	return hand_over(fn(elf, len, name, &text, err), &text, out, out_len, err);
}

int wbpf_gen_skeleton(const void *elf, size_t len, const char *name, char **out, size_t *out_len,
		      struct wbpf_error *err)
{
	return of_object(wbpf_codegen_skeleton, elf, len, name, out, out_len, err);
}

int wbpf_gen_subskeleton(const void *elf, size_t len, const char *name, char **out, size_t *out_len,
			 struct wbpf_error *err)
{
	return of_object(wbpf_codegen_subskeleton, elf, len, name, out, out_len, err);
}

int wbpf_gen_vmlinux(const char *btf_path, char **out, size_t *out_len, struct wbpf_error *err)
{
	struct wbpf_buf text = WBPF_BUF_INIT;

	*out = NULL;
	*out_len = 0;
	kern_init();
	return hand_over(wbpf_codegen_vmlinux(btf_path, &text, err), &text, out, out_len, err);
}
