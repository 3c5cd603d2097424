/* SPDX-License-Identifier: MIT */
/* One element of a map: what v1 and v2 do alike. */
#ifndef WBPF_HOST_ELEM_H
#define WBPF_HOST_ELEM_H

#include "guest/arg.h"
#include "kern/kern.h"

/*
 * Addresses are checked here with the map's own sizes: key_size and user_value_size bytes (for
 * per-CPU maps that is round_up(value_size, 8) for each possible CPU).
 */
int host_elem_lookup(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     wbpf_gaddr value, uint64_t flags);
int host_elem_update(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     wbpf_gaddr value, uint64_t flags);
int host_elem_delete(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		     uint64_t flags);
/* key 0: the first key. */
int host_elem_next_key(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
		       wbpf_gaddr next_key);
int host_elem_lookup_and_delete(struct wbpf_guest *g, const struct kern_map *map, wbpf_gaddr key,
				wbpf_gaddr value, uint64_t flags);

/* How each of them ends: words for a failure, cheap ones for the ordinary answers. */
int host_elem_result(struct wbpf_guest *g, const struct kern_map *map, const char *what, int ret);

#endif
