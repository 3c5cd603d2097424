/* SPDX-License-Identifier: MIT */
/* Record layouts as clang's -fdump-record-layouts prints them, and the headers of a source. */
#ifndef WBPF_CLI_BUILD_RECORDS_H
#define WBPF_CLI_BUILD_RECORDS_H

#include "base/buf.h"
#include "cli/build.h"

/* A layout in the compiler's text: "   8 |   char[16] comm" per member. */
struct record {
	const char *lines; /* the first is the struct's own */
	const char *name;
	size_t name_len;
};

/* One compiled source. */
struct side {
	struct wbpf_buf text, deps;
	struct record *records;
	size_t record_cnt;
};

int side_read(struct side *s, const struct input *in, struct wbpf_error *err);
void side_free(struct side *s);

/* The record of the same name, or NULL. */
const struct record *side_find(const struct side *s, const struct record *like);
/* The header that both sources read and that defines it, to be freed; NULL: there is none. */
char *side_shared_header(const struct side *bpf, const struct side *guest, const struct record *r);
/* The start of the line after this one, or the end of the text. */
const char *next_line(const char *line);

#endif
