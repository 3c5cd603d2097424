/* SPDX-License-Identifier: MIT */
/*
 * bpf(2) for a guest. A table says what each command's fields mean; what it does not name never
 * reaches the kernel. Addresses of the guest are checked and become the host's, handles become fds.
 */
#ifndef WBPF_HOST_BPF_CALL_H
#define WBPF_HOST_BPF_CALL_H

#include <linux/bpf.h>

#include "guest/arg.h"

enum host_bpf_kind {
	HOST_BPF_PLAIN,	     /* bytes as they are; also what only the kernel writes */
	HOST_BPF_HANDLE,     /* u32 */
	HOST_BPF_OPT_HANDLE, /* the same; 0: none */
	HOST_BPF_IN,	     /* u64: address of what the kernel reads */
	HOST_BPF_OUT,	     /* u64: address of what it writes */
	HOST_BPF_STR,	     /* u64: address of a C string */
};

/* Offsets are bytes in union bpf_attr (bpf_info.c: in an info struct). */
struct host_bpf_field {
	const char *name;
	uint8_t kind, at;
	uint8_t len;	/* plain: bytes */
	uint8_t cnt_at; /* in, out: where the u32 count is */
	uint8_t each;	/* bytes of one; 0: the u32 at each_at */
	uint8_t each_at;
};

struct host_bpf_fields {
	const struct host_bpf_field *rows;
	uint32_t cnt;
};

enum host_bpf_result {
	HOST_BPF_NUMBER, /* 0 or a count */
	HOST_BPF_FD,
	HOST_BPF_MAP,
	HOST_BPF_ANY, /* an fd of a map or of something else */
};

enum { HOST_BPF_OWN_MAX = 4 };

struct host_bpf_call {
	struct wbpf_guest *g;
	const struct host_bpf_row *row;
	union bpf_attr given; /* as the guest wrote it */
	union bpf_attr attr;  /* for the kernel */
	bool known[sizeof(union bpf_attr)];
	void *own[HOST_BPF_OWN_MAX]; /* freed at the end */
	uint32_t own_cnt;
	struct host_bpf_fields used[2];
};

struct host_bpf_row {
	uint32_t cmd;
	const char *name;
	struct host_bpf_fields fields;
	/* What the fields mean may depend on one of them: more of them. */
	int (*more)(struct host_bpf_call *c, struct host_bpf_fields *fields);
	/* In place of the kernel's call alone. */
	int (*run)(struct host_bpf_call *c);
	enum host_bpf_result result;
};

/* NULL: the command is not passed on. */
const struct host_bpf_row *host_bpf_find(uint32_t cmd);

/* bytes + row->at etc. are in a copy of the host's. 0 or negative errno with words. */
int host_bpf_translate(struct host_bpf_call *c, const struct host_bpf_field *row, void *bytes);
/* The fd that a handle of any kind stands for; negative errno with words. */
int host_bpf_fd(struct wbpf_guest *g, wbpf_handle h);
/* Zeroed memory that lives as long as the call; NULL with words. */
void *host_bpf_alloc(struct host_bpf_call *c, size_t size);
/* The kernel's answer. */
int host_bpf_kernel(struct host_bpf_call *c);

int host_bpf_load(struct host_bpf_call *c); /* bpf_load.c */
int host_bpf_info(struct host_bpf_call *c); /* bpf_info.c */
int host_bpf_test(struct host_bpf_call *c); /* bpf_table.c */

#endif
