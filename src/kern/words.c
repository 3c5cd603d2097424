/* SPDX-License-Identifier: MIT */
#include "kern/words.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { KERNEL_ENOTSUPP = 524 };

static int libbpf_code(int code)
{
	switch (code) {
	case LIBBPF_ERRNO__LIBELF:
	case LIBBPF_ERRNO__FORMAT:
	case LIBBPF_ERRNO__ENDIAN:
		return ENOEXEC;
	case LIBBPF_ERRNO__VERIFY:
		return EACCES;
	case LIBBPF_ERRNO__PROG2BIG:
		return E2BIG;
	case LIBBPF_ERRNO__PROGTYPE:
		return EOPNOTSUPP;
	case LIBBPF_ERRNO__WRNGPID:
	case LIBBPF_ERRNO__INVSEQ:
	case LIBBPF_ERRNO__NLPARSE:
		return EPROTO;
	default:
		return EINVAL;
	}
}

int kern_code(int code)
{
	int e = code < 0 ? -code : code;

	if (e == KERNEL_ENOTSUPP)
		return -EOPNOTSUPP;
	if (e >= __LIBBPF_ERRNO__START)
		return -libbpf_code(e);
	return -e;
}

/* Lines that only repeat that something failed, or that libbpf goes on after. */
static bool is_noise(const char *line)
{
	static const char *const noise[] = {
		"failed to load object",       "Retrying without BTF",	    "failed to bind map",
		"error while running as root", "BPF program load failed: ", "failed to load: "
	};

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (strstr(line, noise[i]))
			return true;
	return false;
}

/* The noun stands in our own message already. */
static const char *skip_noun(const char *line)
{
	const char *rest;

	if (strncmp(line, "prog '", 6) && strncmp(line, "map '", 5))
		return line;
	rest = strstr(line, "': ");
	return rest ? rest + 3 : line;
}

static void copy_line(char *buf, size_t size, const char *line, size_t len)
{
	snprintf(buf, size, "%.*s", (int)(len < size ? len : size - 1), line);
}

bool kern_words_cause(const struct kern_words *words, char *buf, size_t size)
{
	const char *line = words->warnings.data;

	while (line && *line) {
		size_t len = strcspn(line, "\n");

		copy_line(buf, size, line, len);
		if (len && !is_noise(buf)) {
			memmove(buf, skip_noun(buf), strlen(skip_noun(buf)) + 1);
			return true;
		}
		line += len + (line[len] == '\n');
	}
	return false;
}

/* What the verifier prints after its reason: figures. */
static bool is_statistics(const char *line)
{
	static const char *const stats[] = { "processed ", "verification time ", "stack depth ",
					     "max_states_per_insn ", "peak_states " };

	for (size_t i = 0; i < sizeof(stats) / sizeof(stats[0]); i++)
		if (!strncmp(line, stats[i], strlen(stats[i])))
			return true;
	return false;
}

bool kern_words_verdict(const struct kern_words *words, char *buf, size_t size)
{
	const char *log = words->verifier.data;
	size_t end = words->verifier.len;

	while (log && end) {
		size_t begin = end;

		while (begin && log[begin - 1] != '\n')
			begin--;
		copy_line(buf, size, log + begin, end - begin);
		if (end > begin && !is_statistics(buf))
			return true;
		end = begin ? begin - 1 : 0;
	}
	return false;
}

static void add_words(struct wbpf_error *err, const struct kern_words *words)
{
	char cause[512];
	size_t len = strlen(err->message);

	/* A missing privilege beats libbpf's guess (RLIMIT_MEMLOCK), never the verifier's reason. */
	if (!kern_words_verdict(words, cause, sizeof(cause))) {
		if (words->note[0])
			snprintf(cause, sizeof(cause), "%s", words->note);
		else if (!kern_words_cause(words, cause, sizeof(cause)))
			return;
	}
	snprintf(err->message + len, sizeof(err->message) - len, ": %s", cause);
}

static void add_detail(struct wbpf_error *err, const struct kern_words *words)
{
	if (words->verifier.len)
		wbpf_error_set_detail(err, words->verifier.data, words->verifier.len);
	else if (words->warnings.len)
		wbpf_error_set_detail(err, words->warnings.data, words->warnings.len);
}

int kern_fail(struct wbpf_error *err, int code, const char *fmt, ...)
{
	const struct kern_words *words = kern_words_here();
	char what[WBPF_ERROR_MESSAGE_BYTES / 2];
	va_list args;

	code = kern_code(code);
	if (!err)
		return code;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	wbpf_fail_errno(err, WBPF_STAGE_KERNEL, code, "%s", what);
	if (words->listening) {
		add_words(err, words);
		add_detail(err, words);
	}
	return code;
}
