/* SPDX-License-Identifier: MIT */
/* The wasmtime adapter: the engine's errors and traps as ours. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "engine/text.h"
#include "engine/wasmtime_impl.h"

static const char causes[] = "Caused by:";

void wt_failure_clear(struct wt_failure *failure)
{
	if (failure->error)
		wasmtime_error_delete(failure->error);
	if (failure->trap)
		wasm_trap_delete(failure->trap);
	*failure = (struct wt_failure){ 0 };
}

/* "  1: text" of a numbered list of causes, "--> <anon>:1:2" of a place: the words alone. */
static const char *strip(const char *line, const char *end)
{
	const char *p;

	while (line < end && isspace((unsigned char)*line))
		line++;
	for (p = line; p < end && isdigit((unsigned char)*p); p++)
		;
	if (p > line && p + 1 < end && p[0] == ':' && p[1] == ' ')
		return p + 2;
	if (end - line > 4 && !memcmp(line, "--> ", 4))
		return line + 4;
	return line;
}

/* The source line that a WAT error quotes ("  3 | (func"), and the mark below it. */
static bool is_quote(const char *line, const char *end)
{
	const char *bar = memchr(line, '|', (size_t)(end - line));

	for (; bar && line < bar; line++) {
		if (!isspace((unsigned char)*line) && !isdigit((unsigned char)*line))
			return false;
	}
	return bar != NULL;
}

static bool is_heading(const char *line, const char *end)
{
	return (size_t)(end - line) == strlen(causes) && !memcmp(line, causes, strlen(causes));
}

/* Join the engine's lines, one cause each, with ": ". */
static void add_sentence(struct wbpf_buf *out, const char *text, const char *end)
{
	const char *next;
	size_t start = out->len;

	for (; text < end; text = next) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		const char *word;

		next = eol ? eol + 1 : end;
		eol = eol ? eol : end;
		word = strip(text, eol);
		if (word == eol || is_quote(text, eol) || is_heading(word, eol))
			continue;
		if (out->len > start)
			wbpf_buf_append(out, ": ", 2);
		wbpf_text_append(out, word, (size_t)(eol - word), false);
	}
}

int wt_fail(struct wbpf_error *err, enum wbpf_stage stage, int code, const char *what,
	    wasmtime_error_t *error)
{
	struct wbpf_buf text = WBPF_BUF_INIT;
	wasm_name_t words;

	wasmtime_error_message(error, &words);
	if (what)
		wbpf_buf_printf(&text, "%s: ", what);
	add_sentence(&text, words.data, words.data + words.size);
	wbpf_fail(err, stage, code, "%s", text.len ? text.data : wbpf_errno_text(code));
	wbpf_buf_free(&text);
	wbpf_text_append(&text, words.data, words.size, true);
	if (text.len && !text.oom && strchr(text.data, '\n'))
		wbpf_error_set_detail(err, text.data, text.len);
	wbpf_buf_free(&text);
	wasm_name_delete(&words);
	wasmtime_error_delete(error);
	return code;
}

bool wt_is_glue_frame(const wasm_frame_t *frame)
{
	const wasm_name_t *name = wasmtime_frame_module_name(frame);

	return name && name->size == strlen(WT_GLUE_NAME) &&
	       !memcmp(name->data, WT_GLUE_NAME, name->size);
}

static void add_frame(struct wbpf_buf *out, size_t number, const wasm_frame_t *frame)
{
	const wasm_name_t *name = wasmtime_frame_func_name(frame);
	size_t offset = wasm_frame_module_offset(frame);

	wbpf_buf_printf(out, "%s%3zu: ", number ? "\n" : "", number);
	if (name)
		wbpf_text_append(out, name->data, name->size, false);
	else
		wbpf_buf_printf(out, "function %u", wasm_frame_func_index(frame));
	/* Of a frame that had no room to begin it is not known. */
	if (offset != SIZE_MAX)
		wbpf_buf_printf(out, " (module offset 0x%zx)", offset);
}

static void add_backtrace(struct wbpf_buf *out, const struct wt_failure *failure)
{
	wasm_frame_vec_t frames;
	size_t number = 0;

	if (failure->trap)
		wasm_trap_trace(failure->trap, &frames);
	else
		wasmtime_error_wasm_trace(failure->error, &frames);
	for (size_t i = 0; i < frames.size; i++) {
		if (!wt_is_glue_frame(frames.data[i]))
			add_frame(out, number++, frames.data[i]);
	}
	wasm_frame_vec_delete(&frames);
}

/* The engine's text is "error while executing at wasm backtrace: ... Caused by: reason": the
 * backtrace is the detail, so that only the reason is for the sentence. */
static void add_reason(struct wbpf_buf *out, const struct wt_failure *failure)
{
	const char *begin, *end, *reason;
	wasm_name_t words;

	if (failure->trap)
		wasm_trap_message(failure->trap, &words);
	else
		wasmtime_error_message(failure->error, &words);
	begin = words.data;
	end = begin + strnlen(begin, words.size);
	reason = memmem(begin, (size_t)(end - begin), causes, strlen(causes));
	add_sentence(out, reason ? reason : begin, end);
	wasm_name_delete(&words);
}

int wt_fail_trap(struct wbpf_error *err, struct wt_failure *failure)
{
	struct wbpf_buf reason = WBPF_BUF_INIT, trace = WBPF_BUF_INIT;

	add_reason(&reason, failure);
	add_backtrace(&trace, failure);
	wbpf_fail(err, WBPF_STAGE_TRAP, -EFAULT, "%s", reason.len ? reason.data : "trap");
	if (trace.len)
		wbpf_error_set_detail(err, trace.data, trace.len);
	wbpf_buf_free(&reason);
	wbpf_buf_free(&trace);
	wt_failure_clear(failure);
	return -EFAULT;
}
