/* SPDX-License-Identifier: MIT */
/* The lists of a multi attach: symbols or addresses, with cookies. */
#ifndef WBPF_HOST_ATTACH_LIST_H
#define WBPF_HOST_ATTACH_LIST_H

#include "guest/abi_v2.h"
#include "guest/arg.h"
#include "kern/kern.h"

struct attach_list {
	char **symbols; /* cnt strings, all owned */
	uint64_t *addrs, *cookies;
	uint32_t cnt;
};

/* Copies what the guest gives, at most 65536 elements; opts borrows from the list. */
int attach_list_read(struct wbpf_guest *g, const struct wbpf2_attach_opts *o,
		     struct attach_list *list, struct kern_attach_opts *opts);
void attach_list_free(struct attach_list *list);

#endif
