/* SPDX-License-Identifier: MIT */
/* What the stories of kinds.c share: saying why, waiting for the poker, reading counters. */
#ifndef GUEST_H
#define GUEST_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <wasm_bpf/attach.h>

#include "kinds.h"

/* Why the kind failed; empty: libbpf's words tell. Always returns -1. */
__attribute__((format(printf, 1, 2))) int fail(const char *format, ...);
/* The same, with errno and what the host said. */
int fail_call(const char *call);
const char *reason(void);
void forget_reason(void);
int keep_words(enum libbpf_print_level level, const char *format, va_list args);

/* 0, or -1: no map, no poker. */
int start_rounds(void);
/* Until the poker has begun and ended a whole round from now on. */
int wait_round(void);

uint64_t counter(const struct bpf_object *obj, const char *map, enum hit hit);
/* Until the counter grows. */
int wait_hit(const struct bpf_object *obj, enum hit hit);
/* The trigger is pulled and the counter stays. */
int no_more_hits(const struct bpf_object *obj, enum hit hit);

/* Loads only the named programs (NULL-terminated list) of an object that was opened; destroys it on
 * failure. Returns obj, or NULL. */
struct bpf_object *load_only(struct bpf_object *obj, const char *const *programs);

#endif
