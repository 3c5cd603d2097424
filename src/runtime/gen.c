/* SPDX-License-Identifier: MIT */
#include <wasm_bpf/gen.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "codegen/codegen.h"
#include "kern/kern.h"
#include "kern/words.h"

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

/* NULL: out of memory, and said so. */
static struct cg_input *inputs(const struct wbpf_gen_input *objects, size_t cnt,
			       struct wbpf_error *err)
{
	struct cg_input *in = calloc(cnt + 1, sizeof(*in));

	if (!in)
		wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory");
	for (size_t i = 0; in && i < cnt; i++)
		in[i] = (struct cg_input){ objects[i].elf, objects[i].len, objects[i].name };
	return in;
}

/* Why objects do not fit together only libbpf knows. */
static int link_objects(const struct cg_input *objects, size_t cnt, struct wbpf_buf *text,
			struct wbpf_error *err)
{
	KERN_LISTEN();
	char cause[256];
	int ret = wbpf_codegen_object(objects, cnt, text, err);

	if (ret && kern_words_cause(words_, cause, sizeof(cause)))
		wbpf_error_set_detail(err, cause, strlen(cause));
	return ret;
}

int wbpf_gen_min_btf(const struct wbpf_gen_input *objects, size_t cnt, const char *btf_path,
		     char **out, size_t *out_len, struct wbpf_error *err)
{
	WBPF_FREE struct cg_input *in = inputs(objects, cnt, err);
	struct wbpf_buf text = WBPF_BUF_INIT;
	int ret = in ? 0 : -ENOMEM;

	*out = NULL;
	*out_len = 0;
	kern_init();
	if (!ret)
		ret = wbpf_codegen_min_btf(in, cnt, btf_path, &text, err);
	return hand_over(ret, &text, out, out_len, err);
}

int wbpf_gen_object(const struct wbpf_gen_input *objects, size_t cnt, char **out, size_t *out_len,
		    struct wbpf_error *err)
{
	WBPF_FREE struct cg_input *in = inputs(objects, cnt, err);
	struct wbpf_buf text = WBPF_BUF_INIT;
	int ret = in ? 0 : -ENOMEM;

	*out = NULL;
	*out_len = 0;
	kern_init();
	if (!ret)
		ret = link_objects(in, cnt, &text, err);
	return hand_over(ret, &text, out, out_len, err);
}

int wbpf_gen_structs(const struct wbpf_gen_input *object, const char *const *names, size_t cnt,
		     char **out, size_t *out_len, struct wbpf_error *err)
{
	const struct cg_input in = { object->elf, object->len, object->name };
	struct wbpf_buf text = WBPF_BUF_INIT;

	*out = NULL;
	*out_len = 0;
	kern_init();
	return hand_over(wbpf_codegen_structs(&in, names, cnt, &text, err), &text, out, out_len,
			 err);
}
