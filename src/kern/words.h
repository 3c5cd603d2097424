/* SPDX-License-Identifier: MIT */
/*
 * libbpf's words: what it prints while one of our calls runs on this thread becomes part of that
 * call's error. libbpf has one print hook per process; the thread keeps the calls apart.
 */
#ifndef WBPF_KERN_WORDS_H
#define WBPF_KERN_WORDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

struct kern_words {
	struct wbpf_buf warnings; /* libbpf's warnings, a line each, without the verifier's log */
	struct wbpf_buf verifier; /* the last verifier log */
	char noun[160];		  /* "program 'x'" or "map 'y'" that libbpf blames first, or "" */
	char note[160];		  /* our own addition to the message, or "" */
	uint32_t struct_ops_cnt;  /* struct_ops maps that libbpf made while opening an object */
	bool listening;
};

/* Listen from here to the end of the enclosing block. */
#define KERN_LISTEN()                           \
	__attribute__((cleanup(kern_words_end), \
		       unused)) struct kern_words *words_ = kern_words_begin()

struct kern_words *kern_words_begin(void);
void kern_words_end(struct kern_words **words);
struct kern_words *kern_words_here(void); /* of this thread */

/* The first warning that tells a cause, without libbpf's prefixes; false: there is none. */
bool kern_words_cause(const struct kern_words *words, char *buf, size_t size);
/* The line in which the verifier gives its reason; false: there is no log. */
bool kern_words_verdict(const struct kern_words *words, char *buf, size_t size);

/* A Linux errno for what libbpf and the kernel return: never one of libbpf's own numbers, never
 * the kernel's internal ENOTSUPP. */
int kern_code(int code);
/* "what: errno text: libbpf's words", with the verifier's log as detail. Returns the errno. */
int kern_fail(struct wbpf_error *err, int code, const char *fmt, ...) WBPF_PRINTF(3, 4);
/* A refusal of our own, without errno text or libbpf's words. */
#define kern_refuse(err, code, ...) wbpf_fail(err, WBPF_STAGE_KERNEL, code, __VA_ARGS__)

#endif
