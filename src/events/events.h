/* SPDX-License-Identifier: MIT */
/* Kernel -> guest: wait, drain, count what was lost, deliver. The runtime joins these tables. */
#ifndef WBPF_EVENTS_EVENTS_H
#define WBPF_EVENTS_EVENTS_H

#include <stddef.h>

#include "guest/guest.h"

/* v1: wasm_bpf_buffer_poll, and the TinyGo form (module name replaced by the runtime, see
 * wbpf_instance_opts.callback_module; the row has module "callback-wrapper"). */
extern const struct wbpf_import wbpf_events_v1_imports[];
extern const size_t wbpf_events_v1_import_cnt;
/* v2: sources, poll, drain, submit, signals, sleep. */
extern const struct wbpf_import wbpf_events_v2_imports[];
extern const size_t wbpf_events_v2_import_cnt;
/* WASI preview 1 calls that must wake for signals and stop, in place of the engine's own:
 * wasi_snapshot_preview1.poll_oneoff (clocks, and readiness of stdio). */
extern const struct wbpf_import wbpf_events_wasi_imports[];
extern const size_t wbpf_events_wasi_import_cnt;

#endif
