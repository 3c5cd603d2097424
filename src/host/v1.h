/* SPDX-License-Identifier: MIT */
#ifndef WBPF_HOST_V1_H
#define WBPF_HOST_V1_H

#include "guest/guest.h"

/* wasm_bpf_map_operate(map, cmd, key, value, next_key, flags) -> i32, addresses as i32 ... */
enum wbpf_call host_v1_map_operate(struct wbpf_guest *g, const union wbpf_val *a,
				   union wbpf_val *r);
/* ... and as i64, as some Rust and Go guests import it. */
enum wbpf_call host_v1_map_operate_wide(struct wbpf_guest *g, const union wbpf_val *a,
					union wbpf_val *r);

#endif
